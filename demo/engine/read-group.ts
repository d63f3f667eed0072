import { type Aggregate, formattedAggregate, readGroupAggregate } from './aggregates.ts';
import { type Domain, type Leaf, parseDomain } from './domain.ts';
import type { Env } from './env.ts';
import { valueError } from './errors.ts';
import { isStored } from './fields.ts';
import {
  type Group,
  type GroupTerm,
  groupRecords,
  orderGroups,
  parseTerm,
  shownValue,
  termDomain,
} from './grouping.ts';
import { isArray, type Json, type JsonObject } from './json.ts';
import { conjunction } from './name-search.ts';
import type { Model } from './registry.ts';

export interface GroupRequest {
  readonly domain: readonly Json[];
  readonly aggregates: readonly string[];
  readonly groupby: readonly string[];
  readonly offset: number;
  readonly limit: number | undefined;
  readonly order: string | undefined;
  /** A domain over the aggregates, by their specs (`formatted_read_group`). */
  readonly having: readonly Json[];
}

/**
 * `read_group`. Lazy groups by the first term only and counts under `<field>_count`; otherwise
 * the count is `__count`. Each group carries `__domain`, and `__range` when a date is grouped.
 */
export function readGroup(
  env: Env,
  model: Model,
  request: GroupRequest,
  lazy: boolean,
): JsonObject[] {
  const specs = lazy ? request.groupby.slice(0, 1) : request.groupby;
  const rest = lazy ? request.groupby.slice(1) : [];
  const terms = specs.map((spec) => parseTerm(env, model, spec));
  const aggregates = readGroupAggregates(env, model, request.aggregates, terms);
  const first = terms[0];
  const countKey = lazy && first ? `${first.field.name}_count` : '__count';
  return page(env, model, request, terms, aggregates, [countKey, '__count']).map((group) => ({
    ...shownValues(env, group),
    [countKey]: group.ids.length,
    ...figures(group, aggregates),
    __domain: groupDomain(env, request.domain, group),
    ...(rest.length ? { __context: { group_by: [...rest] } } : {}),
    ...ranges(group),
  }));
}

/** `formatted_read_group` (Odoo 19): figures under their specs, conditions in `__extra_domain`. */
export function formattedReadGroup(env: Env, model: Model, request: GroupRequest): JsonObject[] {
  const terms = request.groupby.map((spec) => parseTerm(env, model, spec));
  const aggregates = request.aggregates.map((spec) => formattedAggregate(env, model, spec));
  return page(env, model, request, terms, aggregates, ['__count']).map((group) => ({
    ...Object.fromEntries(
      group.values.map((value): [string, Json] => [
        value.term.spec,
        value.span ? [value.span.from, value.span.label] : shownValue(env, value),
      ]),
    ),
    __extra_domain: groupDomain(env, [], group),
    ...figures(group, aggregates),
  }));
}

/** How many groups there are, whatever the page. */
export function countGroups(env: Env, model: Model, request: GroupRequest, lazy: boolean): number {
  const specs = lazy ? request.groupby.slice(0, 1) : request.groupby;
  const terms = specs.map((spec) => parseTerm(env, model, spec));
  return groupRecords(env, model, request.domain, terms).length;
}

function page(
  env: Env,
  model: Model,
  request: GroupRequest,
  terms: readonly GroupTerm[],
  aggregates: readonly Aggregate[],
  countKeys: readonly string[],
): readonly Group[] {
  const groups = groupRecords(env, model, request.domain, terms).filter(
    (group) => terms.length === 0 || group.ids.length > 0,
  );
  const kept = groups.filter(havingTest(env, aggregates, request.having));
  const ordered = orderGroups(kept, terms, aggregates, request.order, countKeys);
  const end = request.limit ? request.offset + request.limit : undefined;
  return ordered.slice(request.offset, end);
}

/** Keeps the groups whose figures satisfy the `having` domain. */
function havingTest(
  env: Env,
  aggregates: readonly Aggregate[],
  having: readonly Json[],
): (group: Group) => boolean {
  const holds = (domain: Domain): ((group: Group) => boolean) => {
    switch (domain.kind) {
      case 'constant':
        return () => domain.value;
      case 'not': {
        const part = holds(domain.part);
        return (group) => !part(group);
      }
      case 'and':
      case 'or': {
        const parts = domain.parts.map(holds);
        return (group) =>
          domain.kind === 'and'
            ? parts.every((part) => part(group))
            : parts.some((part) => part(group));
      }
      case 'leaf':
        return havingLeaf(aggregates, domain);
    }
  };
  return holds(parseDomain(env.db.version, having));
}

function havingLeaf(aggregates: readonly Aggregate[], leaf: Leaf): (group: Group) => boolean {
  const { path, operator, value } = leaf;
  if (!['in', 'not in', '<', '>', '<=', '>=', '=', '!='].includes(operator)) {
    throw valueError(`Invalid having clause operator: '${operator}'`);
  }
  const known = aggregates.find((aggregate) => aggregate.key === path);
  if (!known && path !== '__count') throw valueError(`Invalid having clause: '${path}'`);
  const figure = known?.compute ?? ((ids: readonly number[]) => ids.length);
  const bound = Number(value);
  const among = isArray(value) ? value : [value];
  return ({ ids }) => {
    const found = figure(ids);
    switch (operator) {
      case '<':
        return Number(found) < bound;
      case '>':
        return Number(found) > bound;
      case '<=':
        return Number(found) <= bound;
      case '>=':
        return Number(found) >= bound;
      case '=':
      case 'in':
        return among.includes(found);
      default:
        return !among.includes(found);
    }
  };
}

/** The named fields that can be aggregated, or every stored number when none is named. */
function readGroupAggregates(
  env: Env,
  model: Model,
  specs: readonly string[],
  terms: readonly GroupTerm[],
): Aggregate[] {
  const grouped = new Set(terms.map((term) => term.field.name));
  const names = specs.length
    ? specs
    : [...model.fields.values()]
        .filter((field) => isStored(field) && field.groups === undefined)
        .map((field) => field.name);
  return names
    .filter((name) => name !== '__count' && name !== 'id' && !grouped.has(name))
    .flatMap((spec) => readGroupAggregate(env, model, spec) ?? []);
}

function shownValues(env: Env, group: Group): JsonObject {
  return Object.fromEntries(
    group.values.map((value): [string, Json] => [value.term.spec, shownValue(env, value)]),
  );
}

function figures(group: Group, aggregates: readonly Aggregate[]): JsonObject {
  return Object.fromEntries(
    aggregates.map((aggregate): [string, Json] => [aggregate.key, aggregate.compute(group.ids)]),
  );
}

function ranges(group: Group): JsonObject {
  const dated = group.values.filter((value) => value.term.granularity !== undefined);
  if (dated.length === 0) return {};
  const entries = dated.map(({ term, span }): [string, Json] => [
    term.spec,
    span ? { from: span.from, to: span.to } : false,
  ]);
  return { __range: Object.fromEntries(entries) };
}

/** The request's domain and the group's conditions; Odoo 19 puts the joints in front. */
function groupDomain(env: Env, domain: readonly Json[], group: Group): Json {
  const parts = [
    ...(domain.length ? [[...conjunction(domain)]] : []),
    ...group.values.map(termDomain),
  ];
  if (env.db.version === 19) {
    if (parts.length === 0) return [[1, '=', 1]];
    const flat = parts.map((part) => part.filter((item, at) => !(item === '&' && at === 0)));
    const leaves = flat.flat();
    const joints = parts.length + (leaves.length - flat.length) - 1;
    const simple = parts.every((part) =>
      part.every((item) => item === '&' || typeof item !== 'string'),
    );
    if (simple) return [...Array.from({ length: Math.max(0, joints) }, () => '&'), ...leaves];
  }
  let joined: Json[] = [];
  for (const part of parts) joined = joined.length ? ['&', ...joined, ...part] : part;
  return joined;
}
