import * as z from 'zod';
import type { PluginContext, PluginTool } from '../../plugins/plugin.ts';
import { dryRun, recordId } from '../../tools/arguments.ts';
import { ArgumentError } from '../../tools/tool.ts';
import { dryRunOutput, tried } from '../dry-run.ts';
import { fieldsThere } from '../fields-there.ts';
import { findOne } from '../find-records.ts';
import { readIds, readReference, readText } from '../odoo-values.ts';
import { ownSettings } from '../own-settings.ts';
import { STAGE, TASK } from './tasks.ts';

const TASK_FIELDS = ['name', 'project_id', 'stage_id', 'personal_stage_type_id'];

/** Moves a task. Which tasks the caller may move is for Odoo to say. */
export const updateTaskStage = ({ defineTool }: PluginContext): PluginTool =>
  defineTool({
    name: 'update_task_stage',
    title: 'Move a task to a stage',
    description:
      'Move a task to another stage: one of the stages of its project, or, for a task without a project, ' +
      'one of your own. Find stages with search_read on project.task.type.',
    hints: { readOnly: false, idempotent: true },
    input: z.strictObject({
      task_id: recordId,
      stage_id: recordId.describe('Id of the stage (project.task.type).'),
      dry_run: dryRun,
    }),
    output: z.looseObject({
      status: z.string().optional().describe('updated.'),
      task_id: z.int(),
      task_name: z.string(),
      old_stage: z.string().describe('Name of the stage it was in; empty where it was in none.'),
      new_stage_id: z.int(),
      ...dryRunOutput,
    }),
    async run(args, { client, signal }) {
      const settings = await ownSettings(client, signal);
      const taskFields = await fieldsThere(client, TASK, TASK_FIELDS, signal);
      const stageFields = ['name', 'project_ids', 'user_id'];
      const task = await findOne(
        client,
        TASK,
        args.task_id,
        { what: 'Task', fields: taskFields },
        settings,
        signal,
      );
      const stage = await findOne(
        client,
        STAGE,
        args.stage_id,
        { what: 'Stage', fields: stageFields },
        settings,
        signal,
      );
      const project = readReference(task.project_id);
      const field = project === undefined ? 'personal_stage_type_id' : 'stage_id';
      if (project === undefined && readReference(stage.user_id)?.id !== client.uid)
        throw new ArgumentError(
          'stage_id: the task has no project, so it is only in stages of your own: choose one whose user_id is you.',
        );
      if (project !== undefined && !readIds(stage.project_ids).includes(project.id))
        throw new ArgumentError(
          "stage_id: this is no stage of the task's project: choose one whose project_ids hold it.",
        );
      const said = {
        task_id: args.task_id,
        task_name: readText(task.name),
        old_stage: readReference(task[field])?.label ?? '',
        new_stage_id: args.stage_id,
      };
      if (args.dry_run)
        return { ...(await tried(client, TASK, 'write', 'update', signal)), ...said };
      const write = [[args.task_id], { [field]: args.stage_id }];
      await client.call(TASK, 'write', write, { ...settings.context }, signal);
      return { status: 'updated', ...said };
    },
  });
