import { isArray, isObject, type Json } from '../../json.ts';
import { parseFieldName } from '../../names.ts';
import { COUNT } from '../operations/group-terms.ts';

/** A part of an operation that an argument can hold. */
export type Part =
  | 'domain'
  | 'fields'
  | 'order'
  | 'limit'
  | 'offset'
  | 'groupby'
  | 'aggregates'
  | 'having'
  | 'name'
  | 'values'
  | 'changed'
  | 'body';

/** What one argument of an ORM method means for the operation the method is. */
export interface OrmArgument {
  /** The part of the operation it holds; absent: it is sent as it came, once `fits` has said yes. */
  readonly part?: Part;
  /** Whether an argument that is no part may be sent. */
  readonly fits?: (value: Json) => boolean;
  /** The part it means, of anything but `null`; undefined when it cannot be understood. */
  readonly read?: (value: Json) => Json | undefined;
  /** The argument that says a decided part, in the form the caller used. */
  readonly write?: (part: Json, asked: Json | undefined) => Json;
  /** Whether a call without it is refused. */
  readonly required?: true;
  /** What is sent in its place when the operation has no such part. */
  readonly empty?: Json;
  /** What it must be, for messages. */
  readonly words?: string;
}

const MOST_NAMES = 200;

/** One of a few values. */
export function anyOf(...known: readonly Json[]): OrmArgument {
  return {
    fits: (value) => known.includes(value),
    words: `one of ${known.map((one) => JSON.stringify(one)).join(', ')}`,
  };
}

export const positiveNumber: OrmArgument = {
  fits: (value) => Number.isSafeInteger(value) && Number(value) > 0,
  words: 'a whole number from 1',
};

/** Names of fields or of their attributes, which say nothing but what to describe. */
export const namesList: OrmArgument = {
  fits: (value) =>
    isArray(value) &&
    value.length <= MOST_NAMES &&
    value.every((name) => parseFieldName(name) !== undefined),
  words: 'a list of names',
};

/** Odoo's default for "no order" is false in some methods. */
export const optionalText: OrmArgument = { read: (value) => (value === false ? '' : value) };

/** One name, or several: Odoo takes a text for a list of one. */
export const fieldList: OrmArgument = {
  read: (value) => (typeof value === 'string' ? (value === '' ? [] : [value]) : value),
};

/** The figures but the count, which is no figure of a field and always comes. */
const figures = (value: Json) =>
  isArray(value) ? value.filter((figure) => figure !== COUNT) : undefined;

const FIGURES = "a list of figures, such as 'amount_total:sum'";

/** Figures. An empty list would be every field there is. */
export const allFigures: OrmArgument = {
  read: figures,
  write: (part) => [COUNT, ...(isArray(part) ? part : [])],
  empty: [COUNT],
  words: FIGURES,
};

export const withCount: OrmArgument = {
  read: figures,
  write: (part) => [...(isArray(part) ? part : []), COUNT],
  empty: [COUNT],
  words: FIGURES,
};

/** Fields as the keys of an object. What nests below them would be reads of other models. */
export const flatFields: OrmArgument = {
  read: (value) =>
    isObject(value) && Object.values(value).every(isEmptyObject) ? Object.keys(value) : undefined,
  write: (part) => Object.fromEntries((isArray(part) ? part : []).map((name) => [`${name}`, {}])),
  required: true,
  words: 'an object of field names, each with {}: read related records by themselves',
};

export const specification: OrmArgument = flatFields;

export const values: OrmArgument = {
  read: (value) => (isObject(value) ? value : undefined),
  required: true,
  words: 'an object of field names and values',
};

export const oneOrMoreValues: OrmArgument = {
  read: (value) => {
    if (isObject(value)) return [value];
    return isArray(value) && value.length > 0 && value.every(isObject) ? value : undefined;
  },
  write: (part, asked) => {
    const [first = null] = isArray(part) ? part : [];
    return isObject(asked) ? first : part;
  },
  required: true,
  words: 'an object of field names and values, or a list of such objects',
};

function isEmptyObject(value: Json): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}
