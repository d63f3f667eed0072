import * as z from 'zod';
import type { PluginContext, PluginTool } from '../../plugins/plugin.ts';
import { record } from '../../tools/arguments.ts';
import { findRecords } from '../find-records.ts';
import { clampRows, requireSelected, rowLimit } from '../own-arguments.ts';
import { ownSettings } from '../own-settings.ts';
import { ORDER, ORDER_STATES } from './orders.ts';

/** The orders the caller is the salesperson of. */
export const getMyQuotations = ({ defineTool }: PluginContext): PluginTool =>
  defineTool({
    name: 'get_my_quotations',
    title: 'My quotations and orders',
    description:
      'Quotations and sales orders whose salesperson you are, the latest first, in one state or in any.',
    hints: { readOnly: true },
    input: z.strictObject({
      state: z
        .string()
        .max(64)
        .optional()
        .describe('Only orders in this state: draft, sent (quotations), sale (orders) or cancel.'),
      limit: rowLimit(20),
    }),
    output: z.looseObject({
      orders: z
        .array(record)
        .describe('name, partner_id, date_order, amount_total, state and currency_id of each.'),
      count: z.int().describe('How many orders are in this answer.'),
    }),
    async run(args, { client, signal }) {
      await requireSelected(client, ORDER, 'state', args.state, ORDER_STATES, signal);
      const settings = await ownSettings(client, signal);
      const state = args.state === undefined ? [] : [['state', '=', args.state]];
      const search = {
        domain: [['user_id', '=', client.uid], ...state],
        fields: ['name', 'partner_id', 'date_order', 'amount_total', 'state', 'currency_id'],
        limit: clampRows(args.limit),
        order: 'date_order desc, id desc',
      };
      const orders = await findRecords(client, ORDER, search, settings, signal);
      return { orders, count: orders.length };
    },
  });
