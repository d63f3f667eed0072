import * as z from 'zod';
import type { PluginContext, PluginTool } from '../../plugins/plugin.ts';
import { dryRun } from '../../tools/arguments.ts';
import { ArgumentError } from '../../tools/tool.ts';
import { dryRunOutput, tried } from '../dry-run.ts';
import { findOne } from '../find-records.ts';
import { odooTime } from '../month-window.ts';
import { ownSettings } from '../own-settings.ts';
import { ATTENDANCE, explainAttendance, NEEDS_ATTENDANCE, openAttendance } from './attendance.ts';
import { ownEmployees } from './own-employee.ts';

/** Ends the open attendance of the caller. */
export const checkOut = ({ defineTool }: PluginContext): PluginTool =>
  defineTool({
    name: 'check_out',
    title: 'Check out',
    description:
      'End your attendance now. Fails when you are not checked in. Odoo lets attendance officers do ' +
      'this; others check out on its own pages. Times are in UTC.',
    hints: { readOnly: false, idempotent: true },
    requires: NEEDS_ATTENDANCE,
    input: z.strictObject({ dry_run: dryRun }),
    output: z.looseObject({
      status: z.string().optional().describe('checked_out.'),
      attendance_id: z.int().optional(),
      employee: z.string().optional(),
      check_in: z.string().optional().describe('When the attendance began, in UTC.'),
      check_out: z.string().optional().describe('When it ended, in UTC.'),
      ...dryRunOutput,
    }),
    async run(args, { client, signal }) {
      const settings = await ownSettings(client, signal);
      const { current } = await ownEmployees(client, settings, signal);
      const open = await openAttendance(client, current.id, settings, signal);
      if (open === undefined)
        throw new ArgumentError('You are not checked in: there is nothing to end. Use check_in.');
      const values = { check_out: odooTime(new Date()) };
      if (args.dry_run) {
        const said = await tried(client, ATTENDANCE, 'write', 'update', signal).catch(
          explainAttendance,
        );
        return {
          ...said,
          attendance_id: open.id,
          employee: current.name,
          check_in: String(open.checkIn),
          ...values,
        };
      }
      await client
        .call(ATTENDANCE, 'write', [[open.id], values], { ...settings.context }, signal)
        .catch(explainAttendance);
      const what = { what: 'Attendance', fields: ['check_in', 'check_out'] };
      const written = await findOne(client, ATTENDANCE, open.id, what, settings, signal);
      return {
        status: 'checked_out',
        attendance_id: open.id,
        employee: current.name,
        check_in: String(written.check_in),
        check_out: String(written.check_out),
      };
    },
  });
