import { type Deny, deny } from '../../decision.ts';
import { isArray, type Json } from '../../json.ts';
import { type FieldName, parseFieldName } from '../../names.ts';
import { isDeny } from '../refusal.ts';

/** Spans of time Odoo 17, 18 and 19 all group dates by. */
const GRANULARITIES = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Granularity = (typeof GRANULARITIES)[number];

/** Figures over a group. Not `array_agg` and its kin, which give the values of single records. */
export const AGGREGATE_FUNCTIONS = [
  'sum',
  'avg',
  'min',
  'max',
  'count',
  'count_distinct',
  'bool_and',
  'bool_or',
] as const;
export type AggregateFunction = (typeof AGGREGATE_FUNCTIONS)[number];

/** The key of the number of records in a group. */
export const COUNT = '__count';

export interface GroupTerm {
  readonly field: FieldName;
  readonly granularity?: Granularity;
}

/** `by` absent: Odoo's own function for the field. `alias`: what the caller calls it, never sent on. */
export interface AggregateTerm {
  readonly field: FieldName;
  readonly by?: AggregateFunction;
  readonly alias?: FieldName;
}

export interface GroupSortKey {
  /** `__count`, or a field with or without what follows its colon. */
  readonly key: string;
  readonly direction: 'asc' | 'desc';
}

const MOST_GROUPINGS = 4;
const MOST_AGGREGATES = 20;
const MOST_SORT_KEYS = 8;
const LONGEST_ORDER = 1_024;

/** Parses `groupby`: a list of plain fields, a date with a span of time. Absent: one group of everything. */
export function parseGroupby(value: Json | undefined): readonly GroupTerm[] | Deny {
  const written = parseList(value, MOST_GROUPINGS, GROUPBY);
  if (isDeny(written)) return written;
  const terms: GroupTerm[] = [];
  for (const spec of written) {
    const [field, granularity] = split(spec);
    if (field === undefined) return malformed(GROUPBY);
    const known = GRANULARITIES.find((name) => name === granularity);
    if (granularity !== undefined && known === undefined) return malformed(GROUPBY);
    terms.push(known === undefined ? { field } : { field, granularity: known });
  }
  return terms;
}

/**
 * Parses the figures to compute: `field`, `field:function` or `alias:function(field)`, matched whole (Odoo 17
 * and 18 match the beginning, and take what follows for nothing). The count comes anyway.
 */
export function parseAggregates(value: Json | undefined): readonly AggregateTerm[] | Deny {
  const written = parseList(value, MOST_AGGREGATES, AGGREGATES);
  if (isDeny(written)) return written;
  const terms: AggregateTerm[] = [];
  for (const spec of written) {
    if (spec === COUNT) continue;
    const term = parseAggregate(spec);
    if (term === undefined) return malformed(AGGREGATES);
    terms.push(term);
  }
  return terms;
}

function parseAggregate(spec: string): AggregateTerm | undefined {
  const [first, suffix] = split(spec);
  if (first === undefined) return undefined;
  if (suffix === undefined) return { field: first };
  const [name, inner, ...rest] = suffix.endsWith(')') ? suffix.slice(0, -1).split('(') : [suffix];
  const by = AGGREGATE_FUNCTIONS.find((known) => known === name);
  if (by === undefined || rest.length > 0) return undefined;
  if (inner === undefined) return suffix === by ? { field: first, by } : undefined;
  const field = parseFieldName(inner);
  return field === undefined ? undefined : { field, by, alias: first };
}

/** Parses an order of groups: keys with an optional direction, separated by commas. */
export function parseGroupOrder(value: Json | undefined): readonly GroupSortKey[] | Deny {
  if (value === undefined || value === null || value === '') return [];
  if (typeof value !== 'string' || value.length > LONGEST_ORDER) return malformedOrder();
  const parts = value.split(',');
  if (parts.length > MOST_SORT_KEYS) return malformedOrder();
  const keys: GroupSortKey[] = [];
  for (const part of parts) {
    const [key, direction = 'asc', ...rest] = part.split(' ').filter((word) => word !== '');
    const lower = direction.toLowerCase();
    if (key === undefined || rest.length > 0) return malformedOrder();
    if (lower !== 'asc' && lower !== 'desc') return malformedOrder();
    keys.push({ key, direction: lower });
  }
  return keys;
}

function parseList(value: Json | undefined, most: number, rules: Rules): readonly string[] | Deny {
  if (value === undefined || value === null) return [];
  if (!isArray(value) || value.length > most) return malformed(rules);
  const texts = new Set<string>();
  for (const item of value) {
    if (typeof item !== 'string' || texts.has(item)) return malformed(rules);
    texts.add(item);
  }
  return [...texts];
}

/** A plain field and what follows its one colon; no field when it is spelled in another way. */
function split(spec: string): readonly [FieldName | undefined, string | undefined] {
  const [name, suffix, ...rest] = spec.split(':');
  return rest.length > 0 ? [undefined, undefined] : [parseFieldName(name), suffix];
}

interface Rules {
  readonly rule: string;
  readonly reason: string;
  readonly allowed: string;
}

const GROUPBY: Rules = {
  rule: 'built-in:groupby',
  reason: `groupby lists at most ${MOST_GROUPINGS} plain fields without dots, each once, a date with one of ${GRANULARITIES.join(', ')}.`,
  allowed: "For example ['state', 'date_order:month'].",
};
const AGGREGATES: Rules = {
  rule: 'built-in:aggregates',
  reason: `figures are at most ${MOST_AGGREGATES}, each once, written field:function, with one of ${AGGREGATE_FUNCTIONS.join(', ')}.`,
  allowed: "For example ['amount_total:sum'].",
};

function malformed({ rule, reason, allowed }: Rules): Deny {
  return deny('arguments_invalid', rule, reason, { allowed });
}

function malformedOrder(): Deny {
  return deny(
    'order_invalid',
    'built-in:order',
    `groups are ordered by at most ${MOST_SORT_KEYS} keys of the answer, separated by commas.`,
    { allowed: "For example 'amount_total:sum desc, state'." },
  );
}
