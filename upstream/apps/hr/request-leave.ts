import * as z from 'zod';
import type { PluginContext, PluginTool } from '../../plugins/plugin.ts';
import { dryRun, recordId } from '../../tools/arguments.ts';
import { ArgumentError } from '../../tools/tool.ts';
import { dryRunOutput, tried } from '../dry-run.ts';
import { findOne } from '../find-records.ts';
import { createdId } from '../odoo-values.ts';
import { ownSettings } from '../own-settings.ts';
import { ownEmployees } from './own-employee.ts';
import { LEAVE, LEAVE_TYPE, NEEDS_TIME_OFF } from './time-off.ts';

const day = (what: string) =>
  z.iso.date('write a date that exists, as YYYY-MM-DD').describe(`${what}, as YYYY-MM-DD.`);

/** Asks for time off for the caller. */
export const requestLeave = ({ defineTool }: PluginContext): PluginTool =>
  defineTool({
    name: 'request_leave',
    title: 'Request time off',
    description:
      'Request whole days of time off for yourself. Find the type with search_read on hr.leave.type. ' +
      'Odoo works out the hours from your working schedule and may refuse days that overlap.',
    hints: { readOnly: false },
    requires: { ...NEEDS_TIME_OFF, models: [...NEEDS_TIME_OFF.models, LEAVE_TYPE] },
    input: z.strictObject({
      leave_type_id: recordId.describe('Id of the type of time off (hr.leave.type).'),
      date_from: day('First day'),
      date_to: day('Last day'),
      reason: z.string().max(1_000).default('').describe('What it is for.'),
      dry_run: dryRun,
    }),
    output: z.looseObject({
      status: z.string().optional().describe('created.'),
      leave_id: z.int().optional(),
      employee: z.string().optional(),
      date_from: z.string().optional().describe('First day.'),
      date_to: z.string().optional().describe('Last day.'),
      warning: z.string().optional(),
      ...dryRunOutput,
    }),
    async run(args, { client, signal }) {
      if (args.date_from > args.date_to)
        throw new ArgumentError('date_from: write a day that is not after date_to.');
      const settings = await ownSettings(client, signal);
      const { current } = await ownEmployees(client, settings, signal);
      const what = { what: 'Type of time off', fields: ['name', 'request_unit'] };
      const type = await findOne(client, LEAVE_TYPE, args.leave_type_id, what, settings, signal);
      const warning =
        type.request_unit === 'day'
          ? {}
          : { warning: 'This type is not counted in days: whole days are requested all the same.' };
      if (args.dry_run) {
        const said = await tried(client, LEAVE, 'create', 'create', signal);
        const { date_from, date_to } = args;
        return { ...said, employee: current.name, date_from, date_to, ...warning };
      }
      // date_from and date_to themselves are computed from these since 17.
      const values = {
        employee_id: current.id,
        holiday_status_id: args.leave_type_id,
        request_date_from: args.date_from,
        request_date_to: args.date_to,
        ...(args.reason === '' ? {} : { name: args.reason }),
      };
      const answer = await client.call(LEAVE, 'create', [values], { ...settings.context }, signal);
      const id = createdId(answer);
      const fields = ['request_date_from', 'request_date_to'];
      const found = { what: 'Request', fields };
      const written = await findOne(client, LEAVE, id, found, settings, signal);
      return {
        status: 'created',
        leave_id: id,
        employee: current.name,
        date_from: String(written.request_date_from),
        date_to: String(written.request_date_to),
        ...warning,
      };
    },
  });
