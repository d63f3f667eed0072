import { isArray, isObject, type Json } from '../json.ts';
import { parsePath, pathText } from './argument-path.ts';
import { BindingError } from './binding-error.ts';
import type { Place } from './compiled-slot.ts';
import { frozenEntries, frozenJson } from './frozen-json.ts';
import { SLOTS, type SlotName, type SlotTypes } from './slots.ts';

/** A slot that the server fills itself: what it writes there, with arguments of the call inside. */
export interface TemplateSlot<Name extends SlotName = SlotName> {
  readonly name: Name;
  /** The arguments it refers to, by their path without `$.`. */
  readonly refers: ReadonlySet<string>;
  /** The value for decoded arguments; `missing` when all of it hangs on one that was left out. */
  fill(
    args: ReadonlyMap<string, Json>,
  ): 'missing' | 'undecodable' | { readonly value: SlotTypes[Name] };
  readonly words: string;
}

/**
 * Compiles `{value: …}`. Inside, a text `$.name` stands for the decoded argument of that name. Where it was
 * left out, what holds it goes: the key of an object, the condition of a domain, the command of a list.
 * Throws {@link BindingError} for a text that begins like a path and is none.
 */
export function compileTemplate<Name extends SlotName>(
  name: Name,
  written: Json,
  place: Place,
): TemplateSlot<Name> {
  const body = frozenJson(written);
  if (body === undefined) throw new BindingError(place.source, place.path, 'nests too deep');
  const refers = new Set<string>();
  gather(body, refers, place);
  const slot = SLOTS[name];
  if (refers.size === 0 && slot.read(body) === undefined)
    throw new BindingError(place.source, place.path, `must be ${slot.words}`);
  return {
    name,
    refers,
    fill(args) {
      const filled = fill(body, args);
      if (filled === GONE) return 'missing';
      if (filled === UNSURE) return 'undecodable';
      const value = slot.read(filled);
      return value === undefined ? 'undecodable' : { value };
    },
    words: slot.words,
  };
}

function gather(value: Json, refers: Set<string>, place: Place): void {
  if (isArray(value)) for (const item of value) gather(item, refers, place);
  else if (isObject(value)) for (const item of Object.values(value)) gather(item, refers, place);
  else if (typeof value === 'string' && value.startsWith('$.')) {
    const path = parsePath(value);
    if (path === undefined)
      throw new BindingError(place.source, place.path, `'${value}' is no path to an argument`);
    refers.add(pathText(path));
  }
}

/** Hangs on an argument that was left out. */
const GONE = Symbol('gone');
/** Would mean something else without the part that was left out. */
const UNSURE = Symbol('unsure');

function fill(body: Json, args: ReadonlyMap<string, Json>): Json | typeof GONE | typeof UNSURE {
  if (typeof body === 'string')
    return body.startsWith('$.') ? (args.get(body.slice('$.'.length)) ?? GONE) : body;
  if (isArray(body)) return fillList(body, args);
  if (!isObject(body)) return body;
  const entries: [string, Json][] = [];
  for (const [key, item] of Object.entries(body)) {
    const filled = fill(item, args);
    if (filled === UNSURE) return UNSURE;
    if (filled !== GONE) entries.push([key, filled]);
  }
  return frozenEntries(entries);
}

const OPERATORS: ReadonlySet<Json> = new Set(['&', '|', '!']);

/**
 * A list of lists loses the ones that are gone; any other list, such as one condition, goes as a whole. Next
 * to a prefix operator nothing may go: the operator would take the following condition instead.
 */
function fillList(
  list: readonly Json[],
  args: ReadonlyMap<string, Json>,
): Json | typeof GONE | typeof UNSURE {
  const operators = list.some((item) => OPERATORS.has(item));
  const ofLists = list.every((item) => isArray(item) || OPERATORS.has(item));
  const filled: Json[] = [];
  for (const item of list) {
    const value = fill(item, args);
    if (value === UNSURE) return UNSURE;
    if (value !== GONE) filled.push(value);
    else if (!ofLists) return GONE;
    else if (operators) return UNSURE;
  }
  return Object.freeze(filled);
}
