/** A JSON value as it came over the wire: read-only, and nothing but JSON. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Whether a JSON value is an object (not null, not an array). */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a JSON value is an array. `Array.isArray` alone loses the read-only element type. */
export function isArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
