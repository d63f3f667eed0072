import { isArray, isObject, type Json, type JsonObject } from '../json.ts';
import { frozenEntries, frozenJson } from './frozen-json.ts';

/**
 * How a value is written in a tool's arguments. A slot lists the forms it accepts; the first that fits
 * decodes it, and a value that fits none is refused.
 */
export const CODECS = [
  'list',
  'object',
  'int',
  'number',
  'boolean',
  'text',
  'csv',
  'json',
  'text_int',
  'text_or_list',
  'one_field',
  'keys',
] as const;
export type Codec = (typeof CODECS)[number];

/** `python_sdk`: the server behind decodes JSON texts and lax numbers for parameters that are not texts. */
export type Coercion = 'python_sdk' | 'none';

/** Decodes a value by the first codec that fits; undefined when none does. */
export function decode(
  value: Json,
  codecs: readonly Codec[],
  coercion: Coercion,
): Json | undefined {
  for (const codec of codecs) {
    const decoded = DECODE[codec](value);
    if (decoded !== undefined) return decoded;
  }
  if (coercion === 'python_sdk' && typeof value === 'string' && !codecs.includes('text'))
    return decode(coerced(value, codecs), codecs, 'none');
  return undefined;
}

/** Writes a decoded value in a codec. Throws when it does not fit: only a wrong binding can cause that. */
export function encode(value: Json, codec: Codec): Json {
  switch (codec) {
    case 'json':
      return JSON.stringify(value);
    case 'csv':
      if (isArray(value)) return value.join(',');
      break;
    case 'text_int':
      if (Number.isSafeInteger(value)) return String(value);
      break;
    case 'text_or_list':
      if (isArray(value)) return soleText(value) ?? value;
      break;
    case 'one_field': {
      // Reads ask for the id as well, which comes back in any case.
      const field = isArray(value) ? soleText(value.filter((name) => name !== 'id')) : undefined;
      if (field !== undefined) return field;
      break;
    }
    case 'keys':
      if (isArray(value) && value.every((name) => typeof name === 'string'))
        return frozenEntries(value.map((name) => [name, NOTHING]));
      break;
    default:
      if (DECODE[codec](value) !== undefined) return value;
  }
  throw new TypeError(`a value cannot be written as ${codec}`);
}

/** What each codec accepts, for messages. */
export const CODEC_WORDS: { readonly [Name in Codec]: string } = {
  list: 'a list',
  object: 'an object',
  int: 'an integer',
  number: 'a number',
  boolean: 'true or false',
  text: 'a text',
  csv: 'a text of names separated by commas',
  json: 'a text that holds JSON',
  text_int: 'a text of digits',
  text_or_list: 'a text or a list',
  one_field: 'one name',
  keys: 'an object with an empty object under every name',
};

const DECODE: { readonly [Name in Codec]: (value: Json) => Json | undefined } = {
  list: (value) => (isArray(value) ? value : undefined),
  object: (value) => (isObject(value) ? value : undefined),
  int: (value) => (Number.isSafeInteger(value) ? value : undefined),
  number: (value) => (typeof value === 'number' ? value : undefined),
  boolean: (value) => (typeof value === 'boolean' ? value : undefined),
  text: (value) => (typeof value === 'string' ? value : undefined),
  csv: decodeCsv,
  json: (value) => (typeof value === 'string' ? parsedJson(value) : undefined),
  text_int: (value) =>
    typeof value === 'string' && /^(?:0|[1-9]\d{0,14})$/.test(value) ? Number(value) : undefined,
  text_or_list: (value) =>
    typeof value === 'string' ? Object.freeze([value]) : isArray(value) ? value : undefined,
  one_field: (value) =>
    typeof value === 'string' && /^\w{1,128}$/.test(value) ? Object.freeze([value]) : undefined,
  keys: (value) =>
    isObject(value) && Object.values(value).every(isNothing) ? Object.keys(value) : undefined,
};

const NOTHING: JsonObject = Object.freeze({});

function isNothing(value: Json): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

function soleText(items: readonly Json[]): string | undefined {
  const [only] = items;
  return items.length === 1 && typeof only === 'string' ? only : undefined;
}

/** Parses a JSON text into frozen data; undefined when it is none or nests too deep. */
export function parsedJson(text: string): Json | undefined {
  try {
    return frozenJson(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The same, for a text that must hold an object. */
export function parsedObject(text: string): JsonObject | undefined {
  const value = parsedJson(text);
  return isObject(value) ? value : undefined;
}

function decodeCsv(value: Json): Json | undefined {
  if (typeof value !== 'string') return undefined;
  const parts = value.split(',').map((part) => part.trim());
  return parts.includes('') ? undefined : Object.freeze(parts);
}

const TRUE_WORDS = new Set(['true', 't', 'yes', 'y', 'on', '1']);
const FALSE_WORDS = new Set(['false', 'f', 'no', 'n', 'off', '0']);

/** What pydantic makes of a text where something else is wanted; the text itself when it leaves it alone. */
function coerced(text: string, codecs: readonly Codec[]): Json {
  if (codecs.includes('boolean')) {
    const word = text.toLowerCase();
    if (TRUE_WORDS.has(word)) return true;
    if (FALSE_WORDS.has(word)) return false;
  }
  if ((codecs.includes('int') || codecs.includes('number')) && /^\s*[+-]?\d{1,15}\s*$/.test(text))
    return Number(text);
  const parsed = parsedJson(text);
  return isArray(parsed) || isObject(parsed) ? parsed : text;
}
