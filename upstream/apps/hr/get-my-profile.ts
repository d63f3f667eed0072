import * as z from 'zod';
import type { PluginContext, PluginTool } from '../../plugins/plugin.ts';
import { record } from '../../tools/arguments.ts';
import { fieldsThere } from '../fields-there.ts';
import { ownSettings } from '../own-settings.ts';
import { EMPLOYEE, explainEmployees, ownEmployees } from './own-employee.ts';

const FIELDS = [
  'name',
  'job_id',
  'department_id',
  'work_email',
  'work_phone',
  'parent_id',
  'coach_id',
  'work_location_id',
  'user_id',
];

/** The caller's employee record. */
export const getMyProfile = ({ defineTool }: PluginContext): PluginTool =>
  defineTool({
    name: 'get_my_profile',
    title: 'My employee record',
    description: 'Your own employee record: job, department, work contacts, manager and coach.',
    hints: { readOnly: true },
    input: z.strictObject({}),
    output: z.looseObject({ profile: record }),
    async run(_args, { client, signal }) {
      const settings = await ownSettings(client, signal);
      const there = await fieldsThere(client, EMPLOYEE, FIELDS, signal).catch(explainEmployees);
      const { current } = await ownEmployees(client, settings, signal, there);
      const shown = ['id', ...there];
      return { profile: Object.fromEntries(shown.map((field) => [field, current.record[field]])) };
    },
  });
