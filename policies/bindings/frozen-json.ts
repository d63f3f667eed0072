import type { Json, JsonObject } from '../json.ts';

/** Deepest nesting of one argument; what Odoo's domains and commands need is far below. */
export const MAX_DEPTH = 48;

/**
 * A deep, frozen copy made of own properties only, in objects without a prototype, so that a key such as
 * `__proto__` or `constructor` is data like any other. Undefined when the value nests deeper than
 * {@link MAX_DEPTH} or holds anything JSON cannot (NaN, functions).
 */
export function frozenJson(value: unknown, depth = 0): Json | undefined {
  if (depth > MAX_DEPTH) return undefined;
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : undefined;
    case 'object':
      if (value === null) return null;
      return Array.isArray(value) ? frozenList(value, depth) : frozenObject(value, depth);
    default:
      return undefined;
  }
}

/** An object with these entries and no prototype, frozen. */
export function frozenEntries(entries: Iterable<readonly [string, Json]>): JsonObject {
  const object: Record<string, Json> = Object.create(null);
  for (const [key, value] of entries) object[key] = value;
  return Object.freeze(object);
}

/** An own property, or undefined: nothing inherited is ever read. */
export function ownValue(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function frozenList(list: readonly unknown[], depth: number): Json | undefined {
  const copy: Json[] = [];
  for (const item of list) {
    const frozen = frozenJson(item, depth + 1);
    if (frozen === undefined) return undefined;
    copy.push(frozen);
  }
  return Object.freeze(copy);
}

function frozenObject(object: object, depth: number): JsonObject | undefined {
  const copy: Record<string, Json> = Object.create(null);
  for (const [key, value] of Object.entries(object)) {
    const frozen = frozenJson(value, depth + 1);
    if (frozen === undefined) return undefined;
    copy[key] = frozen;
  }
  return Object.freeze(copy);
}
