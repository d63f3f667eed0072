import { type FieldTreatment, MASK, type WithinReach } from '../decision.ts';
import { isArray, isObject, type Json } from '../json.ts';

/**
 * One field's value as it may leave; undefined when it has a form that the treatment does not cover.
 *
 * Plain values are scalars and lists of ids. A many2one arrives as `[id, display_name]`, as
 * `{id, display_name}`, as a bare id or as `false`. Whatever nests deeper (properties, json fields, records
 * read along a relation) carries fields of its own that nobody has decided on.
 */
export function treatValue(value: Json, treatment: FieldTreatment): Json | undefined {
  if (value === null || value === false) return value;
  if (typeof treatment === 'object') return withinReach(value, treatment);
  if (isIds(value)) return treatment === 'unordered' ? inIdOrder(value) : value;
  switch (treatment) {
    case 'value':
    case 'unordered':
      return isArray(value) || isObject(value) ? undefined : value;
    case 'label':
      return isId(value) ? value : reference(value, (label) => label);
    case 'id_only':
      return isId(value) ? value : reference(value, () => MASK);
  }
}

/**
 * A list without the records out of reach, or a many2one that is named where its record is within. Of a list of
 * which that is not known nothing is told, not even how long it is.
 */
function withinReach(value: Json, { kind, among }: WithinReach): Json | undefined {
  switch (kind) {
    case 'ids_within': {
      const within = isIds(value) ? among?.(value) : undefined;
      return within === undefined ? undefined : inIdOrder(within);
    }
    case 'label_within': {
      if (isId(value)) return value;
      const id = isArray(value) ? value[0] : isObject(value) ? value.id : undefined;
      const within = isId(id) && among?.([id])?.length === 1;
      return reference(value, (label) => (within ? label : MASK));
    }
    default:
      return kind satisfies never;
  }
}

/** A many2one with its label rewritten; undefined when it is none. */
function reference(value: Json, rewrite: (label: string) => string): Json | undefined {
  const label = (name: Json | undefined) =>
    typeof name === 'string' ? rewrite(name) : name === false ? name : undefined;
  if (isArray(value)) {
    const [id, name] = value;
    const shown = label(name);
    return value.length === 2 && isId(id) && shown !== undefined ? [id, shown] : undefined;
  }
  if (!isObject(value)) return undefined;
  const { id, display_name: name } = value;
  const shown = label(name);
  return isId(id) && shown !== undefined ? { id, display_name: shown } : undefined;
}

function inIdOrder(ids: readonly number[]): readonly number[] {
  return [...ids].sort((one, other) => one - other);
}

function isIds(value: Json): value is readonly number[] {
  return isArray(value) && value.every(isId);
}

function isId(value: Json | undefined): value is number {
  return typeof value === 'number' && Number.isInteger(value);
}
