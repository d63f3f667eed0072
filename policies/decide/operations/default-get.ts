import { type Deny, deny, type FieldTreatment, type Note } from '../../decision.ts';
import type { FieldSchema, ModelSchema } from '../../model-schema.ts';
import type { FieldName, ModelName } from '../../names.ts';
import type { DefaultGet } from '../../operation.ts';
import { judgeContext, withContext } from '../context.ts';
import { type Inquiry, schemaOf } from '../inquiry.ts';
import type { Judged } from '../judged.ts';
import { MOST_FIELDS, parseFields, readableFields, treatment } from '../reads.ts';
import { isDeny } from '../refusal.ts';
import { refuseField } from '../rights/field-rights.ts';

/** Types whose defaults are no plain values: commands that hold records, and files. */
const NOT_PLAIN: ReadonlySet<string> = new Set(['one2many', 'many2many', 'binary']);

/**
 * Judges a question for default values: a read of each field, because a default may come from other records.
 * A hidden field is denied, not masked: a mask would say that there is a default. Without fields it is asked
 * for all that the subject may read.
 */
export function judgeDefaultGet(
  inquiry: Inquiry,
  operation: DefaultGet,
  notes: Note[],
): Judged | Deny {
  const { model } = operation;
  const granted = inquiry.rights.on(model).read;
  if (isDeny(granted)) return granted;
  const context = judgeContext(operation.context, inquiry.subject, notes);
  if (isDeny(context)) return context;
  const asked = parseFields(operation.fields);
  if (isDeny(asked)) return asked;
  const schema = schemaOf(inquiry, model);
  if (isDeny(schema)) return schema;
  const chosen =
    asked.length === 0 ? plainFields(inquiry, schema) : readableFields(inquiry, schema, asked);
  if (isDeny(chosen)) return chosen;

  const visible = new Map<FieldName, FieldTreatment>();
  for (const field of chosen) visible.set(field.name, treatment(inquiry, field, notes));
  const fields = [...visible.keys()];
  if (asked.length === 0) notes.push({ kind: 'fields_defaulted', model, fields });
  // An empty list is every field to some servers.
  if (fields.length === 0) return nothingToTell(model, granted.rule);
  const { redaction } = inquiry.policy.access;
  return {
    operation: {
      kind: 'default_get',
      model,
      fields,
      ...withContext(context),
    },
    obligation: { kind: 'records', model, visible, masked: [], redaction, maxRecords: 1 },
    rule: granted.rule,
  };
}

/** What a new record could be given a plain value for, as far as it may be read. */
function plainFields(inquiry: Inquiry, schema: ModelSchema): readonly FieldSchema[] {
  return [...schema.fields.values()]
    .filter(
      (field) =>
        !field.readonly &&
        !NOT_PLAIN.has(field.type) &&
        !refuseField(inquiry, schema.model, field, 'read'),
    )
    .slice(0, MOST_FIELDS);
}

function nothingToTell(model: ModelName, rule: string): Deny {
  return deny('field_not_readable', rule, `${model} has no field whose default may be told.`, {
    allowed: 'Name the fields to ask about.',
  });
}
