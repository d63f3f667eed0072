import * as z from 'zod';
import type { OdooClient } from '../odoo/client.ts';
import type { ModelFields } from '../odoo/fields.ts';
import {
  AGGREGATE_FUNCTIONS,
  type Aggregate,
  aggregateKey,
  COUNT,
  type GroupOrder,
  groupingCall,
  readGroups,
} from '../odoo/grouping.ts';
import { VERSION_ADAPTERS } from '../odoo/version.ts';
import { domain, modelName, record } from './arguments.ts';
import { ArgumentError, defineTool } from './tool.ts';

/** Most groups one call returns. */
const MAX_GROUPS = 500;

const GROUPBY = /^[a-z_][a-z0-9_]*(?::(?:hour|day|week|month|quarter|year))?$/;
const FUNCTION = `(${AGGREGATE_FUNCTIONS.join('|')})`;
const NAME = '([a-z_][a-z0-9_]*)';
/** `field`, `field:function`, or `alias:function(field)`. */
const AGGREGATE = new RegExp(`^${NAME}(?::${FUNCTION}(?:\\(${NAME}\\))?)?$`);
const ORDER = /^([a-z_][a-z0-9_:]*)(?: +(asc|desc))?$/i;

export const readGroup = defineTool({
  name: 'read_group',
  title: 'Group and total records',
  description:
    'Group the records of an Odoo model and compute figures over each group: sums, averages, counts. ' +
    'Groups come under the keys asked for: state, date_order:month, amount_total:sum, and __count for ' +
    'the number of records. A relation is [id, name], a period [start, label].',
  hints: { readOnly: true },
  input: z.strictObject({
    model: modelName,
    fields: z
      .array(
        z
          .string()
          .max(256)
          .regex(AGGREGATE, `write field:function, with one of ${AGGREGATE_FUNCTIONS.join(', ')}`),
      )
      .max(50)
      .optional()
      .describe(
        'The figures: field:function, like amount_total:sum or partner_id:count_distinct. Without a ' +
          "function the field's own is used. An alias, like total:sum(amount_total), is understood in " +
          'orderby; the key stays amount_total:sum.',
      ),
    groupby: z
      .array(
        z
          .string()
          .max(256)
          .regex(GROUPBY, 'write a field, or a date field with a period, like date_order:month'),
      )
      .max(8)
      .optional()
      .describe(
        'What to group by: a field, or a date field with hour, day, week, month, quarter or year, like ' +
          'date_order:month (month when left out). All of them at once. Left out: one group of all.',
      ),
    domain: domain.optional(),
    limit: z
      .int()
      .positive()
      .default(MAX_GROUPS)
      .describe(`How many groups at most, 1 to ${MAX_GROUPS}; more is lowered to ${MAX_GROUPS}.`),
    orderby: z
      .string()
      .max(512)
      .optional()
      .describe('Order of the groups by keys of the answer, like "amount_total:sum desc, state".'),
  }),
  output: z.looseObject({
    groups: z.array(record).describe('One object per group, with the keys asked for and __count.'),
    count: z.int().describe('How many groups are in this answer.'),
    model: z.string(),
    hint: z.string().optional(),
  }),
  async run(args, { caller, signal }) {
    const client = await caller.client(signal);
    const groupby = await periods(client, args.model, args.groupby ?? [], signal);
    const { aggregates, aliases } = await figures(
      client,
      args.model,
      args.fields ?? [],
      groupby,
      signal,
    );
    const keys = [...groupby, ...aggregates.map(aggregateKey)];
    const order = parseOrder(args.orderby ?? '', keys, aliases);
    const limit = Math.min(args.limit, MAX_GROUPS);
    const grouping = { domain: args.domain ?? [], groupby, aggregates, limit, order };
    const adapter = VERSION_ADAPTERS[(await client.version(signal)).major];
    const { method, kwargs } = groupingCall(adapter, grouping);
    const answer = await client.query(args.model, method, [], kwargs, signal);
    const groups = readGroups(adapter, grouping, answer);
    return {
      groups: [...groups],
      count: groups.length,
      model: args.model,
      ...(limit < args.limit ? { hint: `limit was lowered to ${MAX_GROUPS}.` } : {}),
    };
  },
});

/** Odoo 17 and 18 group a bare date by month, 19 refuses it: the month is said here for all. */
async function periods(
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

async function figures(
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

interface Figures {
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
function parseOrder(
  written: string,
  keys: readonly string[],
  aliases: ReadonlyMap<string, string>,
): readonly GroupOrder[] {
  if (written.trim() === '') return [];
  return written.split(',').map((term) => {
    const [, name = '', direction = 'asc'] = ORDER.exec(term.trim()) ?? [];
    const known = [...keys, COUNT].includes(name) ? name : aliases.get(name);
    const named = known === undefined ? keys.filter((key) => baseOf(key) === name) : [known];
    const [key, ...others] = named;
    if (key === undefined || others.length > 0)
      throw new ArgumentError(
        `orderby: order groups by keys of the answer: ${[...keys, COUNT].join(', ')}.`,
      );
    return { key, direction: direction.toLowerCase() === 'desc' ? 'desc' : 'asc' };
  });
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
