import * as z from 'zod';
import type { PluginContext, PluginTool } from '../../plugins/plugin.ts';
import { record } from '../../tools/arguments.ts';
import { findRecords } from '../find-records.ts';
import { clampRows, requireSelected, rowLimit } from '../own-arguments.ts';
import { ownSettings } from '../own-settings.ts';
import { ownEmployees } from './own-employee.ts';
import { LEAVE, LEAVE_STATES, NEEDS_TIME_OFF } from './time-off.ts';

/** The caller's time off requests. */
export const getMyLeaves = ({ defineTool }: PluginContext): PluginTool =>
  defineTool({
    name: 'get_my_leaves',
    title: 'My time off',
    description: 'Your time off requests, the latest first. Times are in UTC.',
    hints: { readOnly: true },
    requires: NEEDS_TIME_OFF,
    input: z.strictObject({
      state: z
        .string()
        .max(64)
        .optional()
        .describe('Only requests in this state, like confirm (to approve) or validate (approved).'),
      limit: rowLimit(20),
    }),
    output: z.looseObject({
      records: z
        .array(record)
        .describe('name, holiday_status_id, date_from, date_to, number_of_days, state of each.'),
      count: z.int().describe('How many records are in this answer.'),
    }),
    async run(args, { client, signal }) {
      await requireSelected(client, LEAVE, 'state', args.state, LEAVE_STATES, signal);
      const settings = await ownSettings(client, signal);
      const { ids } = await ownEmployees(client, settings, signal);
      const state = args.state === undefined ? [] : [['state', '=', args.state]];
      const search = {
        domain: [['employee_id', 'in', ids], ...state],
        fields: ['name', 'holiday_status_id', 'date_from', 'date_to', 'number_of_days', 'state'],
        limit: clampRows(args.limit),
        order: 'date_from desc',
      };
      const records = await findRecords(client, LEAVE, search, settings, signal);
      return { records, count: records.length };
    },
  });
