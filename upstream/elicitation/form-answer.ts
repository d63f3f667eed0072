import { inputResponse } from '@modelcontextprotocol/server';
import type { ModelFields } from '../odoo/fields.ts';
import { isGivenOnCreate, type RecordValues } from '../odoo/write-check.ts';
import { FORM_KEY } from './form.ts';

/** What became of the form: filled in, or turned down. */
export type FormAnswer =
  | { readonly kind: 'accepted'; readonly content: Readonly<Record<string, unknown>> }
  | { readonly kind: 'declined' };

/** The answer a repeated request carries, or undefined when nobody was asked. */
export function formAnswer(responses: Record<string, unknown> | undefined): FormAnswer | undefined {
  const response = inputResponse(responses, FORM_KEY);
  if (response.kind === 'missing') return undefined;
  if (response.kind !== 'elicit' || response.action !== 'accept') return { kind: 'declined' };
  return { kind: 'accepted', content: response.content ?? {} };
}

/**
 * The values of a form as Odoo takes them. Only required fields that a new record may be given are looked at,
 * whatever else the client sent; blanks are left out. Whether a value fits its field is for the checks
 * that every write goes through.
 */
export function valuesOfForm(
  content: Readonly<Record<string, unknown>>,
  fields: ModelFields,
): RecordValues {
  const values: Record<string, unknown> = {};
  for (const [name, field] of fields) {
    if (field.required !== true || !isGivenOnCreate(field)) continue;
    const given = Object.hasOwn(content, name) ? content[name] : undefined;
    if (given === undefined || given === null || given === '') continue;
    if (field.type === 'datetime') values[name] = odooTime(given);
    else if (field.type === 'selection')
      values[name] = field.selection?.find(([key]) => String(key) === given)?.[0] ?? given;
    else values[name] = given;
  }
  return values;
}

/** RFC 3339 as forms write times, in the form and time zone (UTC) of Odoo; anything else as it is. */
function odooTime(given: unknown): unknown {
  if (
    typeof given !== 'string' ||
    !/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*(?:Z|[+-]\d{2}:\d{2})$/.test(given)
  )
    return given;
  const time = new Date(given);
  if (Number.isNaN(time.getTime())) return given;
  return time.toISOString().slice(0, 19).replace('T', ' ');
}
