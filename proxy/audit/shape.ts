import { isArray, isObject, type Json, type JsonObject } from '../../policies/json.ts';

/** What stands in the record where a caller's value stood: its type and, for a list, how long it is. */
export function typeOf(value: Json): string {
  if (value === null) return 'null';
  if (isArray(value)) {
    const types = new Set(value.map((item) => (isArray(item) ? 'list' : typeOf(item))));
    const [only, another] = types;
    return only !== undefined && another === undefined
      ? `list of ${value.length} ${only}`
      : `list of ${value.length}`;
  }
  return typeof value;
}

/** Dotted paths, as in domains and orders, with a granularity or aggregate behind a colon. */
const FIELD_PATH = /^[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*){0,8}(?::[a-z_]{1,32})?$/;
const LONGEST_NAME = 128;
const OPERATORS: ReadonlySet<string> = new Set(
  '= != <> =? < > <= >= like ilike =like =ilike in any child_of parent_of'
    .split(' ')
    .flatMap((operator) => [operator, `not ${operator}`]),
);
const CONNECTIVES: ReadonlySet<Json> = new Set(['&', '|', '!']);
/** Fields whose values are never written, whatever the operator wants recorded. */
const SECRET_NAME =
  /pass(?:word|wd|phrase|code|key)|secret|token|api_?key|credential|totp|otp|private|signup|session|cookie|auth|pin$/i;
const MOST_ITEMS = 50;
const DEEPEST = 6;
const LONGEST_TEXT = 200;

/** The name where the text can be one; otherwise its type. What a caller writes elsewhere is a value. */
export function fieldNameOr(text: Json): string {
  return typeof text === 'string' && text.length <= LONGEST_NAME && FIELD_PATH.test(text)
    ? text
    : `<${typeOf(text)}>`;
}

/**
 * The shape of a domain: fields, operators and connectives stay, every value becomes its type. With
 * `keepValues` values stay too, shortened, except those compared with fields that hold secrets.
 */
export function domainShape(domain: Json, keepValues = false): Json {
  return shapeAt(domain, keepValues, 0);
}

function shapeAt(node: Json, keepValues: boolean, depth: number): Json {
  if (CONNECTIVES.has(node)) return node;
  if (!isArray(node) || depth > DEEPEST) return typeOf(node);
  const [field, operator, value] = node;
  if (node.length === 3 && field !== undefined && value !== undefined && isOperator(operator)) {
    return [fieldNameOr(field), operator, operandShape(field, operator, value, keepValues, depth)];
  }
  return shortened(node, (item) => shapeAt(item, keepValues, depth + 1));
}

function operandShape(
  field: Json,
  operator: string,
  value: Json,
  keepValues: boolean,
  depth: number,
): Json {
  if (operator === 'any' || operator === 'not any') return shapeAt(value, keepValues, depth + 1);
  return keepValues && typeof field === 'string' ? shownValue(field, value) : typeOf(value);
}

function isOperator(value: Json | undefined): value is string {
  return typeof value === 'string' && OPERATORS.has(value);
}

/** The shape of values to write: field names with their types, or with their values as in `domainShape`. */
export function valuesShape(values: JsonObject, keepValues = false): JsonObject {
  const entries = Object.entries(values).slice(0, MOST_ITEMS);
  return Object.fromEntries(
    entries.map(([field, value]) => [
      fieldNameOr(field),
      keepValues ? shownValue(field, value) : typeOf(value),
    ]),
  );
}

/** A value under the name it is known by. Names are looked at on every level: commands nest records. */
function shownValue(name: string, value: Json, depth = 0): Json {
  if (SECRET_NAME.test(name)) return typeOf(value);
  if (typeof value === 'string') {
    return value.length <= LONGEST_TEXT ? value : `${value.slice(0, LONGEST_TEXT)}…`;
  }
  if (isArray(value)) {
    return depth > DEEPEST
      ? typeOf(value)
      : shortened(value, (item) => shownValue(name, item, depth + 1));
  }
  if (isObject(value)) {
    if (depth > DEEPEST) return typeOf(value);
    const entries = Object.entries(value).slice(0, MOST_ITEMS);
    return Object.fromEntries(
      entries.map(([key, item]) => [fieldNameOr(key), shownValue(key, item, depth + 1)]),
    );
  }
  return value;
}

function shortened(list: readonly Json[], describe: (item: Json) => Json): Json {
  const shown = list.slice(0, MOST_ITEMS).map(describe);
  return list.length > MOST_ITEMS ? [...shown, `<${list.length - MOST_ITEMS} more>`] : shown;
}
