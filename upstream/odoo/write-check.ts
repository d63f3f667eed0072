import { closest } from 'fastest-levenshtein';
import type { FieldMetadata, ModelFields } from './fields.ts';
import { exceeds, VALUES_LIMITS } from './json-limits.ts';

/** Values of a record as Odoo's create and write take them. */
export type RecordValues = Readonly<Record<string, unknown>>;

/**
 * What is wrong with `values` before Odoo is asked, one text per problem; empty when nothing is.
 * Checks size, unknown and read-only fields, blank texts in required fields, and the form of dates,
 * numbers, booleans, selections and relations. `null` and `false` mean "empty" in Odoo and are left
 * to Odoo, as are field types not named here. For a new record a read-only field may be given where
 * it is required and stored: forms set such a field once, the type of an invoice for one.
 */
export function checkValues(
  values: RecordValues,
  fields: ModelFields,
  { creating = false, explain = () => undefined }: CheckOptions = {},
): string[] {
  const tooLarge = exceeds(values, VALUES_LIMITS);
  if (tooLarge !== undefined) return [`values hold ${tooLarge}`];
  return Object.entries(values).flatMap(([name, value]) => {
    const problem = checkField(name, value, fields, { creating, explain });
    return problem === undefined ? [] : [`${name}: ${problem}`];
  });
}

/** What to say of a field the model does not have, without a full stop. */
export type ExplainField = (name: string) => string | undefined;

export interface CheckOptions {
  /** Whether the values are of a new record; of one that is there by default. */
  readonly creating?: boolean;
  /** May know what became of an unknown field. */
  readonly explain?: ExplainField;
}

/** Whether a new record may be given the field; `readonly` only says so of forms of existing ones. */
export function isGivenOnCreate({ readonly, required, store }: FieldMetadata): boolean {
  return readonly !== true || (required === true && store === true);
}

function checkField(
  name: string,
  value: unknown,
  fields: ModelFields,
  { creating, explain }: Required<CheckOptions>,
): string | undefined {
  if (name === 'id') return 'the id of a record cannot be written';
  const field = fields.get(name);
  if (field === undefined) return explain(name) ?? unknownField(name, fields);
  if (creating ? !isGivenOnCreate(field) : field.readonly === true)
    return 'read-only in this model';
  if (value === null || value === false) return undefined;
  if (field.required === true && typeof value === 'string' && value.trim() === '')
    return 'required, so it cannot be blank';
  return checkType(field, value);
}

/** Why a name is no field: with the nearest one that is. */
export function unknownField(name: string, fields: ModelFields): string {
  const names = [...fields.keys()];
  const near = names.length > 0 ? closest(name, names) : undefined;
  return `the model has no such field for this user${near === undefined ? '' : `; did you mean ${near}?`}`;
}

function checkType(field: FieldMetadata, value: unknown): string | undefined {
  switch (field.type) {
    case 'char':
    case 'text':
    case 'html':
      return typeof value === 'string' ? undefined : 'write a text';
    case 'integer':
      return Number.isInteger(value) ? undefined : 'write a whole number, without quotes';
    case 'float':
    case 'monetary':
      return typeof value === 'number' ? undefined : 'write a number, without quotes';
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'write true or false';
    case 'date':
      return isDate(value) ? undefined : 'write a date that exists, as YYYY-MM-DD';
    case 'datetime':
      return isDate(value) || isDatetime(value)
        ? undefined
        : 'write a date and time in UTC that exists, as YYYY-MM-DD HH:MM:SS';
    case 'selection':
      return checkSelection(field, value);
    case 'many2one':
      return isId(value)
        ? undefined
        : 'write the id of a record (a whole number), or false to empty it';
    case 'one2many':
    case 'many2many':
      return Array.isArray(value)
        ? undefined
        : 'write a list of x2many commands, like [[6, 0, [ids]]] to replace the links';
    default:
      return undefined;
  }
}

function checkSelection(field: FieldMetadata, value: unknown): string | undefined {
  if (field.selection === undefined) return undefined;
  const keys = field.selection.map(([key]) => key);
  if (keys.includes(value)) return undefined;
  return keys.length > 0
    ? `write one of ${keys.slice(0, 20).map(String).join(', ')}${keys.length > 20 ? ', …' : ''}`
    : 'this selection has no values to choose from';
}

function isId(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value > 0;
}

function isDate(value: unknown): boolean {
  const match = typeof value === 'string' ? /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) : null;
  return match !== null && existsInCalendar(Number(match[1]), Number(match[2]), Number(match[3]));
}

function isDatetime(value: unknown): boolean {
  const match =
    typeof value === 'string' ? /^(\d{4}-\d{2}-\d{2}) (\d{2}):(\d{2}):(\d{2})$/.exec(value) : null;
  return (
    match !== null &&
    isDate(match[1]) &&
    Number(match[2]) < 24 &&
    Number(match[3]) < 60 &&
    Number(match[4]) < 60
  );
}

function existsInCalendar(year: number, month: number, day: number): boolean {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
