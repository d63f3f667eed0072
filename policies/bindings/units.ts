import { isArray, type JsonObject } from '../json.ts';
import { type ArgumentPath, valueAt } from './argument-path.ts';
import { type Coercion, decode } from './codecs.ts';

/**
 * What a call costs in the rate buckets: the length of its list of work, at least one. A list that cannot be
 * read costs one: such a call is refused.
 */
export function unitsOf(
  args: JsonObject,
  path: ArgumentPath | undefined,
  coercion: Coercion,
): number {
  const raw = path === undefined ? undefined : valueAt(args, path);
  const list = raw === undefined ? undefined : decode(raw, ['list', 'json'], coercion);
  return isArray(list) ? Math.max(1, list.length) : 1;
}
