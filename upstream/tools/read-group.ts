import * as z from 'zod';
import { AGGREGATE_FUNCTIONS, aggregateKey, groupingCall, readGroups } from '../odoo/grouping.ts';
import { VERSION_ADAPTERS } from '../odoo/version.ts';
import { domain, modelName, record } from './arguments.ts';
import { callContext, contextArguments } from './call-context.ts';
import {
  AGGREGATE,
  figures,
  GROUPBY,
  parseHaving,
  parseOrder,
  periods,
} from './grouping-arguments.ts';
import { defineTool } from './tool.ts';

/** Most groups one call returns. */
const MAX_GROUPS = 500;

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
    having: z
      .array(z.array(z.unknown()).min(3).max(3))
      .max(20)
      .optional()
      .describe(
        'Conditions on the figures, all of which a group must fit: [["amount_total:sum", ">", 1000], ' +
          '["__count", ">=", 2]].',
      ),
    limit: z
      .int()
      .positive()
      .default(MAX_GROUPS)
      .describe(`How many groups at most, 1 to ${MAX_GROUPS}; more is lowered to ${MAX_GROUPS}.`),
    offset: z.int().default(0).describe('How many groups to skip; below 0 counts as 0.'),
    orderby: z
      .string()
      .max(512)
      .optional()
      .describe('Order of the groups by keys of the answer, like "amount_total:sum desc, state".'),
    ...contextArguments,
  }),
  output: z.looseObject({
    groups: z.array(record).describe('One object per group, with the keys asked for and __count.'),
    count: z.int().describe('How many groups are in this answer.'),
    model: z.string(),
    has_more: z.boolean().describe('Whether there are groups after these.'),
    next_offset: z.int().optional().describe('Offset of the next page, when there is one.'),
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
    const figureKeys = aggregates.map(aggregateKey);
    const limit = Math.min(args.limit, MAX_GROUPS);
    const offset = Math.max(args.offset, 0);
    const grouping = {
      domain: args.domain ?? [],
      groupby,
      aggregates,
      having: parseHaving(args.having ?? [], figureKeys, aliases),
      offset,
      // One more than is returned tells whether there are more.
      limit: limit + 1,
      order: parseOrder(args.orderby ?? '', [...groupby, ...figureKeys], aliases),
    };
    const adapter = VERSION_ADAPTERS[(await client.version(signal)).major];
    const { method, kwargs } = groupingCall(adapter, grouping);
    const asked = { ...kwargs, ...callContext(args) };
    const answer = await client.query(args.model, method, [], asked, signal);
    const found = readGroups(adapter, grouping, answer);
    const groups = found.slice(0, limit);
    const hasMore = found.length > limit;
    return {
      groups,
      count: groups.length,
      model: args.model,
      has_more: hasMore,
      ...(hasMore ? { next_offset: offset + limit } : {}),
      ...(limit < args.limit ? { hint: `limit was lowered to ${MAX_GROUPS}.` } : {}),
    };
  },
});
