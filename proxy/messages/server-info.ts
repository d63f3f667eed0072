import { isObject, type Json, type JsonObject } from '../../policies/json.ts';

/** Where a result says which server it is from (2026-07-28). */
export const SERVER_INFO = 'io.modelcontextprotocol/serverInfo';

/** How the server calls itself, under the name that the operator gave it. */
export function serverInfo(info: Json | undefined, name: string | undefined): JsonObject {
  const sent = isObject(info) ? info : { name: 'unknown', version: '0' };
  return name === undefined ? sent : { ...sent, name };
}

/** The `_meta` of a result, with what the server calls itself and no more; nothing where it says nothing. */
export function serverMeta(
  result: JsonObject,
  name: string | undefined,
): { readonly _meta?: JsonObject } {
  const info = isObject(result._meta) ? result._meta[SERVER_INFO] : undefined;
  return info === undefined ? {} : { _meta: { [SERVER_INFO]: serverInfo(info, name) } };
}
