import * as z from 'zod';
import { MAX_GROUPS_TO_TEST } from '../../odoo/grouping.ts';
import type { PluginContext, PluginTool } from '../../plugins/plugin.ts';
import { groupRecords } from '../group-records.ts';
import { month, monthWindow, within } from '../month-window.ts';
import { readReference } from '../odoo-values.ts';
import { ownSettings } from '../own-settings.ts';
import { ORDER } from './orders.ts';
import { numberOf, summarise, TOTAL } from './summary.ts';

const TOP_CUSTOMERS = 5;

const amount = z.number().optional().describe('Absent where the orders are in several currencies.');
const byState = z
  .record(z.string(), z.looseObject({ count: z.int(), total: amount }))
  .describe('How many orders are in each state, and what they come to.');

/** What the caller has sold, as Odoo adds it up. */
export const getSalesSummary = ({ defineTool }: PluginContext): PluginTool =>
  defineTool({
    name: 'get_sales_summary',
    title: 'My sales summary',
    description:
      'How many quotations and orders you are the salesperson of, and what they come to: in all, by ' +
      'state (cancelled ones too) and for your five best customers; of one month or of all time. Amounts ' +
      'in several currencies are not added up: see by_currency then.',
    hints: { readOnly: true },
    input: z.strictObject({ period: month.optional() }),
    output: z.looseObject({
      total_orders: z.int(),
      total_amount: amount,
      by_state: byState,
      top_customers: z
        .array(
          z.looseObject({ name: z.string(), total: z.number(), currency: z.string().optional() }),
        )
        .describe('The best five; the best five of each currency where there are several.'),
      by_currency: z
        .array(
          z.looseObject({
            currency: z.string(),
            total_orders: z.int(),
            total_amount: z.number(),
            by_state: byState,
          }),
        )
        .optional()
        .describe('Only where the orders are in several currencies.'),
    }),
    async run({ period }, { client, signal }) {
      const settings = await ownSettings(client, signal);
      const window = monthWindow(period, settings.timezone);
      const domain = [['user_id', '=', client.uid], ...within('date_order', window)];
      const aggregates = [{ field: 'amount_total', by: 'sum' as const }];
      const states = await groupRecords(
        client,
        ORDER,
        {
          domain,
          groupby: ['state', 'currency_id'],
          aggregates,
          order: [],
          limit: MAX_GROUPS_TO_TEST,
        },
        settings,
        signal,
      );
      const summary = summarise(states);
      const ranked = (currency: readonly unknown[]) =>
        groupRecords(
          client,
          ORDER,
          {
            domain: [...domain, ...currency],
            groupby: ['partner_id', 'currency_id'],
            aggregates,
            order: [{ key: TOTAL, direction: 'desc' }],
            limit: TOP_CUSTOMERS,
          },
          settings,
          signal,
        );
      const currencies = [...new Set(states.map((group) => readReference(group.currency_id)?.id))];
      const customers = await Promise.all(
        currencies.map((id) =>
          ranked(currencies.length > 1 ? [['currency_id', '=', id ?? false]] : []),
        ),
      );
      return {
        ...summary,
        top_customers: customers.flat().map((group) => ({
          name: readReference(group.partner_id)?.label ?? '',
          total: numberOf(group[TOTAL]),
          ...(currencies.length > 1
            ? { currency: readReference(group.currency_id)?.label ?? '' }
            : {}),
        })),
      };
    },
  });
