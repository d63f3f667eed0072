import * as z from 'zod';
import type { PluginContext, PluginTool } from '../../plugins/plugin.ts';
import { dryRun, recordId } from '../../tools/arguments.ts';
import { requireWritable } from '../../tools/write-values.ts';
import { dryRunOutput, tried } from '../dry-run.ts';
import { findOne } from '../find-records.ts';
import { createdId, readReference, readText } from '../odoo-values.ts';
import { requireSelected } from '../own-arguments.ts';
import { ownSettings } from '../own-settings.ts';
import { PRIORITIES } from './tickets.ts';

/** Opens a ticket that the caller takes. */
export const createTicket = ({ defineTool }: PluginContext, model: string): PluginTool =>
  defineTool({
    name: 'create_ticket',
    title: 'Open a ticket',
    description: 'Open a helpdesk ticket and assign it to yourself.',
    hints: { readOnly: false },
    input: z.strictObject({
      name: z.string().trim().min(1).max(512).describe('Subject of the ticket.'),
      description: z.string().max(65_536).default('').describe('What it is about.'),
      team_id: recordId
        .optional()
        .describe("Id of the team (helpdesk.team); Odoo's choice when left out."),
      priority: z.string().max(8).default('1').describe('0 (low) to 3 (urgent).'),
      dry_run: dryRun,
    }),
    output: z.looseObject({
      status: z.string().optional().describe('created.'),
      ticket_id: z.int().optional(),
      name: z.string(),
      priority: z.string(),
      warning: z.string().optional(),
      ...dryRunOutput,
    }),
    async run(args, { client, signal }) {
      await requireSelected(client, model, 'priority', args.priority, PRIORITIES, signal);
      const values = {
        name: args.name,
        priority: args.priority,
        user_id: client.uid,
        ...(args.description === '' ? {} : { description: args.description }),
        ...(args.team_id === undefined ? {} : { team_id: args.team_id }),
      };
      // Also refuses a ticket that could not be assigned, instead of opening one nobody has.
      await requireWritable(client, model, values, signal);
      if (args.dry_run) {
        const said = await tried(client, model, 'create', 'create', signal);
        return { ...said, name: args.name, priority: args.priority };
      }
      const settings = await ownSettings(client, signal);
      const answer = await client.call(model, 'create', [values], { ...settings.context }, signal);
      const id = createdId(answer);
      const what = { what: 'Ticket', fields: ['name', 'priority', 'user_id'] };
      const written = await findOne(client, model, id, what, settings, signal);
      return {
        status: 'created',
        ticket_id: id,
        name: readText(written.name),
        priority: readText(written.priority),
        ...(readReference(written.user_id)?.id === client.uid
          ? {}
          : {
              warning: 'Odoo has not assigned the ticket to you: its team assigns tickets itself.',
            }),
      };
    },
  });
