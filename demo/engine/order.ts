import { checkFieldAccess, publicViewFor } from './access.ts';
import { type Env, modelOf } from './env.ts';
import { userError, valueError } from './errors.ts';
import { isSortable, type Value } from './fields.ts';
import { fieldValue } from './records.ts';
import type { Model } from './registry.ts';

type Comparison = (a: number, b: number) => number;

const TERM = /^\s*([a-z0-9_]+)(\.[a-z0-9_]+)?(?:\s+(asc|desc))?(?:\s+nulls\s+(first|last))?\s*$/i;
const collator = new Intl.Collator('en', { numeric: false });

/**
 * Sorts ids by an order clause, or the model's own order. Empty values come last ascending and
 * first descending, as in PostgreSQL. Throws for malformed clauses and unknown or closed fields.
 */
export function sortIds(
  env: Env,
  model: Model,
  ids: readonly number[],
  order: string | undefined,
): readonly number[] {
  const compare = comparisonOf(env, model, order ?? model.order ?? 'id', order === undefined);
  return [...ids].sort((a, b) => compare(a, b) || a - b);
}

function comparisonOf(env: Env, model: Model, order: string, own: boolean): Comparison {
  const terms = order.split(',').map((term) => termComparison(env, model, term, own, order));
  return (a, b) => {
    for (const compare of terms) {
      const result = compare(a, b);
      if (result !== 0) return result;
    }
    return 0;
  };
}

function termComparison(
  env: Env,
  model: Model,
  term: string,
  own: boolean,
  order: string,
): Comparison {
  const parts = TERM.exec(term);
  if (!parts) {
    throw userError(
      `Invalid "order" specified (${order}). A valid "order" specification is a comma-separated list of valid field names (optionally followed by asc/desc for the direction)`,
    );
  }
  const [, name = '', suffix, direction = 'asc', nulls] = parts;
  const sign = direction.toLowerCase() === 'desc' ? -1 : 1;
  const resolved = own ? env.db.registry.nameOf(model.name, name) : name;
  const view = publicViewFor(env, model);
  const field = model.fields.get(resolved);
  if (!field) throw unknownField(model.name, resolved);
  const byId = suffix === '.id' && field.type === 'many2one' && env.db.version >= 18;
  if (suffix !== undefined && !byId) throw dottedOrder(env, model, resolved, suffix.slice(1));
  if (view !== undefined && field.groups !== undefined) {
    throw unknownField(view, resolved);
  }
  if (!own) checkFieldAccess(env, model, [field], 'read');
  if (!isSortable(field)) {
    if (own || env.db.version === 17) return () => 0;
    throw valueError(`Cannot convert ${model.name}.${resolved} to SQL because it is not stored`);
  }
  const emptyFirst = nulls ? nulls.toLowerCase() === 'first' : sign === -1;
  const read = memo((id: number) => fieldValue(env, model, id, resolved));
  const present =
    field.type === 'many2one' && !byId
      ? relationComparison(env, field.relation ?? '')
      : compareValues;
  return (a, b) => {
    const left = read(a);
    const right = read(b);
    const leftEmpty = left === false && field.type !== 'boolean';
    const rightEmpty = right === false && field.type !== 'boolean';
    if (leftEmpty || rightEmpty) {
      if (leftEmpty && rightEmpty) return 0;
      return leftEmpty === emptyFirst ? -1 : 1;
    }
    return sign * present(left, right);
  };
}

function unknownField(model: string, name: string): Error {
  return valueError(`Invalid field '${name}' on model '${model}'`);
}

/** Only `<many2one>.id` may be dotted, since Odoo 18. */
function dottedOrder(env: Env, model: Model, name: string, rest: string): Error {
  switch (env.db.version) {
    case 17:
      return valueError(`Order a property ('${rest}') on a non-properties field ('${name}')`);
    case 18:
      return unknownField(model.name, `${name}.${rest}`);
    case 19:
      return valueError(`Invalid field property '${rest}' on ${model.name}.${name}`);
  }
}

/** A many2one sorts by the comodel's own order. */
function relationComparison(env: Env, comodel: string): (a: Value, b: Value) => number {
  const model = modelOf(env, comodel);
  let rank: ReadonlyMap<number, number> | undefined;
  return (a, b) => {
    rank ??= new Map(
      sortIds({ ...env, su: true }, model, env.db.store.ids(comodel), undefined).map((id, at) => [
        id,
        at,
      ]),
    );
    const at = (value: Value) => (typeof value === 'number' ? (rank?.get(value) ?? 0) : 0);
    return at(a) - at(b);
  };
}

/** Orders two values of one field: numbers by size, text alphabetically, false before true. */
export function compareValues(a: Value, b: Value): number {
  if (typeof a === 'string' && typeof b === 'string') return collator.compare(a, b);
  return Number(a) - Number(b);
}

function memo<K, V>(compute: (key: K) => V): (key: K) => V {
  const known = new Map<K, V>();
  return (key) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const value = compute(key);
    known.set(key, value);
    return value;
  };
}
