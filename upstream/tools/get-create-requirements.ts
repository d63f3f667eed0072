import * as z from 'zod';
import { defaultsOf } from '../odoo/defaults.ts';
import type { FieldMetadata } from '../odoo/fields.ts';
import { isGivenOnCreate } from '../odoo/write-check.ts';
import { WORKFLOWS } from '../workflows/workflows.ts';
import { modelName } from './arguments.ts';
import { callContext, contextArguments } from './call-context.ts';
import { requireModelAccess } from './records.ts';
import { defineTool } from './tool.ts';

const choice = z.array(z.unknown());

export const getCreateRequirements = defineTool({
  name: 'get_create_requirements',
  title: 'What a new record needs',
  description:
    'Tell which fields a new record of an Odoo model must have, which of them Odoo fills in by itself, ' +
    'and for common documents which more are worth giving, and how their lines are written. Call it ' +
    'before create_record.',
  hints: { readOnly: true },
  input: z.strictObject({ model: modelName, ...contextArguments }),
  output: z.looseObject({
    model: z.string(),
    required_fields: z.record(
      z.string(),
      z.looseObject({
        type: z.string(),
        string: z.string().optional(),
        relation: z.string().optional(),
        selection: z.array(choice).optional(),
        help: z.string().optional(),
      }),
    ),
    required_field_count: z.int(),
    optional_field_count: z.int(),
    defaulted_fields: z
      .array(z.string())
      .optional()
      .describe('Required fields that Odoo fills in when they are left out.'),
    relation_hints: z
      .array(z.looseObject({ field: z.string(), relation: z.string(), hint: z.string() }))
      .optional(),
    recommended_fields: z.array(z.string()).optional(),
    line_model: z.string().optional().describe('The model of the lines.'),
    line_field: z.string().optional().describe('The field that takes them, as x2many commands.'),
    notes: z.array(z.string()).optional(),
    version_notes: z.array(z.string()).optional(),
  }),
  async run({ model, ...settings }, { caller, signal }) {
    const client = await caller.client(signal);
    await requireModelAccess(client, model, 'create', signal);
    const fields = await client.fields(model, signal);
    const writable = [...fields].filter(
      ([name, field]) => isGivenOnCreate(field) && field.type !== 'binary' && name !== 'id',
    );
    const required = writable.filter(([, field]) => field.required === true);
    const names = required.map(([name]) => name);
    const context = callContext(settings);
    const defaults =
      names.length > 0 ? await defaultsOf(client, model, names, signal, context) : {};
    const defaulted = names.filter((name) => isGiven(fields.get(name), defaults[name]));
    const { major } = await client.version(signal);
    const workflow = WORKFLOWS.get(model);
    const lines = workflow?.guide.lines;
    return {
      model,
      required_fields: Object.fromEntries(
        required.map(([name, field]) => [name, described(field)]),
      ),
      required_field_count: required.length,
      optional_field_count: writable.length - required.length,
      defaulted_fields: defaulted,
      ...listed(
        'relation_hints',
        required.flatMap(([name, field]) => hintFor(name, field)),
      ),
      ...listed(
        'recommended_fields',
        (workflow?.guide.recommended ?? []).filter((name) => fields.has(name)),
      ),
      ...(lines !== undefined && fields.has(lines.field)
        ? { line_model: lines.model, line_field: lines.field }
        : {}),
      ...listed('notes', workflow?.guide.notes ?? []),
      ...listed('version_notes', workflow?.versionNotes[major] ?? []),
    };
  },
});

/** False is a default of a boolean only: it means empty elsewhere. */
function isGiven(field: FieldMetadata | undefined, value: unknown): boolean {
  return value !== undefined && (value !== false || field?.type === 'boolean');
}

function described({ type, string, relation, selection, help }: FieldMetadata) {
  return {
    type,
    ...(string === undefined ? {} : { string }),
    ...(relation === undefined ? {} : { relation }),
    ...(selection === undefined ? {} : { selection }),
    ...(help === undefined ? {} : { help }),
  };
}

function hintFor(field: string, { type, relation }: FieldMetadata) {
  if (relation === undefined) return [];
  const hint =
    type === 'many2one'
      ? 'Give the id of a record; name_search finds it.'
      : 'Give x2many commands, like [[6, 0, [ids]]].';
  return [{ field, relation, hint }];
}

/** The key with its list, or nothing for an empty one. */
function listed<Key extends string, T>(key: Key, list: readonly T[]): Partial<Record<Key, T[]>> {
  const entry: Partial<Record<Key, T[]>> = {};
  if (list.length > 0) entry[key] = [...list];
  return entry;
}
