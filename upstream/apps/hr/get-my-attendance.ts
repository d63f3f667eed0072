import * as z from 'zod';
import type { PluginContext, PluginTool } from '../../plugins/plugin.ts';
import { record } from '../../tools/arguments.ts';
import { findRecords } from '../find-records.ts';
import { month, monthWindow, within } from '../month-window.ts';
import { clampRows, rowLimit } from '../own-arguments.ts';
import { ownSettings } from '../own-settings.ts';
import { ATTENDANCE, NEEDS_ATTENDANCE } from './attendance.ts';
import { ownEmployees } from './own-employee.ts';

/** The caller's attendances. */
export const getMyAttendance = ({ defineTool }: PluginContext): PluginTool =>
  defineTool({
    name: 'get_my_attendance',
    title: 'My attendance',
    description: 'Your attendances, the latest first, of one month or of all. Times are in UTC.',
    hints: { readOnly: true },
    requires: NEEDS_ATTENDANCE,
    input: z.strictObject({ limit: rowLimit(10), month: month.optional() }),
    output: z.looseObject({
      records: z.array(record).describe('check_in, check_out and worked_hours of each.'),
      count: z.int().describe('How many records are in this answer.'),
    }),
    async run(args, { client, signal }) {
      const settings = await ownSettings(client, signal);
      const { ids } = await ownEmployees(client, settings, signal);
      const window = monthWindow(args.month, settings.timezone);
      const search = {
        domain: [['employee_id', 'in', ids], ...within('check_in', window)],
        fields: ['check_in', 'check_out', 'worked_hours'],
        limit: clampRows(args.limit),
        order: 'check_in desc',
      };
      const records = await findRecords(client, ATTENDANCE, search, settings, signal);
      return { records, count: records.length };
    },
  });
