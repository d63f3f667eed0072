import { isArray, isObject, type Json, type JsonObject } from '../json.ts';

/** What is said of a value that no rule describes. */
const TYPES = ['none', 'bool', 'int', 'float', 'text', 'list', 'object'] as const;
type OpaqueType = (typeof TYPES)[number];

/**
 * In place of a method's result: that it came, and its type. What already says only that stays as it is, so
 * that filtering twice is filtering once.
 */
export function opaqueValue(value: Json | undefined): JsonObject {
  if (isObject(value) && value.ok === true && Object.keys(value).length === 2) {
    const known = TYPES.find((type) => type === value.type);
    if (known !== undefined) return { ok: true, type: known };
  }
  return { ok: true, type: typeOf(value) };
}

function typeOf(value: Json | undefined): OpaqueType {
  if (value === undefined || value === null) return 'none';
  if (isArray(value)) return 'list';
  switch (typeof value) {
    case 'boolean':
      return 'bool';
    case 'number':
      return Number.isInteger(value) ? 'int' : 'float';
    case 'string':
      return 'text';
    default:
      return 'object';
  }
}
