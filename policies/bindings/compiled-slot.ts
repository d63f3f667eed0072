import type { Json, JsonObject } from '../json.ts';
import { type ArgumentPath, parsePath, pathText, valueAt } from './argument-path.ts';
import { BindingError } from './binding-error.ts';
import { CODEC_WORDS, type Codec, type Coercion, decode, encode } from './codecs.ts';
import { frozenJson } from './frozen-json.ts';
import type { OptionType, SlotDocument } from './grammar.ts';
import { SLOTS, type SlotName, type SlotTypes } from './slots.ts';

/** One slot of one tool, compiled: where it stands and how it is read and written. */
export interface CompiledSlot<Name extends SlotName = SlotName> {
  readonly name: Name;
  /** Absent: the binding fixes the value. */
  readonly path?: ArgumentPath;
  /** What a call without it means. */
  readonly absent: { readonly kind: 'deny' | 'server_choice' } | Fixed<SlotTypes[Name]>;
  /** The value in a call's arguments; `missing` when left out, `undecodable` when it cannot be meant. */
  read(args: JsonObject): Reading<SlotTypes[Name]>;
  /** The argument to forward. Throws when the value cannot be written in the slot's form. */
  write(value: SlotTypes[Name]): Json;
  /** What a caller must write, for messages. */
  readonly words: string;
}

interface Fixed<Value> {
  readonly kind: 'value';
  readonly value: Value;
}
export type Reading<Value> = 'missing' | 'undecodable' | { readonly value: Value };

/** Where a slot stands in its document, for errors. */
export interface Place {
  readonly source: string;
  readonly path: string;
}

/** Compiles a slot of a binding. Throws {@link BindingError} when its forms do not fit the slot. */
export function compileSlot<Name extends SlotName>(
  name: Name,
  document: SlotDocument,
  required: boolean,
  coercion: Coercion,
  place: Place,
): CompiledSlot<Name> {
  const slot = SLOTS[name];
  const written = typeof document === 'string' ? { at: document } : document;
  const path = requirePath(written.at, place);
  const codecs: readonly Codec[] = written.as ?? [slot.codecs[0]];
  const [first] = codecs;
  const form = written.write ?? first ?? slot.codecs[0];
  for (const codec of [...codecs, form])
    if (!slot.codecs.includes(codec))
      throw new BindingError(
        place.source,
        place.path,
        `'${codec}' is no form of ${name}; write one of ${slot.codecs.join(', ')}`,
      );
  return {
    name,
    path,
    absent: compileAbsent(slot, written.absent, required, place),
    read(args) {
      const raw = valueAt(args, path);
      if (raw === undefined) return 'missing';
      const decoded = decode(raw, codecs, coercion);
      const frozen = decoded === undefined ? undefined : frozenJson(decoded);
      const value = frozen === undefined ? undefined : slot.read(frozen);
      return value === undefined ? 'undecodable' : { value };
    },
    write: (value) => encode(slot.write(value, form), form),
    words: describe(slot.words, codecs),
  };
}

/** A slot whose value the binding fixes: a tool for one model, a tool that only tries. */
export function fixedSlot<Name extends SlotName>(
  name: Name,
  written: Json,
  place: Place,
): CompiledSlot<Name> {
  const slot = SLOTS[name];
  const value = slot.read(written);
  if (value === undefined)
    throw new BindingError(place.source, place.path, `must be ${slot.words}, or a path`);
  return {
    name,
    absent: { kind: 'value', value },
    read: () => 'missing',
    write: () => {
      throw new TypeError(`${name} is fixed by the binding`);
    },
    words: slot.words,
  };
}

/** Parses a path; throws {@link BindingError} when it is none. */
export function requirePath(written: string, place: Place): ArgumentPath {
  const path = parsePath(written);
  if (path === undefined)
    throw new BindingError(place.source, place.path, 'must be a path such as $.domain');
  return path;
}

/** A plain argument without a meaning in Odoo, compiled. */
export interface CompiledOption {
  readonly path: ArgumentPath;
  read(args: JsonObject): Reading<Json>;
  readonly words: string;
}

const OPTION_CODEC: { readonly [Type in OptionType]: Codec } = {
  text: 'text',
  boolean: 'boolean',
  integer: 'int',
  number: 'number',
  texts: 'list',
};

/** Compiles an option of these types. */
export function compileOption(
  path: ArgumentPath,
  types: readonly OptionType[],
  coercion: Coercion,
): CompiledOption {
  const codecs = types.map((type) => OPTION_CODEC[type]);
  return {
    path,
    read(args) {
      const raw = valueAt(args, path);
      if (raw === undefined) return 'missing';
      const decoded = decode(raw, codecs, coercion);
      const value = decoded === undefined ? undefined : frozenJson(decoded);
      if (value === undefined) return 'undecodable';
      const plain = !Array.isArray(value) || value.every((item) => typeof item === 'string');
      return plain ? { value } : 'undecodable';
    },
    words: types
      .map((type) => (type === 'texts' ? 'a list of texts' : CODEC_WORDS[OPTION_CODEC[type]]))
      .join(' or '),
  };
}

function compileAbsent<Value>(
  slot: { read(value: Json): Value | undefined; readonly words: string },
  absent: 'deny' | 'server_choice' | { readonly value: Json } | undefined,
  required: boolean,
  place: Place,
): { readonly kind: 'deny' | 'server_choice' } | Fixed<Value> {
  if (typeof absent === 'object') {
    const value = slot.read(absent.value);
    if (value === undefined)
      throw new BindingError(place.source, `${place.path}.absent.value`, `must be ${slot.words}`);
    return { kind: 'value', value };
  }
  if (required && absent === 'server_choice')
    throw new BindingError(
      place.source,
      `${place.path}.absent`,
      'the operation needs it; write deny or a value',
    );
  return { kind: absent ?? (required ? 'deny' : 'server_choice') };
}

/** The path as messages name it. */
export function slotText(slot: { readonly path?: ArgumentPath; readonly name?: string }): string {
  return slot.path === undefined ? (slot.name ?? '') : pathText(slot.path);
}

function describe(words: string, codecs: readonly Codec[]): string {
  const forms = codecs.filter((codec) => codec !== 'text');
  const [only] = forms;
  if (only === undefined || (forms.length === 1 && only !== 'csv' && only !== 'json')) return words;
  return `${words}, written as ${forms.map((codec) => CODEC_WORDS[codec]).join(' or ')}`;
}
