import * as z from 'zod';
import { OdooError } from '../../odoo/errors.ts';
import type { PluginContext, PluginTool } from '../../plugins/plugin.ts';
import { dryRun, recordId } from '../../tools/arguments.ts';
import { ArgumentError } from '../../tools/tool.ts';
import { dryRunOutput, tried } from '../dry-run.ts';
import { findOne } from '../find-records.ts';
import { readText } from '../odoo-values.ts';
import { ownSettings } from '../own-settings.ts';
import { CONFIRMABLE, ORDER } from './orders.ts';

/** Makes a sales order of a quotation. Whose orders the caller may confirm is for Odoo to say. */
export const confirmOrder = ({ defineTool }: PluginContext): PluginTool =>
  defineTool({
    name: 'confirm_order',
    title: 'Confirm a quotation',
    description:
      'Turn a quotation (state draft or sent) into a sales order. This may create deliveries, projects ' +
      'or invoices, as the products say, and may send an e-mail to the customer.',
    hints: { readOnly: false, idempotent: true },
    input: z.strictObject({ order_id: recordId, dry_run: dryRun }),
    output: z.looseObject({
      status: z.string().optional().describe('confirmed.'),
      order_id: z.int(),
      order_name: z.string(),
      previous_state: z.string(),
      ...dryRunOutput,
    }),
    async run(args, { client, signal }) {
      const settings = await ownSettings(client, signal);
      const what = { what: 'Order', fields: ['name', 'state'] };
      const order = await findOne(client, ORDER, args.order_id, what, settings, signal);
      const previous = readText(order.state);
      if (!CONFIRMABLE.includes(previous))
        throw new ArgumentError(
          'The order cannot be confirmed: its state is neither draft nor sent. Read it with get_order_details.',
        );
      const said = {
        order_id: args.order_id,
        order_name: readText(order.name),
        previous_state: previous,
      };
      if (args.dry_run)
        return { ...(await tried(client, ORDER, 'write', 'action_confirm', signal)), ...said };
      const ids = [args.order_id];
      await client.call(ORDER, 'action_confirm', [ids], { ...settings.context }, signal);
      const now = await findOne(client, ORDER, args.order_id, what, settings, signal);
      if (CONFIRMABLE.includes(readText(now.state)))
        throw new OdooError(
          'user',
          'Odoo asked for something first and did not confirm the order: confirm it on its own page.',
        );
      return { status: 'confirmed', ...said };
    },
  });
