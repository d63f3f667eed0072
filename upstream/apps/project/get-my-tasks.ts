import * as z from 'zod';
import type { PluginContext, PluginTool } from '../../plugins/plugin.ts';
import { record, recordId } from '../../tools/arguments.ts';
import { fieldsThere } from '../fields-there.ts';
import { findRecords } from '../find-records.ts';
import { clampRows, requireSelected, rowLimit } from '../own-arguments.ts';
import { ownSettings } from '../own-settings.ts';
import { TASK, TASK_STATES } from './tasks.ts';

const FIELDS = [
  'name',
  'project_id',
  'stage_id',
  'personal_stage_type_id',
  'state',
  'priority',
  'date_deadline',
  'tag_ids',
];

/** The tasks the caller is assigned to. */
export const getMyTasks = ({ defineTool }: PluginContext): PluginTool =>
  defineTool({
    name: 'get_my_tasks',
    title: 'My tasks',
    description:
      'Tasks you are assigned to, the important and the latest first. A task of a project is in a stage ' +
      'its project shares (stage_id); one without a project only in a stage of your own ' +
      '(personal_stage_type_id).',
    hints: { readOnly: true },
    input: z.strictObject({
      state: z
        .string()
        .max(64)
        .optional()
        .describe('Only tasks in this state, like 01_in_progress, 04_waiting_normal or 1_done.'),
      project_id: recordId.optional().describe('Only tasks of this project (project.project).'),
      limit: rowLimit(20),
    }),
    output: z.looseObject({
      tasks: z
        .array(record)
        .describe(
          'name, project_id, stage_id, personal_stage_type_id, state, priority, date_deadline and ' +
            'tag_ids of each.',
        ),
      count: z.int().describe('How many tasks are in this answer.'),
    }),
    async run(args, { client, signal }) {
      await requireSelected(client, TASK, 'state', args.state, TASK_STATES, signal);
      const settings = await ownSettings(client, signal);
      const search = {
        domain: [
          ['user_ids', 'in', [client.uid]],
          ...(args.state === undefined ? [] : [['state', '=', args.state]]),
          ...(args.project_id === undefined ? [] : [['project_id', '=', args.project_id]]),
        ],
        fields: await fieldsThere(client, TASK, FIELDS, signal),
        limit: clampRows(args.limit),
        order: 'priority desc, id desc',
      };
      const tasks = await findRecords(client, TASK, search, settings, signal);
      return { tasks, count: tasks.length };
    },
  });
