import { type Deny, deny } from '../decision.ts';
import { isArray, isObject, type Json, type JsonObject } from '../json.ts';

/** What a listed resource or template says of itself that a client needs. Its size says something of data. */
const SHOWN: readonly string[] = ['name', 'title', 'description', 'mimeType'];
/** Keys of a list beside its entries that mean something to a client. */
const KEPT: readonly string[] = ['nextCursor', 'resultType', 'ttlMs', 'cacheScope'];

/** A `resources/list` result with the visible resources only. Denied when it is no list of resources. */
export function filterResourceList(
  result: JsonObject,
  isVisible: (uri: string) => boolean,
): { readonly list: JsonObject } | Deny {
  return filterList(result, 'resources', 'uri', isVisible);
}

/** A `resources/templates/list` result with the visible templates only. Denied when it is no such list. */
export function filterResourceTemplates(
  result: JsonObject,
  isVisible: (uriTemplate: string) => boolean,
): { readonly list: JsonObject } | Deny {
  return filterList(result, 'resourceTemplates', 'uriTemplate', isVisible);
}

function filterList(
  result: JsonObject,
  key: 'resources' | 'resourceTemplates',
  id: 'uri' | 'uriTemplate',
  isVisible: (uri: string) => boolean,
): { readonly list: JsonObject } | Deny {
  const entries = result[key];
  if (!isArray(entries))
    return deny(
      'result_unreadable',
      'fail-closed',
      'The server behind did not answer with a list of resources.',
    );
  const seen = new Set<string>();
  const shown: Json[] = [];
  for (const entry of entries) {
    const uri = isObject(entry) ? entry[id] : undefined;
    if (!isObject(entry) || typeof uri !== 'string' || seen.has(uri) || !isVisible(uri)) continue;
    seen.add(uri);
    const listed: Record<string, Json> = { [id]: uri };
    for (const name of SHOWN) {
      const value = entry[name];
      if (typeof value === 'string') listed[name] = value;
    }
    shown.push(listed);
  }
  const filtered: Record<string, Json> = { [key]: shown };
  for (const name of KEPT) {
    const value = result[name];
    if (value !== undefined) filtered[name] = value;
  }
  return { list: filtered };
}
