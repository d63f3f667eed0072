/** Any JSON value as it arrives over RPC. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** A JSON object: keyword arguments, a context, a values dictionary. */
export type JsonObject = { readonly [key: string]: Json };

/** True for a JSON object (not null, not an array). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for a JSON array. */
export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Python truthiness of a JSON value: null, false, 0, '', [] and {} are false. */
export function isTruthy(value: Json | undefined): boolean {
  if (value === undefined || value === null || value === false) return false;
  if (value === 0 || value === '') return false;
  if (isArray(value)) return value.length > 0;
  if (isObject(value)) return Object.keys(value).length > 0;
  return true;
}

/**
 * The names Python finds when it walks the value: strings of a list, keys of an object, the
 * characters of a text. Anything else is no name at all.
 */
export function namesIn(value: Json | undefined): readonly string[] {
  if (isArray(value)) return value.filter((item) => typeof item === 'string');
  if (isObject(value)) return Object.keys(value);
  return typeof value === 'string' ? [...value] : [];
}
