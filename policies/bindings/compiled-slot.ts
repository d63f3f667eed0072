import type { Json, JsonObject } from '../json.ts';
import { type ArgumentPath, parsePath, pathText, valueAt } from './argument-path.ts';
import { BindingError } from './binding-error.ts';
import { CODEC_WORDS, type Codec, type Coercion, decode, encode } from './codecs.ts';
import { frozenJson } from './frozen-json.ts';
import type { SlotDocument } from './grammar-tool.ts';
import { SLOTS, type SlotName, type SlotTypes } from './slots.ts';

/** One slot of one tool, compiled: where it stands and how it is read and written. */
export interface CompiledSlot<Name extends SlotName = SlotName> {
  readonly name: Name;
  /** The arguments it is made of. */
  readonly paths: readonly [ArgumentPath, ...ArgumentPath[]];
  /** The forms it is read in. */
  readonly codecs: readonly Codec[];
  /** What messages call it. */
  readonly label: string;
  /** What a call without it means. */
  readonly absent: Absent<SlotTypes[Name]>;
  /** The value in a call's arguments; `missing` when left out, `undecodable` when it cannot be meant. */
  read(args: JsonObject): Reading<SlotTypes[Name]>;
  /** The arguments to forward. Throws when the value cannot be written in the slot's form. */
  write(value: SlotTypes[Name]): readonly (readonly [ArgumentPath, Json])[];
  /** What a caller must write, for messages. */
  readonly words: string;
}

export type Absent<Value> =
  | { readonly kind: 'deny' | 'server_choice' }
  | { readonly kind: 'value'; readonly value: Value };
export type Reading<Value> =
  | 'missing'
  | 'undecodable'
  | {
      readonly value: Value;
      /** The arguments it was read from, decoded: what a template puts in their place. */
      readonly decoded: Json;
    };

/** A slot whose value the binding fixes: a tool for one model, a tool that only tries. */
export interface FixedSlot<Name extends SlotName = SlotName> {
  readonly name: Name;
  readonly value: SlotTypes[Name];
}

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
  const aliases = (written.alias ?? []).map((alias) => ({
    path: requirePath(alias.at, place),
    codecs: alias.as ?? codecs,
  }));
  for (const codec of [...codecs, form, ...aliases.flatMap((alias) => alias.codecs)])
    if (!slot.codecs.includes(codec))
      throw new BindingError(
        place.source,
        place.path,
        `'${codec}' is no form of ${name}; write one of ${slot.codecs.join(', ')}`,
      );
  const sources = [{ path, codecs }, ...aliases];
  return {
    name,
    paths: [path, ...aliases.map((alias) => alias.path)],
    codecs: sources.flatMap((source) => source.codecs),
    label: pathText(path),
    absent: compileAbsent(slot, written.absent, required, place),
    read(args) {
      const given = sources.filter((source) => valueAt(args, source.path) !== undefined);
      const [source, ...others] = given;
      if (source === undefined) return 'missing';
      const raw = valueAt(args, source.path);
      if (raw === undefined || others.length > 0) return 'undecodable';
      const decoded = frozenJson(decode(raw, source.codecs, coercion));
      const value = decoded === undefined ? undefined : slot.read(decoded);
      return decoded === undefined || value === undefined ? 'undecodable' : { value, decoded };
    },
    write: (value) => [[path, encode(slot.write(value, form), form)]],
    words: describe(slot.words, codecs, aliases),
  };
}

/** A slot with a value of its own. Throws {@link BindingError} when it cannot have that value. */
export function fixedSlot<Name extends SlotName>(
  name: Name,
  written: Json,
  place: Place,
): FixedSlot<Name> {
  const slot = SLOTS[name];
  const value = slot.read(written);
  if (value === undefined)
    throw new BindingError(place.source, place.path, `must be ${slot.words}, or a path`);
  return { name, value };
}

/** Parses a path; throws {@link BindingError} when it is none. */
export function requirePath(written: string, place: Place): ArgumentPath {
  const path = parsePath(written);
  if (path === undefined)
    throw new BindingError(place.source, place.path, 'must be a path such as $.domain');
  return path;
}

function compileAbsent<Value>(
  slot: { read(value: Json): Value | undefined; readonly words: string },
  absent: 'deny' | 'server_choice' | { readonly value: Json } | undefined,
  required: boolean,
  place: Place,
): Absent<Value> {
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

function describe(
  words: string,
  codecs: readonly Codec[],
  aliases: readonly { readonly path: ArgumentPath }[],
): string {
  const forms = codecs.filter((codec) => codec !== 'text');
  const [only] = forms;
  const plain = only === undefined || (forms.length === 1 && !SPELLED_OUT.has(only));
  const said = plain
    ? words
    : `${words}, written as ${forms.map((codec) => CODEC_WORDS[codec]).join(' or ')}`;
  const others = aliases.map(({ path }) => `'${pathText(path)}'`);
  return others.length === 0 ? said : `${said}, and not given as ${others.join(' or ')} as well`;
}

/** Forms that a caller would not guess from what the slot is. */
const SPELLED_OUT: ReadonlySet<Codec> = new Set(['csv', 'json', 'text_int']);
