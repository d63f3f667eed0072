import { Buffer, isUtf8 } from 'node:buffer';
import type { Json } from '../../policies/json.ts';

/** Bounds of one JSON text. All are inclusive. */
export interface JsonLimits {
  /** Bytes of the whole text. */
  readonly maxBytes: number;
  /** Levels of objects and arrays inside each other. At most 500: what follows walks values recursively. */
  readonly maxDepth: number;
  /** Object members and array elements, all levels together (counted by their separators). */
  readonly maxMembers: number;
}

/** For messages of clients: the 4 MiB of the reference SDK, and no more members than a bulk create has. */
export const CLIENT_JSON_LIMITS: JsonLimits = {
  maxBytes: 4 * 1024 * 1024,
  maxDepth: 64,
  maxMembers: 200_000,
};

/** For answers of the upstream, which carry records. */
export const UPSTREAM_JSON_LIMITS: JsonLimits = {
  maxBytes: 32 * 1024 * 1024,
  maxDepth: 64,
  maxMembers: 2_000_000,
};

export type ParseFailureKind =
  | 'too_large'
  | 'bom'
  | 'utf8'
  | 'syntax'
  | 'depth'
  | 'members'
  | 'duplicate_key'
  | 'forbidden_key'
  | 'number'
  | 'surrogate';

/** Why a JSON text was refused. The message never quotes the text: it may hold a password. */
export class ParseFailure extends Error {
  override readonly name = 'ParseFailure';
  readonly kind: ParseFailureKind;
  constructor(kind: ParseFailureKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/**
 * Parses one JSON text that two parsers cannot read differently. Total: returns a value or throws
 * `ParseFailure`. Refused, each with its own kind:
 * - `too_large`: more bytes than the limit;
 * - `bom`: a byte order mark at the start;
 * - `utf8`: bytes that are not UTF-8;
 * - `depth`, `members`: more nesting or more members than the limits (found before anything is built);
 * - `syntax`: not JSON by RFC 8259, empty, or followed by anything but white space;
 * - `duplicate_key`: an object with the same key twice, at any depth, escapes decoded;
 * - `forbidden_key`: `__proto__`, `constructor` or `prototype` as a key;
 * - `number`: an integer outside ±(2^53 − 1), however written, or a number too large for a double:
 *   it would be rounded, and what was checked would not be what was sent;
 * - `surrogate`: an escape sequence that leaves half a UTF-16 pair.
 *
 * Objects in the value have no prototype, so a key that is absent is `undefined` whatever its name.
 *
 * How: one pass over the bytes counts nesting, separators and colons; the engine's own parser builds
 * the value (2.5 times as fast as a parser written here); a walk over it checks keys and numbers and
 * counts members. A duplicate key loses a member on the way, so the two counts differ.
 */
export function parseStrictJson(text: Uint8Array | string, limits: JsonLimits): Json {
  const bytes =
    typeof text === 'string'
      ? encode(text)
      : Buffer.from(text.buffer, text.byteOffset, text.byteLength);
  if (bytes.length > limits.maxBytes)
    throw new ParseFailure('too_large', `larger than ${limits.maxBytes} bytes`);
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
    throw new ParseFailure('bom', 'starts with a byte order mark; send plain UTF-8');
  if (!isUtf8(bytes)) throw new ParseFailure('utf8', 'not UTF-8');

  const shape = scan(bytes, limits);
  const value = build(bytes);
  const tally = { members: 0, surrogates: shape.surrogateEscapes };
  harden(value, tally);
  if (tally.members !== shape.members)
    throw new ParseFailure('duplicate_key', 'an object has the same key twice; send each key once');
  return value;
}

const LONE_SURROGATE = /\p{Surrogate}/u;

function encode(text: string): Buffer {
  if (LONE_SURROGATE.test(text)) throw new ParseFailure('utf8', 'not UTF-8');
  return Buffer.from(text, 'utf8');
}

function build(bytes: Buffer): Json {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw new ParseFailure('syntax', 'not valid JSON');
  }
}

interface Shape {
  /** Colons outside strings: exactly the object members of a valid text. */
  readonly members: number;
  /** Whether a string holds `\ud…`, so that the walk must look for half pairs. */
  readonly surrogateEscapes: boolean;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

function scan(bytes: Buffer, limits: JsonLimits): Shape {
  let depth = 0;
  let deepest = 0;
  let members = 0;
  let commas = 0;
  let surrogateEscapes = false;
  const length = bytes.length;
  for (let at = 0; at < length; at++) {
    switch (bytes[at]) {
      case QUOTE:
        for (at++; at < length; at++) {
          const byte = bytes[at];
          if (byte === QUOTE) break;
          if (byte === BACKSLASH) {
            at++;
            // `\ud` and `\uD`: the only way for half a pair to be in valid UTF-8.
            if (bytes[at] === 0x75 && ((bytes[at + 1] ?? 0) | 0x20) === 0x64)
              surrogateEscapes = true;
          }
        }
        break;
      case OPEN_OBJECT:
      case OPEN_ARRAY:
        if (++depth > deepest) deepest = depth;
        break;
      case CLOSE_OBJECT:
      case CLOSE_ARRAY:
        depth--;
        break;
      case COLON:
        members++;
        break;
      case COMMA:
        commas++;
        break;
      default:
    }
  }
  if (deepest > limits.maxDepth)
    throw new ParseFailure('depth', `nested deeper than ${limits.maxDepth} levels`);
  if (commas + 1 > limits.maxMembers || members > limits.maxMembers)
    throw new ParseFailure('members', `more than ${limits.maxMembers} members`);
  return { members, surrogateEscapes };
}

interface Tally {
  members: number;
  readonly surrogates: boolean;
}

/** Recursion is bounded: `scan` has refused everything deeper than `maxDepth`. */
function harden(value: Json, tally: Tally): void {
  switch (typeof value) {
    case 'number':
      if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value)))
        throw new ParseFailure('number', 'a number is outside ±(2^53 − 1); send it as a string');
      return;
    case 'string':
      if (tally.surrogates && LONE_SURROGATE.test(value)) throw loneSurrogate();
      return;
    case 'object':
      break;
    default:
      return;
  }
  if (value === null) return;
  if (Array.isArray(value)) {
    for (const element of value) harden(element, tally);
    return;
  }
  for (const [key, member] of Object.entries(value)) {
    tally.members++;
    if (key === '__proto__' || key === 'constructor' || key === 'prototype')
      throw new ParseFailure('forbidden_key', `'${key}' is not accepted as a key`);
    if (tally.surrogates && LONE_SURROGATE.test(key)) throw loneSurrogate();
    harden(member, tally);
  }
  Object.setPrototypeOf(value, null);
}

function loneSurrogate(): ParseFailure {
  return new ParseFailure('surrogate', 'a string holds half of a UTF-16 surrogate pair');
}
