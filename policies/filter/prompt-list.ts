import { type Deny, deny } from '../decision.ts';
import { isArray, isObject, type Json, type JsonObject } from '../json.ts';
import type { Visibility } from './resource-list.ts';

/** Keys of a `prompts/list` result beside the prompts that mean something to a client. */
const KEPT: readonly string[] = ['nextCursor', 'resultType', 'ttlMs', 'cacheScope'];

/** A `prompts/list` result with the visible prompts only. Denied when it is no list of prompts. */
export function filterPromptList(
  result: JsonObject,
  isVisible: (name: string) => Visibility,
): { readonly list: JsonObject } | Deny {
  if (!isArray(result.prompts))
    return deny(
      'result_unreadable',
      'fail-closed',
      'The server behind did not answer with a list of prompts.',
    );
  const shown = new Map<string, Json>();
  for (const entry of result.prompts) {
    if (!isObject(entry) || typeof entry.name !== 'string') continue;
    // A second definition of a name could describe another prompt than the one that is got.
    if (shown.has(entry.name)) continue;
    const visible = isVisible(entry.name);
    if (visible) shown.set(entry.name, visible === 'whole' ? entry : listed(entry, entry.name));
  }
  const filtered: Record<string, Json> = { prompts: [...shown.values()] };
  for (const key of KEPT) {
    const value = result[key];
    if (value !== undefined) filtered[key] = value;
  }
  return { list: filtered };
}

function listed(entry: JsonObject, name: string): JsonObject {
  const known = isArray(entry.arguments) ? entry.arguments : [];
  const shown = known.flatMap((argument): Json[] => {
    if (!isObject(argument) || typeof argument.name !== 'string') return [];
    const { required } = argument;
    const flag = required === true ? { required } : {};
    return [{ name: argument.name, ...words(argument), ...flag }];
  });
  return { name, ...words(entry), ...(shown.length > 0 ? { arguments: shown } : {}) };
}

function words(entry: JsonObject): JsonObject {
  const { title, description } = entry;
  return {
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof description === 'string' ? { description } : {}),
  };
}
