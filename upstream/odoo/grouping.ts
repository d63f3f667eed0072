import * as z from 'zod';
import type { ReadMethod } from './client.ts';
import { OdooError } from './errors.ts';
import type { VersionAdapter } from './version.ts';

/** Functions every release computes over a group. `array_agg` and its kin return rows, not figures. */
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

export interface Aggregate {
  readonly field: string;
  readonly by: AggregateFunction;
}

/** One grouping, in words all releases share. */
export interface Grouping {
  readonly domain: readonly unknown[];
  /** `field`, or `field:granularity` of a date. */
  readonly groupby: readonly string[];
  readonly aggregates: readonly Aggregate[];
  /** Conditions on figures that a group must fit, all of them. */
  readonly having: readonly HavingLeaf[];
  readonly offset: number;
  readonly limit: number;
  /** Over the keys of the answer. */
  readonly order: readonly GroupOrder[];
}

export interface GroupOrder {
  readonly key: string;
  readonly direction: 'asc' | 'desc';
}

export const HAVING_OPERATORS = ['=', '!=', '<', '<=', '>', '>='] as const;

/** A condition on a key of the answer. */
export interface HavingLeaf {
  readonly key: string;
  readonly operator: (typeof HAVING_OPERATORS)[number];
  readonly value: number;
}

/** Most groups fetched where conditions on them are this server's work. */
export const MAX_GROUPS_TO_TEST = 10_000;

/** A group under the same keys whatever the release: its values, its figures and `__count`. */
export type Group = Readonly<Record<string, unknown>>;

/** The key of the number of records in a group. */
export const COUNT = '__count';

/** The key a figure is answered under. */
export function aggregateKey({ field, by }: Aggregate): string {
  return `${field}:${by}`;
}

/**
 * The remote call that groups in this release: all groupings at once, never Odoo's lazy first one.
 * Conditions on groups go to Odoo where it takes them (19); before, every group is fetched, and
 * {@link readGroups} tests them.
 */
export function groupingCall(
  { groupingMethod }: VersionAdapter,
  { domain, groupby, aggregates, having, offset, limit, order }: Grouping,
): { readonly method: ReadMethod; readonly kwargs: Readonly<Record<string, unknown>> } {
  const sorted = order.map(({ key, direction }) => `${key} ${direction}`).join(', ');
  if (groupingMethod === 'formatted_read_group') {
    return {
      method: groupingMethod,
      kwargs: {
        domain,
        groupby,
        aggregates: [...aggregates.map(aggregateKey), COUNT],
        ...(having.length === 0
          ? {}
          : { having: having.map(({ key, operator, value }) => [key, operator, value]) }),
        offset,
        limit,
        ...(sorted === '' ? {} : { order: sorted }),
      },
    };
  }
  return {
    method: groupingMethod,
    kwargs: {
      domain,
      groupby,
      // Without an alias two figures of one field would share a key; an empty list is every field.
      fields: [COUNT, ...aggregates.map(({ field, by }, at) => `${aliasOf(at)}:${by}(${field})`)],
      ...(having.length === 0 ? { offset, limit } : { limit: MAX_GROUPS_TO_TEST + 1 }),
      lazy: false,
      ...(sorted === '' ? {} : { orderby: sorted }),
    },
  };
}

const aliasOf = (at: number): string => `figure_${at}`;

const rows = z.array(z.record(z.string(), z.unknown()));
const count = z.int();
const period = z.tuple([z.string(), z.string()]);
const range = z.looseObject({ from: z.string() });

/**
 * Odoo's groups under the keys all releases share; a period is `[start, label]`, or false. What Odoo adds
 * for its own web client (domains, ranges, contexts) is left out. Throws class `internal` when the answer
 * is no list of such groups, and `validation` when there are too many of them to test.
 */
export function readGroups(
  adapter: VersionAdapter,
  grouping: Grouping,
  answer: unknown,
): readonly Group[] {
  const parsed = rows.safeParse(answer);
  if (!parsed.success) throw unreadable();
  const groups = parsed.data.map((row) => ({
    ...Object.fromEntries(grouping.groupby.map((spec) => [spec, groupValue(adapter, row, spec)])),
    ...figures(adapter, row, grouping.aggregates),
    [COUNT]: counted(row),
  }));
  return adapter.groupingMethod === 'formatted_read_group' ? groups : tested(groups, grouping);
}

/** The groups that fit `having`, as SQL would say: an empty figure fits no condition. */
function tested(groups: readonly Group[], { having, offset, limit }: Grouping): readonly Group[] {
  if (having.length === 0) return groups;
  if (groups.length > MAX_GROUPS_TO_TEST)
    throw new OdooError(
      'validation',
      `having: there are more than ${MAX_GROUPS_TO_TEST} groups to test; narrow the domain first.`,
    );
  return groups
    .filter((group) => having.every((leaf) => fits(group[leaf.key], leaf)))
    .slice(offset, offset + limit);
}

function fits(figure: unknown, { operator, value }: HavingLeaf): boolean {
  if (typeof figure !== 'number') return false;
  switch (operator) {
    case '=':
      return figure === value;
    case '!=':
      return figure !== value;
    case '<':
      return figure < value;
    case '<=':
      return figure <= value;
    case '>':
      return figure > value;
    case '>=':
      return figure >= value;
  }
}

function groupValue({ groupingMethod }: VersionAdapter, row: Group, spec: string): unknown {
  const value = row[spec];
  if (value === undefined) throw unreadable();
  if (!spec.includes(':') || value === false || value === null) return value ?? false;
  if (groupingMethod === 'formatted_read_group') {
    const shown = period.safeParse(value);
    if (!shown.success) throw unreadable();
    return shown.data;
  }
  const ranges = z.record(z.string(), z.unknown()).safeParse(row.__range);
  const span = range.safeParse(ranges.data?.[spec]);
  if (!span.success || typeof value !== 'string') throw unreadable();
  return [span.data.from, value];
}

function figures(
  { groupingMethod }: VersionAdapter,
  row: Group,
  aggregates: readonly Aggregate[],
): Group {
  return Object.fromEntries(
    aggregates.map((aggregate, at) => {
      const key = aggregateKey(aggregate);
      const value = row[groupingMethod === 'formatted_read_group' ? key : aliasOf(at)];
      if (value === undefined) throw unreadable();
      return [key, value ?? false];
    }),
  );
}

function counted(row: Group): number {
  const parsed = count.safeParse(row[COUNT]);
  if (!parsed.success) throw unreadable();
  return parsed.data;
}

function unreadable(): OdooError {
  return new OdooError('internal', 'Odoo answered groups in an unknown form.');
}
