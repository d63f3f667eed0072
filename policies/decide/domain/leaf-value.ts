import { isArray, type Json } from '../../json.ts';
import type { FieldSchema } from '../../model-schema.ts';
import { parseRecordId } from '../../names.ts';
import type { Operator } from './domain.ts';

/** List elements one domain may compare with, all its conditions together. */
export const MOST_VALUES = 10_000;
export const LONGEST_TEXT = 65_536;

/** What a condition compares with: a plain value, or the label of records it is to find by name. */
export type Comparison =
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'name_search'; readonly value: Json }
  | { readonly kind: 'wrong'; readonly problem: string };

type Family =
  | 'text'
  | 'integer'
  | 'number'
  | 'date'
  | 'boolean'
  | 'relation'
  | 'reference'
  | 'file';

/** How values of a field type compare. A type that is not here (json, properties, …) is not searched. */
const FAMILIES: ReadonlyMap<string, Family> = new Map([
  ['char', 'text'],
  ['text', 'text'],
  ['html', 'text'],
  ['selection', 'text'],
  ['integer', 'integer'],
  ['many2one_reference', 'integer'],
  ['float', 'number'],
  ['monetary', 'number'],
  ['date', 'date'],
  ['datetime', 'date'],
  ['boolean', 'boolean'],
  ['many2one', 'relation'],
  ['one2many', 'relation'],
  ['many2many', 'relation'],
  ['reference', 'reference'],
  ['binary', 'file'],
]);

const EQUAL: readonly Operator[] = ['=', '!=', '=?'];
const AMONG: readonly Operator[] = ['in', 'not in'];
const ORDERED: readonly Operator[] = ['<', '>', '<=', '>='];
const ALIKE: readonly Operator[] = ['like', 'ilike', '=like', '=ilike', 'not like', 'not ilike'];
const RELATED: readonly Operator[] = ['child_of', 'parent_of'];

const OPERATORS_OF: { readonly [Name in Family]: ReadonlySet<Operator> } = {
  text: new Set([...EQUAL, ...AMONG, ...ORDERED, ...ALIKE]),
  integer: new Set([...EQUAL, ...AMONG, ...ORDERED]),
  number: new Set([...EQUAL, ...AMONG, ...ORDERED]),
  date: new Set([...EQUAL, ...AMONG, ...ORDERED, ...ALIKE]),
  boolean: new Set([...EQUAL, ...AMONG]),
  relation: new Set([...EQUAL, ...AMONG, ...ALIKE, ...RELATED]),
  reference: new Set([...EQUAL, ...AMONG]),
  file: new Set<Operator>(['=', '!=']),
};

/**
 * Reads the value of a condition by the field's type, exactly: no text for a number, no 0 for false, no list
 * where one value belongs. `null` is written as Odoo writes it, `false`. `datePart`: a number taken of a date.
 */
export function readComparison(
  field: FieldSchema,
  datePart: boolean,
  operator: Operator,
  value: Json,
): Comparison {
  const family = datePart ? 'integer' : FAMILIES.get(field.type);
  if (family === undefined) return wrong(`fields of type ${field.type} are not searched`);
  if (RELATED.includes(operator) && field.name === 'id') return readHierarchy(value);
  if (!OPERATORS_OF[family].has(operator)) {
    return wrong(`'${operator}' does not apply to a field of type ${field.type}`);
  }
  if (RELATED.includes(operator)) return readHierarchy(value);
  if (AMONG.includes(operator)) return readList(family, value);
  if (ALIKE.includes(operator)) {
    if (!isText(value))
      return wrong(`'${operator}' takes a text of at most ${LONGEST_TEXT} characters`);
    return { kind: family === 'relation' ? 'name_search' : 'value', value };
  }
  if (ORDERED.includes(operator) && (value === null || value === false)) {
    return wrong(`'${operator}' takes a value to compare with`);
  }
  return readOne(family, value);
}

function readOne(family: Family, value: Json): Comparison {
  if (family === 'relation' && typeof value === 'string') {
    return isText(value) ? { kind: 'name_search', value } : wrong('the text is too long');
  }
  const read = element(family, value);
  return read === undefined ? wrong(EXPECTED[family]) : { kind: 'value', value: read };
}

function readList(family: Family, value: Json): Comparison {
  if (!isArray(value)) return wrong("'in' and 'not in' take a list");
  if (value.length > MOST_VALUES) return wrong(`a list has at most ${MOST_VALUES} elements`);
  if (family === 'relation' && value.some((item) => typeof item === 'string')) {
    return value.every(isText)
      ? { kind: 'name_search', value }
      : wrong('a list holds record ids, or names, not both');
  }
  const list: Json[] = [];
  for (const item of value) {
    const read = element(family, item);
    if (read === undefined) return wrong(`every element of the list: ${EXPECTED[family]}`);
    list.push(read);
  }
  return { kind: 'value', value: list };
}

function readHierarchy(value: Json): Comparison {
  if (isText(value)) return { kind: 'name_search', value };
  const list = isArray(value) ? value : [value];
  if (list.length > 0 && list.length <= MOST_VALUES) {
    if (list.every((item) => parseRecordId(item) !== undefined)) return { kind: 'value', value };
    if (list.every(isText)) return { kind: 'name_search', value };
  }
  return wrong("'child_of' and 'parent_of' take a record id or a list of record ids");
}

const EXPECTED: { readonly [Name in Family]: string } = {
  text: `it compares with a text of at most ${LONGEST_TEXT} characters, or false`,
  integer: 'it compares with a whole number, or false',
  number: 'it compares with a number, or false',
  date: 'it compares with a date written as a text, or false',
  boolean: 'it compares with true or false',
  relation: 'it compares with a record id, or false',
  reference: "it compares with a text such as 'res.partner,7', or false",
  file: 'a file only compares with false',
};

function element(family: Family, value: Json): Json | undefined {
  if (value === null || value === false) return false;
  switch (family) {
    case 'text':
    case 'date':
    case 'reference':
      return isText(value) ? value : undefined;
    case 'integer':
      return Number.isSafeInteger(value) ? value : undefined;
    case 'number':
      return Number.isFinite(value) ? value : undefined;
    case 'boolean':
      return value === true ? value : undefined;
    case 'relation':
      return parseRecordId(value);
    case 'file':
      return undefined;
    default:
      return family satisfies never;
  }
}

function isText(value: Json): value is string {
  return typeof value === 'string' && value.length <= LONGEST_TEXT;
}

function wrong(problem: string): Comparison {
  return { kind: 'wrong', problem };
}
