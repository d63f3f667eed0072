/**
 * Names as Odoo spells them, parsed once and branded. Odoo's registry keys and field names are exact and
 * case-sensitive, so nothing is trimmed, lower-cased or normalised here: a guard that judges one spelling
 * and forwards another has judged nothing.
 */
declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type ModelName = Branded<'ModelName'>;
export type FieldName = Branded<'FieldName'>;
export type MethodName = Branded<'MethodName'>;
export type GroupName = Branded<'GroupName'>;
/** A record's database id: a whole number from 1 to 2^31-1 (PostgreSQL's `integer`). */
export type RecordId = number & { readonly [brand]: 'RecordId' };

const MODEL = /^[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)*$/;
const FIELD = /^[a-z][a-z0-9_]*$/;
const METHOD = /^[a-z_][a-z0-9_]*$/;
const LONGEST_NAME = 128;
const LARGEST_ID = 2_147_483_647;

/** The model of that exact name, or undefined when no Odoo model can be called so. */
export function parseModelName(value: unknown): ModelName | undefined {
  return isName(value, MODEL) ? (value as ModelName) : undefined;
}

/** One field name (no dots), or undefined when no Odoo field can be called so. */
export function parseFieldName(value: unknown): FieldName | undefined {
  return isName(value, FIELD) ? (value as FieldName) : undefined;
}

/** A method name, private ones included, or undefined. */
export function parseMethodName(value: unknown): MethodName | undefined {
  return isName(value, METHOD) ? (value as MethodName) : undefined;
}

/** A group: an XML id, a display name or an operator's own word. Undefined when empty or padded. */
export function parseGroupName(value: unknown): GroupName | undefined {
  return typeof value === 'string' &&
    value.length > 0 &&
    value.trim() === value &&
    value.length <= 256
    ? (value as GroupName)
    : undefined;
}

/** A record id exactly as JSON carries it: not a boolean, a float or a numeric string. */
export function parseRecordId(value: unknown): RecordId | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= LARGEST_ID
    ? (value as RecordId)
    : undefined;
}

function isName(value: unknown, shape: RegExp): value is string {
  return typeof value === 'string' && value.length <= LONGEST_NAME && shape.test(value);
}
