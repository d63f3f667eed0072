import * as z from 'zod';
import { OdooError } from './errors.ts';

/** Odoo writes false for a text that is not there, in the group fields of res.users up to 18 for one. */
const text = z
  .union([z.string(), z.literal(false), z.null()])
  .transform((value) => (typeof value === 'string' ? value : undefined))
  .optional();

/** Python takes any value for a flag, and modules use that: Odoo's own time off has store="True". */
const flag = z
  .union([z.boolean(), z.string(), z.number(), z.null()])
  .transform((value) => Boolean(value))
  .optional();

/** What `fields_get` says about one field, as far as this server reads it. */
const fieldMetadata = z.looseObject({
  type: z.string(),
  string: text,
  help: text,
  required: flag,
  readonly: flag,
  relation: text,
  relation_field: text,
  related: text,
  groups: text,
  store: flag,
  searchable: flag,
  sortable: flag,
  company_dependent: flag,
  /** How the field is totalled when nobody says how: its name in 17, and since 18. */
  group_operator: text,
  aggregator: text,
  selection: z.array(z.tuple([z.unknown(), z.unknown()])).optional(),
});
export type FieldMetadata = z.output<typeof fieldMetadata>;

/** The fields of one model that the signed-in user may see, by name, in Odoo's order. */
export type ModelFields = ReadonlyMap<string, FieldMetadata>;

const modelFields = z.record(z.string(), fieldMetadata);

/** Reads the answer of `fields_get`; throws class `internal` when it has another shape. */
export function parseModelFields(answer: unknown): ModelFields {
  const parsed = modelFields.safeParse(answer);
  if (!parsed.success)
    throw new OdooError('internal', 'Odoo described the fields of the model in an unknown form.');
  return new Map(Object.entries(parsed.data));
}
