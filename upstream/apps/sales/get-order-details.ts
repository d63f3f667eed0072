import * as z from 'zod';
import { isAdministrator } from '../../odoo/identity.ts';
import type { PluginContext, PluginTool } from '../../plugins/plugin.ts';
import { record, recordId } from '../../tools/arguments.ts';
import { findOne, findRecords } from '../find-records.ts';
import { ownSettings } from '../own-settings.ts';
import { ORDER, ORDER_LINE } from './orders.ts';

const MOST_LINES = 500;

const FIELDS = [
  'name',
  'partner_id',
  'date_order',
  'state',
  'currency_id',
  'amount_untaxed',
  'amount_tax',
  'amount_total',
  'user_id',
  'note',
];

/** One order with its lines: the caller's own, or any for an administrator. */
export const getOrderDetails = ({ defineTool }: PluginContext): PluginTool =>
  defineTool({
    name: 'get_order_details',
    title: 'Order with its lines',
    description:
      'A quotation or sales order whose salesperson you are, with its lines. Administrators see any order.',
    hints: { readOnly: true },
    input: z.strictObject({ order_id: recordId }),
    output: z.looseObject({
      order: record,
      lines: z
        .array(record)
        .describe('product_id, name, product_uom_qty, price_unit, discount, price_subtotal.'),
      line_count: z.int().describe('How many lines are in this answer.'),
      hint: z.string().optional(),
    }),
    async run({ order_id }, { client, signal }) {
      const [settings, admin] = await Promise.all([
        ownSettings(client, signal),
        isAdministrator(client, signal),
      ]);
      const domain = admin ? [] : [['user_id', '=', client.uid]];
      const what = { what: 'Order', fields: FIELDS, domain };
      const order = await findOne(client, ORDER, order_id, what, settings, signal);
      const search = {
        domain: [['order_id', '=', order_id]],
        fields: [
          'product_id',
          'name',
          'product_uom_qty',
          'price_unit',
          'discount',
          'price_subtotal',
        ],
        limit: MOST_LINES + 1,
        order: 'sequence, id',
      };
      const found = await findRecords(client, ORDER_LINE, search, settings, signal);
      const lines = found.slice(0, MOST_LINES);
      return {
        order,
        lines,
        line_count: lines.length,
        ...(found.length > lines.length
          ? {
              hint: `Only the first ${MOST_LINES} lines are here: page the others with search_read.`,
            }
          : {}),
      };
    },
  });
