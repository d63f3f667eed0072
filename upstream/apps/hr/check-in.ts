import * as z from 'zod';
import type { PluginContext, PluginTool } from '../../plugins/plugin.ts';
import { dryRun } from '../../tools/arguments.ts';
import { ArgumentError, PartialFailure } from '../../tools/tool.ts';
import { dryRunOutput, tried } from '../dry-run.ts';
import { findOne } from '../find-records.ts';
import { odooTime } from '../month-window.ts';
import { createdId } from '../odoo-values.ts';
import { ownSettings } from '../own-settings.ts';
import { ATTENDANCE, explainAttendance, NEEDS_ATTENDANCE, openAttendance } from './attendance.ts';
import { ownEmployees } from './own-employee.ts';

/** Begins an attendance of the caller. */
export const checkIn = ({ defineTool }: PluginContext): PluginTool =>
  defineTool({
    name: 'check_in',
    title: 'Check in',
    description:
      'Begin your attendance now. Fails when you are checked in already. Odoo lets attendance officers ' +
      'do this; others check in on its own pages. Times are in UTC.',
    hints: { readOnly: false },
    requires: NEEDS_ATTENDANCE,
    input: z.strictObject({ dry_run: dryRun }),
    output: z.looseObject({
      status: z.string().optional().describe('checked_in.'),
      attendance_id: z.int().optional(),
      employee: z.string().optional(),
      check_in: z.string().optional().describe('When the attendance begins, in UTC.'),
      error: z.string().optional(),
      check_in_time: z.string().optional().describe('Since when you are checked in, in a failure.'),
      ...dryRunOutput,
    }),
    async run(args, { client, signal }) {
      const settings = await ownSettings(client, signal);
      const { current } = await ownEmployees(client, settings, signal);
      const open = await openAttendance(client, current.id, settings, signal);
      if (open !== undefined)
        throw new PartialFailure(
          'Use check_out first.',
          new ArgumentError('You are checked in already.'),
          { attendance_id: open.id, check_in_time: open.checkIn },
        );
      const values = { employee_id: current.id, check_in: odooTime(new Date()) };
      if (args.dry_run) {
        const said = await tried(client, ATTENDANCE, 'create', 'create', signal).catch(
          explainAttendance,
        );
        return { ...said, employee: current.name, check_in: values.check_in };
      }
      const answer = await client
        .call(ATTENDANCE, 'create', [values], { ...settings.context }, signal)
        .catch(explainAttendance);
      const id = createdId(answer);
      const what = { what: 'Attendance', fields: ['check_in'] };
      const written = await findOne(client, ATTENDANCE, id, what, settings, signal);
      return {
        status: 'checked_in',
        attendance_id: id,
        employee: current.name,
        check_in: String(written.check_in),
      };
    },
  });
