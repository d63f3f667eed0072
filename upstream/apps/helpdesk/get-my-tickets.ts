import * as z from 'zod';
import type { PluginContext, PluginTool } from '../../plugins/plugin.ts';
import { record } from '../../tools/arguments.ts';
import { fieldsThere } from '../fields-there.ts';
import { findRecords } from '../find-records.ts';
import { clampRows, requireSelected, rowLimit } from '../own-arguments.ts';
import { ownSettings } from '../own-settings.ts';
import { PRIORITIES } from './tickets.ts';

const FIELDS = [
  'name',
  'description',
  'stage_id',
  'priority',
  'team_id',
  'partner_id',
  'create_date',
];

/** The tickets assigned to the caller. */
export const getMyTickets = ({ defineTool }: PluginContext, model: string): PluginTool =>
  defineTool({
    name: 'get_my_tickets',
    title: 'My tickets',
    description: 'Helpdesk tickets assigned to you, the urgent and the latest first.',
    hints: { readOnly: true },
    input: z.strictObject({
      state: z
        .string()
        .regex(
          /^[\p{L}\p{N}_ -]{1,64}$/u,
          'write the name of a stage: letters, digits, blanks, - and _',
        )
        .optional()
        .describe('Only tickets in the stage of this name, like New.'),
      priority: z
        .string()
        .max(8)
        .optional()
        .describe('Only tickets of this priority, 0 (low) to 3.'),
      limit: rowLimit(20),
    }),
    output: z.looseObject({
      tickets: z
        .array(record)
        .describe(
          'name, description, stage_id, priority, team_id, partner_id, create_date of each.',
        ),
      count: z.int().describe('How many tickets are in this answer.'),
    }),
    async run(args, { client, signal }) {
      await requireSelected(client, model, 'priority', args.priority, PRIORITIES, signal);
      const settings = await ownSettings(client, signal);
      const search = {
        domain: [
          ['user_id', '=', client.uid],
          ...(args.state === undefined ? [] : [['stage_id.name', '=', args.state]]),
          ...(args.priority === undefined ? [] : [['priority', '=', args.priority]]),
        ],
        fields: await fieldsThere(client, model, FIELDS, signal),
        limit: clampRows(args.limit),
        order: 'priority desc, id desc',
      };
      const tickets = await findRecords(client, model, search, settings, signal);
      return { tickets, count: tickets.length };
    },
  });
