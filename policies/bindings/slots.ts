import { isArray, isObject, type Json, type JsonObject } from '../json.ts';
import {
  type MethodName,
  type ModelName,
  parseMethodName,
  parseModelName,
  parseRecordId,
  type RecordId,
} from '../names.ts';
import type { Codec } from './codecs.ts';

/** The parts of an operation that a binding can place in a tool's arguments, with their decoded types. */
export interface SlotTypes {
  readonly model: ModelName;
  readonly method: MethodName;
  readonly ids: readonly RecordId[];
  readonly external_id: string;
  readonly domain: Json;
  readonly fields: Json;
  readonly groupby: Json;
  readonly aggregates: Json;
  readonly having: Json;
  readonly name: Json;
  readonly order: Json;
  readonly limit: Json;
  readonly offset: Json;
  readonly values: readonly JsonObject[];
  readonly changed: Json;
  readonly args: readonly Json[];
  readonly kwargs: JsonObject;
  readonly body: string;
  readonly attachment: RecordId;
  readonly report: string;
  readonly context: Json;
  readonly dry_run: boolean;
  readonly login: string;
  readonly login_method: string;
  readonly database: string;
}
export type SlotName = keyof SlotTypes;
/** Slots of one call; a slot the caller left out is missing. */
export type SlotValues = { readonly [Name in SlotName]?: SlotTypes[Name] };

interface SlotKind<Value> {
  /** Codecs a binding may choose from; the first is the default. */
  readonly codecs: readonly [Codec, ...Codec[]];
  /** Gives a decoded value its meaning; undefined when it cannot have one. */
  read(value: Json): Value | undefined;
  /** The JSON to encode. A value that the codec cannot hold gives something `encode` refuses. */
  write(value: Value, codec: Codec): Json;
  /** What a value must be, for messages. */
  readonly words: string;
  /** What a slot left out of a call means, where the operation needs a value. */
  readonly empty?: Value;
}

const same = <Value extends Json>(value: Value): Json => value;
const text = (words: string): SlotKind<string> => ({
  codecs: ['text'],
  read: (value) => (typeof value === 'string' ? value : undefined),
  write: same,
  words,
});
const json = (
  codecs: readonly [Codec, ...Codec[]],
  fits: (value: Json) => boolean,
  words: string,
): SlotKind<Json> => ({
  codecs,
  read: (value) => (fits(value) ? value : undefined),
  write: same,
  words,
});
const integer = json(['int', 'text_int'], (value) => Number.isSafeInteger(value), 'an integer');

const texts = (words: string, ...forms: readonly Codec[]) =>
  json(
    ['list', 'csv', 'json', ...forms],
    (value) => isArray(value) && value.every((item) => typeof item === 'string'),
    words,
  );
/** A text that must look like this. */
const spelled = (pattern: RegExp, words: string): SlotKind<string> => ({
  ...text(words),
  read: (value) => (typeof value === 'string' && pattern.test(value) ? value : undefined),
});

export const SLOTS: { readonly [Name in SlotName]: SlotKind<SlotTypes[Name]> } = {
  model: {
    codecs: ['text'],
    read: parseModelName,
    write: same,
    words: "the exact name of a model, such as 'res.partner'",
  },
  method: {
    codecs: ['text'],
    read: parseMethodName,
    write: same,
    words: "the exact name of a method, such as 'action_confirm'",
  },
  ids: {
    codecs: ['list', 'int', 'json', 'text_int'],
    read: readIds,
    write: (ids, codec) => (codec === 'list' || codec === 'json' ? [...ids] : sole(ids)),
    words: 'record ids: whole numbers from 1',
    empty: [],
  },
  external_id: spelled(
    /^[A-Za-z_]\w{0,127}\.[\w.-]{1,255}$/,
    "an external id: a module and a name, such as 'base.main_partner'",
  ),
  domain: json(['list', 'json'], isArray, 'a domain: a list of conditions'),
  fields: texts('a list of field names', 'text_or_list', 'one_field', 'keys'),
  groupby: texts("a list of fields to group by, such as 'state' or 'date_order:month'"),
  aggregates: texts("a list of figures, such as 'amount_total:sum'"),
  having: json(['list', 'json'], isArray, 'a list of conditions on figures'),
  name: text('a text to look for'),
  order: text("a text such as 'name asc'"),
  limit: integer,
  offset: integer,
  values: {
    codecs: ['object', 'list', 'json'],
    read: readValues,
    write: (values, codec) =>
      codec === 'list' || (codec === 'json' && values.length !== 1) ? [...values] : sole(values),
    words: 'field values: an object of field names and values',
  },
  changed: texts('the names of the fields that changed', 'text_or_list'),
  args: {
    codecs: ['list', 'json'],
    read: (value) => (isArray(value) ? value : undefined),
    write: same,
    words: 'a list of positional arguments',
    empty: [],
  },
  kwargs: {
    codecs: ['object', 'json'],
    read: (value) => (isObject(value) ? value : undefined),
    write: same,
    words: 'an object of keyword arguments',
    empty: Object.freeze(Object.create(null)),
  },
  body: text('a text'),
  attachment: {
    codecs: ['int', 'text_int'],
    read: parseRecordId,
    write: same,
    words: 'the id of a file: a whole number from 1',
  },
  report: spelled(
    /^[A-Za-z_][\w-]{0,127}(?:\.[\w-]{1,127}){0,3}$/,
    "the technical name of a report, such as 'sale.report_saleorder'",
  ),
  context: json(['object', 'json'], isObject, 'an object of context keys'),
  dry_run: {
    codecs: ['boolean'],
    read: (value) => (typeof value === 'boolean' ? value : undefined),
    write: same,
    words: 'true or false',
    empty: false,
  },
  login: { ...text("a user's login"), empty: '' },
  login_method: text("a way to sign in, such as 'password'"),
  database: text('the name of a database'),
};

/** Whether a value says no more than leaving the slot out does. */
export function isEmptySlot(name: SlotName, value: SlotTypes[SlotName]): boolean {
  const { empty } = SLOTS[name];
  if (empty === undefined) return false;
  return typeof empty === 'object'
    ? Object.keys(value as object).length === 0
    : Object.is(value, empty);
}

/** An explicit empty list names no record and is refused: some servers take it for "all". */
function readIds(value: Json): readonly RecordId[] | undefined {
  const items = isArray(value) ? value : [value];
  const ids: RecordId[] = [];
  for (const item of items) {
    const id = parseRecordId(item);
    if (id === undefined) return undefined;
    ids.push(id);
  }
  return ids.length > 0 ? Object.freeze(ids) : undefined;
}

function readValues(value: Json): readonly JsonObject[] | undefined {
  if (isObject(value)) return Object.freeze([value]);
  if (!isArray(value) || value.length === 0 || !value.every(isObject)) return undefined;
  return value;
}

/** The only item; the whole list, which no single-value codec accepts, when there is not exactly one. */
function sole(items: readonly Json[]): Json {
  const [first] = items;
  return items.length === 1 && first !== undefined ? first : [...items];
}
