import { checkFieldAccess, modelAccessError, publicViewFor } from './access.ts';
import type { Aggregate } from './aggregates.ts';
import { type Env, modelOf, sudo } from './env.ts';
import { valueError } from './errors.ts';
import { isIds, isSortable, type Value } from './fields.ts';
import { type Granularity, granularityOf, numericPart, type Span, spanOf } from './granularity.ts';
import type { Json } from './json.ts';
import { compareValues, sortIds } from './order.ts';
import { labelOf } from './read.ts';
import { fieldValue, recordExists } from './records.ts';
import type { Field, Model } from './registry.ts';
import { searchIds } from './search.ts';

/** One `groupby` term, e.g. `date_order:month`. */
export interface GroupTerm {
  readonly spec: string;
  readonly field: Field;
  /** Field names from the grouped model to the value (Odoo 19 takes many2one paths). */
  readonly path: readonly string[];
  readonly granularity?: Granularity;
  readonly part?: (value: Value) => number | undefined;
}

/** The value a group has for one term. */
export interface GroupValue {
  readonly term: GroupTerm;
  readonly value: Value;
  readonly span?: Span;
}

export interface Group {
  readonly values: readonly GroupValue[];
  readonly ids: readonly number[];
}

/** Parses a `groupby` term. Throws for unknown, closed or not groupable fields. */
export function parseTerm(env: Env, model: Model, spec: string): GroupTerm {
  if (publicViewFor(env, model) !== undefined) throw modelAccessError(env, model, 'read');
  const [path = '', suffix] = spec.split(':');
  const names = path.split('.');
  if (names.length > 1 && env.db.version !== 19) {
    throw valueError(`Invalid groupby specification '${spec}'`);
  }
  let at = model;
  for (const name of names.slice(0, -1)) {
    const hop = groupableField(at, name);
    checkFieldAccess(env, at, [hop], 'read');
    if (hop.type !== 'many2one')
      throw valueError(`Only many2one path is accepted for the '${spec}' groupby spec`);
    at = modelOf(env, hop.relation ?? '');
  }
  const field = groupableField(at, names.at(-1) ?? '');
  checkFieldAccess(env, at, [field], 'read');
  if (!isSortable(field)) {
    throw valueError(`Cannot convert ${at.name}.${field.name} to SQL because it is not stored`);
  }
  const term = { spec, field, path: names };
  const isDate = field.type === 'date' || field.type === 'datetime';
  if (suffix === undefined) return isDate ? { ...term, granularity: 'month' } : term;
  if (!isDate) {
    throw valueError(`Granularity set on a no-datetime field or property: '${spec}'`);
  }
  const granularity = granularityOf(suffix);
  if (granularity) return { ...term, granularity };
  const part = env.db.version >= 18 ? numericPart(field, suffix) : undefined;
  if (!part) throw valueError(`Granularity specification isn't correct: '${suffix}'`);
  return { ...term, part };
}

function groupableField(model: Model, name: string): Field {
  const field = model.fields.get(name);
  if (!field) throw valueError(`Invalid field '${name}' on model '${model.name}'`);
  return field;
}

/** Groups the records that satisfy the domain, in the order of the terms' values. */
export function groupRecords(
  env: Env,
  model: Model,
  domain: Json | undefined,
  terms: readonly GroupTerm[],
): Group[] {
  const ids = searchIds(env, model, domain, { order: 'id' });
  let groups: Group[] = [{ values: [], ids }];
  for (const term of terms) groups = groups.flatMap((group) => split(env, model, group, term));
  return groups;
}

function split(env: Env, model: Model, group: Group, term: GroupTerm): Group[] {
  const buckets = new Map<string, { value: GroupValue; ids: number[] }>();
  for (const id of group.ids) {
    for (const value of termValues(env, model, id, term)) {
      const key = JSON.stringify(value.span?.from ?? value.value);
      const bucket = buckets.get(key) ?? { value, ids: [] };
      bucket.ids.push(id);
      buckets.set(key, bucket);
    }
  }
  return sortBuckets(env, term, [...buckets.values()]).map(({ value, ids }) => ({
    values: [...group.values, value],
    ids,
  }));
}

/** A record falls into one group per term, or one per linked record of a many2many. */
function termValues(env: Env, model: Model, id: number, term: GroupTerm): GroupValue[] {
  const value = pathValue(env, model, id, term.path);
  if (isIds(value)) {
    return value.length === 0
      ? [{ term, value: false }]
      : value.map((one) => ({ term, value: one }));
  }
  if (term.granularity) {
    const span = spanOf(term.field, term.granularity, value);
    return [span ? { term, value: span.from, span } : { term, value: false }];
  }
  if (term.part) return [{ term, value: term.part(value) ?? false }];
  const gone =
    term.field.type === 'many2one' &&
    (typeof value !== 'number' || !recordExists(env, term.field.relation ?? '', value));
  return [{ term, value: gone ? false : value }];
}

function pathValue(env: Env, model: Model, id: number, path: readonly string[]): Value {
  const [first = '', ...rest] = path;
  const value = fieldValue(env, model, id, first);
  if (rest.length === 0) return value;
  const comodel = model.fields.get(first)?.relation;
  return typeof value === 'number' && comodel !== undefined
    ? pathValue(env, modelOf(env, comodel), value, rest)
    : false;
}

function sortBuckets<B extends { readonly value: GroupValue }>(
  env: Env,
  term: GroupTerm,
  buckets: readonly B[],
): B[] {
  const relation = term.field.relation;
  const rank = new Map<Value, number>();
  if (relation !== undefined) {
    const ids = buckets.map((bucket) => bucket.value.value).filter((id) => typeof id === 'number');
    sortIds(sudo(env), modelOf(env, relation), ids, undefined).forEach((id, at) => {
      rank.set(id, at);
    });
  }
  const boolean = term.field.type === 'boolean';
  return [...buckets].sort((a, b) => {
    const left = a.value.value;
    const right = b.value.value;
    if (!boolean && (left === false || right === false))
      return Number(left === false) - Number(right === false);
    return rank.size ? (rank.get(left) ?? 0) - (rank.get(right) ?? 0) : compareValues(left, right);
  });
}

/** A group's value as answers show it: `[id, label]`, a date label, or the plain value. */
export function shownValue(env: Env, { term, value, span }: GroupValue): Json {
  if (term.field.relation !== undefined) {
    return typeof value === 'number' ? [value, labelOf(env, term.field.relation, value)] : false;
  }
  if (isIds(value)) return [...value];
  return span ? span.label : value;
}

/** The condition that selects a group's records for one term. */
export function termDomain({ term, value, span }: GroupValue): Json[] {
  const name = term.path.at(-1) ?? '';
  const own: Json[] = span
    ? ['&', [name, '>=', span.from], [name, '<', span.to]]
    : [
        [
          term.part && value !== false ? `${name}.${term.spec.split(':')[1]}` : name,
          '=',
          plain(value),
        ],
      ];
  return term.path.slice(0, -1).reduceRight((within: Json[], hop) => [[hop, 'any', within]], own);
}

function plain(value: Value): Json {
  return isIds(value) ? [...value] : value;
}

/**
 * Sorts groups by an order clause over terms and aggregates, e.g. `amount_total:sum desc`. What the clause does not
 * tell apart comes by the grouped columns themselves: the database knows no order of other models then.
 */
export function orderGroups(
  groups: readonly Group[],
  terms: readonly GroupTerm[],
  aggregates: readonly Aggregate[],
  order: string | undefined,
  countKeys: readonly string[],
): readonly Group[] {
  if (order === undefined) return groups;
  const position = new Map(groups.map((group, at) => [group, at]));
  const comparisons = order.split(',').map((part) => {
    const [name = '', direction = 'asc'] = part.trim().split(/\s+/);
    const sign = direction.toLowerCase() === 'desc' ? -1 : 1;
    const at = terms.findIndex((term) => term.spec === name || term.path.join('.') === name);
    const figure = aggregates.find(
      ({ key, field }) => key === name || field.name === name || `${field.name}:sum` === name,
    );
    if (at >= 0) return termOrder(position, terms, at, sign);
    if (countKeys.includes(name))
      return (a: Group, b: Group) => sign * (a.ids.length - b.ids.length);
    if (figure)
      return (a: Group, b: Group) =>
        sign * (Number(figure.compute(a.ids)) - Number(figure.compute(b.ids)));
    throw valueError(`Order term '${part.trim()}' is not a valid aggregate nor valid groupby`);
  });
  return [...groups].sort((a, b) => {
    for (const compare of comparisons) {
      const result = compare(a, b);
      if (result !== 0) return result;
    }
    return byColumns(a, b);
  });
}

function byColumns(a: Group, b: Group): number {
  for (const [at, { term, value: left }] of a.values.entries()) {
    const right = b.values[at]?.value ?? false;
    if (left === right) continue;
    const empty = left === false || right === false;
    if (empty && term.field.type !== 'boolean') return left === false ? 1 : -1;
    return compareValues(left, right);
  }
  return 0;
}

/** Groups come sorted by their terms already, so their first positions are the order. */
function termOrder(
  position: ReadonlyMap<Group, number>,
  terms: readonly GroupTerm[],
  at: number,
  sign: number,
) {
  const keyOf = (group: Group) =>
    JSON.stringify(group.values[at]?.span?.from ?? group.values[at]?.value);
  const empty = JSON.stringify(false);
  return (a: Group, b: Group): number => {
    const left = keyOf(a);
    const right = keyOf(b);
    if (left === right) return 0;
    if (terms[at]?.field.type !== 'boolean' && (left === empty || right === empty)) {
      return sign * (left === empty ? 1 : -1);
    }
    if (terms[at]?.field.relation !== undefined || at > 0) {
      return sign * ((position.get(a) ?? 0) - (position.get(b) ?? 0));
    }
    return sign * compareValues(a.values[at]?.value ?? false, b.values[at]?.value ?? false);
  };
}
