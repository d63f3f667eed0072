import * as z from 'zod';
import type { OdooClient } from '../odoo/client.ts';
import { defaultsOf } from '../odoo/defaults.ts';
import { type FieldMetadata, parseModelFields } from '../odoo/fields.ts';
import { isGivenOnCreate, type RecordValues } from '../odoo/write-check.ts';

/** A required field of a new record that neither the caller nor Odoo's defaults fill in. */
export interface MissingField {
  readonly name: string;
  readonly type: string;
  /** The label. */
  readonly string: string;
  /** `[value, label]` pairs. */
  readonly selection?: readonly (readonly [unknown, unknown])[];
  readonly relation?: string;
}

/** What a create was asked to do. */
export interface CreateAttempt {
  readonly model: string;
  readonly values: RecordValues;
  /** Keywords of the call: the language and the companies. */
  readonly context: { readonly context?: Readonly<Record<string, unknown>> };
  /** What Odoo said when it refused; undefined when it was not asked. */
  readonly refusal: string | undefined;
}

const ATTRIBUTES = [
  'type',
  'string',
  'required',
  'readonly',
  'store',
  'relation',
  'selection',
  'related',
  'depends',
] as const;
const X2MANY: ReadonlySet<string> = new Set(['one2many', 'many2many']);
const dependencies = z.array(z.unknown()).catch([]);

/**
 * The fields a refused create lacked; empty when the refusal is about something else. Metadata alone
 * cannot tell: Odoo computes many required fields, fills others in `create`, and makes the records behind
 * `_inherits` itself. So Odoo is asked first, and only a refusal that names a required field counts; with
 * it the other required fields are told, except those that Odoo would have computed.
 */
export async function missingFields(
  client: OdooClient,
  { model, values, context, refusal }: CreateAttempt,
  signal: AbortSignal,
): Promise<readonly MissingField[]> {
  const kwargs = { attributes: ATTRIBUTES, ...context };
  const fields = [...parseModelFields(await client.query(model, 'fields_get', [], kwargs, signal))];
  const open = fields.filter(
    ([name, field]) =>
      field.required === true &&
      isGivenOnCreate(field) &&
      !Object.hasOwn(values, name) &&
      !X2MANY.has(field.type) &&
      !inherits(name, fields),
  );
  const isNamed = ([name]: readonly [string, FieldMetadata]) =>
    refusal === undefined || names(refusal, name);
  if (!open.some(isNamed)) return [];
  const asked = open.map(([name]) => name);
  const defaults = await defaultsOf(client, model, asked, signal, context);
  const empty = open.filter(([name]) => isEmpty(defaults[name]));
  if (refusal !== undefined && !empty.some(isNamed)) return [];
  return empty
    .filter((entry) => !isComputed(entry[1]) || (refusal !== undefined && isNamed(entry)))
    .map(([name, field]) => describe(name, field));
}

/** Whether Odoo makes the record behind a many2one itself, because the model has its fields too. */
function inherits(name: string, fields: readonly (readonly [string, FieldMetadata])[]): boolean {
  return fields.some(([other, { related }]) => related === `${name}.${other}`);
}

/** Odoo names the field in brackets behind its label, in every language and release. */
function names(refusal: string, field: string): boolean {
  return refusal.split(/[^A-Za-z0-9_]+/).includes(field);
}

function isComputed(field: FieldMetadata): boolean {
  return dependencies.parse(field.depends).length > 0;
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === false || value === '';
}

function describe(name: string, field: FieldMetadata): MissingField {
  const { type, string = name, selection, relation } = field;
  return {
    name,
    type,
    string,
    ...(selection === undefined ? {} : { selection }),
    ...(relation === undefined ? {} : { relation }),
  };
}
