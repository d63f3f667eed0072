import * as z from 'zod';
import type { OdooClient } from '../odoo/client.ts';
import { parseModelFields } from '../odoo/fields.ts';
import { modelName } from './arguments.ts';
import { fieldsToRead } from './records.ts';
import { defineTool } from './tool.ts';

const DEFAULT_ATTRIBUTES = [
  'type',
  'string',
  'required',
  'readonly',
  'relation',
  'help',
  'selection',
] as const;

/** Told by this server, not by Odoo: whether a read that names no fields returns the field. */
const DEFAULT_READ = 'default_read';

const EXTRA_ATTRIBUTES = [
  DEFAULT_READ,
  'related',
  'relation_field',
  'store',
  'searchable',
  'sortable',
  'groups',
  'selection',
  'company_dependent',
  'definition_record',
  'definition_record_field',
  'depends',
] as const;

export const getModelFields = defineTool({
  name: 'get_model_fields',
  title: 'Describe the fields of a model',
  description:
    'Describe the fields of an Odoo model: type, label, whether it is required or read-only, the ' +
    'related model, the allowed values of a selection. Call it before writing, and to find field ' +
    'names for search_read.',
  hints: { readOnly: true },
  input: z.strictObject({
    model: modelName,
    field_filter: z
      .preprocess(
        (value) =>
          typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value,
        z.array(z.string().max(256)).max(500),
      )
      .optional()
      .describe(
        'Names of the fields to describe. A single entry that is no field name is searched for in ' +
          'names and labels. All fields when left out.',
      ),
    include_readonly: z.boolean().default(true).describe('Also describe read-only fields.'),
    attributes: z
      .array(z.enum(EXTRA_ATTRIBUTES))
      .optional()
      .describe(
        'More attributes to return besides the usual ones. default_read: whether search_read and ' +
          'get_record return the field when no fields are named.',
      ),
  }),
  output: z.looseObject({
    fields: z.record(
      z.string(),
      z.looseObject({
        type: z.string(),
        string: z.string().optional(),
        required: z.boolean().optional(),
        readonly: z.boolean().optional(),
        relation: z.string().optional(),
        help: z.string().optional(),
      }),
    ),
    model: z.string(),
    count: z.int(),
  }),
  async run(args, { caller, signal }) {
    const client = await caller.client(signal);
    const extra = new Set(args.attributes);
    const tellsDefaultRead = extra.delete(DEFAULT_READ);
    const attributes = [...new Set([...DEFAULT_ATTRIBUTES, ...extra])];
    const names = args.field_filter?.filter((name) => name !== '') ?? [];
    const [answer, defaultRead] = await Promise.all([
      client.query(args.model, 'fields_get', [], { attributes }, signal),
      tellsDefaultRead ? readByDefault(client, args.model, signal) : undefined,
    ]);
    const shown = [...parseModelFields(answer)]
      .filter(selectedBy(names, answer))
      .filter(([, field]) => args.include_readonly || field.readonly !== true)
      .map(([name, field]) => {
        const described = pick(field, attributes);
        if (defaultRead === undefined) return [name, described] as const;
        return [name, { ...described, [DEFAULT_READ]: defaultRead.has(name) }] as const;
      });
    return { fields: Object.fromEntries(shown), model: args.model, count: shown.length };
  },
});

/** Odoo adds the id to every record it reads. */
async function readByDefault(
  client: OdooClient,
  model: string,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  return new Set(['id', ...(await fieldsToRead(client, model, undefined, signal))]);
}

function selectedBy(names: readonly string[], answer: unknown) {
  const [only, ...others] = names;
  if (only === undefined) return () => true;
  const isField = typeof answer === 'object' && answer !== null && Object.hasOwn(answer, only);
  if (others.length === 0 && !isField) {
    const part = only.toLowerCase();
    return ([name, field]: readonly [string, { readonly string?: string | undefined }]) =>
      name.includes(part) || (field.string ?? '').toLowerCase().includes(part);
  }
  const wanted = new Set(names);
  return ([name]: readonly [string, unknown]) => wanted.has(name);
}

/** Only what was asked for: Odoo adds attributes of its own (name, change_default, …). */
function pick<T extends { readonly type: string }>(field: T, attributes: readonly string[]) {
  const kept = Object.entries(field).filter(
    ([attribute, value]) => attributes.includes(attribute) && value !== null && value !== undefined,
  );
  return { ...Object.fromEntries(kept), type: field.type };
}
