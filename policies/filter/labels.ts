import { isArray, isObject, type Json } from '../json.ts';
import { parseRecordId } from '../names.ts';

/**
 * What a search by name found, as it may leave: `[id, label]` or `{id, display_name}` each, whatever else the
 * server put there. Undefined when one of them is neither.
 */
export function filterLabels(found: readonly Json[], most: number): readonly Json[] | undefined {
  const kept: Json[] = [];
  for (const one of found.slice(0, most)) {
    const labelled = labelOf(one);
    if (labelled === undefined) return undefined;
    kept.push(labelled);
  }
  return kept;
}

function labelOf(value: Json): Json | undefined {
  // A record without a name has false for one.
  const named = (id: Json | undefined, label: Json | undefined): label is string | false =>
    parseRecordId(id) !== undefined && (typeof label === 'string' || label === false);
  if (isArray(value)) {
    const [id, label] = value;
    return value.length === 2 && named(id, label) ? value : undefined;
  }
  if (!isObject(value)) return undefined;
  const { id, display_name: label } = value;
  return id !== undefined && named(id, label) ? { id, display_name: label } : undefined;
}
