import type {
  ElicitRequestFormParams,
  PrimitiveSchemaDefinition,
} from '@modelcontextprotocol/server';
import type { MissingField } from './missing-fields.ts';
import type { MissingValues } from './missing-values.ts';

/** The key of the one form this server sends, in `inputRequests` and `inputResponses`. */
export const FORM_KEY = 'missing_fields';

const MAX_ASKED = 20;
const MAX_CHOICES = 100;

/**
 * The form that asks a person for the missing values, or undefined when none of them fits into a flat
 * form (files, references, selections without or with too many choices).
 */
export function formFor({ model, fields }: MissingValues): ElicitRequestFormParams | undefined {
  const asked = fields.slice(0, MAX_ASKED).flatMap((field) => {
    const schema = schemaOf(field);
    return schema === undefined ? [] : [[field.name, schema] as const];
  });
  if (asked.length === 0) return undefined;
  return {
    mode: 'form',
    message: `Odoo needs more values to create this record of ${model}.`,
    requestedSchema: {
      type: 'object',
      properties: Object.fromEntries(asked),
      required: asked.map(([name]) => name),
    },
  };
}

function schemaOf(field: MissingField): PrimitiveSchemaDefinition | undefined {
  const title = field.string;
  switch (field.type) {
    case 'char':
    case 'text':
    case 'html':
      return { type: 'string', title };
    case 'integer':
      return { type: 'integer', title };
    case 'float':
    case 'monetary':
      return { type: 'number', title };
    case 'boolean':
      return { type: 'boolean', title };
    case 'date':
      return { type: 'string', format: 'date', title };
    case 'datetime':
      return { type: 'string', format: 'date-time', title };
    case 'many2one':
      return {
        type: 'integer',
        title,
        minimum: 1,
        description: `The id of a ${field.relation ?? 'record'}; name_search finds it.`,
      };
    case 'selection':
      return choiceOf(field, title);
    default:
      return undefined;
  }
}

function choiceOf(field: MissingField, title: string): PrimitiveSchemaDefinition | undefined {
  const choices = field.selection ?? [];
  if (choices.length === 0 || choices.length > MAX_CHOICES) return undefined;
  return {
    type: 'string',
    title,
    enum: choices.map(([value]) => String(value)),
    enumNames: choices.map(([, label]) => String(label)),
  };
}
