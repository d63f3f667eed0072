import type { OdooClient } from '../odoo/client.ts';
import type { ModelFields } from '../odoo/fields.ts';
import {
  AGGREGATE_FUNCTIONS,
  type Aggregate,
  aggregateKey,
  COUNT,
  type GroupOrder,
  HAVING_OPERATORS,
  type HavingLeaf,
} from '../odoo/grouping.ts';
import { ArgumentError } from './tool.ts';

/** `field`, or `field:granularity`. */
export const GROUPBY = /^[a-z_][a-z0-9_]*(?::(?:hour|day|week|month|quarter|year))?$/;
const FUNCTION = `(${AGGREGATE_FUNCTIONS.join('|')})`;
const NAME = '([a-z_][a-z0-9_]*)';
/** `field`, `field:function`, or `alias:function(field)`. */
export const AGGREGATE = new RegExp(`^${NAME}(?::${FUNCTION}(?:\\(${NAME}\\))?)?$`);
const ORDER = /^([a-z_][a-z0-9_:]*)(?: +(asc|desc))?$/i;

/**
 * The groupings with their periods. Odoo 17 and 18 group a bare date by month, 19 refuses it: the month is
 * said here for all. Throws `ArgumentError` when one comes twice.
 */
export async function periods(
  client: OdooClient,
  model: string,
  specs: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const fields = await fieldsIf(specs.some(isBare), client, model, signal);
  const isDate = (name: string) => ['date', 'datetime'].includes(fields.get(name)?.type ?? '');
  const written = specs.map((spec) => (isDate(spec) ? `${spec}:month` : spec));
  if (new Set(written).size < written.length)
    throw new ArgumentError('groupby: name each field, and each period of a date, once.');
  return written;
}

/** The figures asked for, each once, and the aliases they were given. Throws `ArgumentError`. */
export async function figures(
  client: OdooClient,
  model: string,
  specs: readonly string[],
  groupby: readonly string[],
  signal: AbortSignal,
): Promise<Figures> {
  const grouped = new Set(groupby.map(baseOf));
  // Odoo's own clients name the grouped fields and the count here too; both are answered anyway.
  const asked = specs.filter((spec) => spec !== COUNT && !(isBare(spec) && grouped.has(spec)));
  const fields = await fieldsIf(asked.some(isBare), client, model, signal);
  const found = new Map<string, Aggregate>();
  const aliases = new Map<string, string>();
  for (const spec of asked) {
    const [, first = spec, by, inner] = AGGREGATE.exec(spec) ?? [];
    const aggregate = figure(inner ?? first, by, fields);
    found.set(aggregateKey(aggregate), aggregate);
    if (inner !== undefined) aliases.set(first, aggregateKey(aggregate));
  }
  return { aggregates: [...found.values()], aliases };
}

export interface Figures {
  readonly aggregates: readonly Aggregate[];
  /** What the caller calls a figure, and the key it is answered under. */
  readonly aliases: ReadonlyMap<string, string>;
}

function figure(field: string, by: string | undefined, fields: ModelFields): Aggregate {
  const described = fields.get(field);
  const wanted = by ?? described?.aggregator ?? described?.group_operator;
  const known = AGGREGATE_FUNCTIONS.find((name) => name === wanted);
  if (known === undefined)
    throw new ArgumentError(
      `fields: '${field}' has no figure of its own; write how to compute one, like ${field}:count.`,
    );
  return { field, by: known };
}

/** Order terms over the answer's keys; `amount_total` stands for its only figure, `date` for its period. */
export function parseOrder(
  written: string,
  keys: readonly string[],
  aliases: ReadonlyMap<string, string>,
): readonly GroupOrder[] {
  if (written.trim() === '') return [];
  return written.split(',').map((term) => {
    const [, name = '', direction = 'asc'] = ORDER.exec(term.trim()) ?? [];
    const key = keyNamed(name, keys, aliases);
    if (key === undefined)
      throw new ArgumentError(
        `orderby: order groups by keys of the answer: ${[...keys, COUNT].join(', ')}.`,
      );
    return { key, direction: direction.toLowerCase() === 'desc' ? 'desc' : 'asc' };
  });
}

/** Conditions on figures of the answer, as `[key, operator, number]`. Throws `ArgumentError`. */
export function parseHaving(
  leaves: readonly (readonly unknown[])[],
  figureKeys: readonly string[],
  aliases: ReadonlyMap<string, string>,
): readonly HavingLeaf[] {
  return leaves.map(([name, wanted, value, ...more]) => {
    const key = typeof name === 'string' ? keyNamed(name, figureKeys, aliases) : undefined;
    const operator = HAVING_OPERATORS.find((known) => known === wanted);
    if (key === undefined || operator === undefined || typeof value !== 'number' || more.length > 0)
      throw new ArgumentError(
        `having: write [figure, operator, number], with one of ${[...figureKeys, COUNT].join(', ')} ` +
          `and one of ${HAVING_OPERATORS.join(' ')}.`,
      );
    return { key, operator, value };
  });
}

function keyNamed(
  name: string,
  keys: readonly string[],
  aliases: ReadonlyMap<string, string>,
): string | undefined {
  const known = [...keys, COUNT].includes(name) ? name : aliases.get(name);
  if (known !== undefined) return known;
  const [key, ...others] = keys.filter((candidate) => baseOf(candidate) === name);
  return others.length > 0 ? undefined : key;
}

const isBare = (spec: string): boolean => !spec.includes(':');
const baseOf = (spec: string): string => spec.split(':')[0] ?? spec;

/** The model's fields where they are needed: most calls say all there is to know. */
async function fieldsIf(
  needed: boolean,
  client: OdooClient,
  model: string,
  signal: AbortSignal,
): Promise<ModelFields> {
  return needed ? client.fields(model, signal) : new Map();
}
