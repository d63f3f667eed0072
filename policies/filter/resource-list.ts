import { type Deny, deny } from '../decision.ts';
import { isArray, isObject, type Json, type JsonObject } from '../json.ts';

/** What a listed resource or template says of itself that a client needs. Its size says something of data. */
const SHOWN: readonly string[] = ['name', 'title', 'description', 'mimeType'];
/** Keys of a list beside its entries that mean something to a client. */
const KEPT: readonly string[] = ['nextCursor', 'resultType', 'ttlMs', 'cacheScope'];

/** Whether an entry of a list is shown: with what is known to be harmless of it, or as the server wrote it. */
export type Visibility = boolean | 'whole';

/** A `resources/list` result with the visible resources only. Denied when it is no list of resources. */
export function filterResourceList(
  result: JsonObject,
  isVisible: (uri: string) => Visibility,
): { readonly list: JsonObject } | Deny {
  return filterList(result, 'resources', 'uri', isVisible);
}

/** A `resources/templates/list` result with the visible templates only. Denied when it is no such list. */
export function filterResourceTemplates(
  result: JsonObject,
  isVisible: (uriTemplate: string) => Visibility,
): { readonly list: JsonObject } | Deny {
  return filterList(result, 'resourceTemplates', 'uriTemplate', isVisible);
}

function filterList(
  result: JsonObject,
  key: 'resources' | 'resourceTemplates',
  id: 'uri' | 'uriTemplate',
  isVisible: (uri: string) => Visibility,
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
    if (!isObject(entry) || typeof uri !== 'string' || seen.has(uri)) continue;
    const visible = isVisible(uri);
    if (!visible) continue;
    seen.add(uri);
    if (visible === 'whole') {
      shown.push(entry);
      continue;
    }
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
