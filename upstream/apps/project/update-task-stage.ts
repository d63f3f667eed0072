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
      'Move a task to another stage: to one of its project with stage_id or, for a task without a project, ' +
      'to one of your own with personal_stage_id. Find stages with search_read on project.task.type.',
    hints: { readOnly: false, idempotent: true },
    input: z.strictObject({
      task_id: recordId,
      stage_id: recordId.optional().describe('Id of a stage of the project (project.task.type).'),
      personal_stage_id: recordId
        .optional()
        .describe('Id of a stage of your own (project.task.type with your user_id), instead.'),
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
      const { stage_id, personal_stage_id } = args;
      const stageId = stage_id ?? personal_stage_id;
      if (stageId === undefined || (stage_id !== undefined && personal_stage_id !== undefined))
        throw new ArgumentError('stage_id: give either stage_id or personal_stage_id.');
      const field = stage_id === undefined ? 'personal_stage_type_id' : 'stage_id';
      const settings = await ownSettings(client, signal);
      const fields = await fieldsThere(client, TASK, TASK_FIELDS, signal);
      const what = { what: 'Task', fields };
      const task = await findOne(client, TASK, args.task_id, what, settings, signal);
      const wanted = { what: 'Stage', fields: ['name', 'project_ids', 'user_id'] };
      const stage = await findOne(client, STAGE, stageId, wanted, settings, signal);
      if (stage_id === undefined) requireOwnStage(task, stage, client.uid);
      else requireProjectStage(task, stage);
      const said = {
        task_id: args.task_id,
        task_name: readText(task.name),
        old_stage: readReference(task[field])?.label ?? '',
        new_stage_id: stageId,
      };
      if (args.dry_run)
        return { ...(await tried(client, TASK, 'write', 'update', signal)), ...said };
      const write = [[args.task_id], { [field]: stageId }];
      await client.call(TASK, 'write', write, { ...settings.context }, signal);
      return { status: 'updated', ...said };
    },
  });

type Row = Readonly<Record<string, unknown>>;

function requireProjectStage(task: Row, stage: Row): void {
  const project = readReference(task.project_id);
  if (project === undefined)
    throw new ArgumentError(
      'stage_id: the task has no project, so it is only in stages of your own: give personal_stage_id.',
    );
  if (!readIds(stage.project_ids).includes(project.id))
    throw new ArgumentError(
      "stage_id: this is no stage of the task's project: choose one whose project_ids hold it.",
    );
}

function requireOwnStage(task: Row, stage: Row, uid: number): void {
  if (readReference(task.project_id) !== undefined)
    throw new ArgumentError(
      'personal_stage_id: the task has a project: give stage_id, a stage of that project.',
    );
  if (readReference(stage.user_id)?.id !== uid)
    throw new ArgumentError('personal_stage_id: choose a stage whose user_id is you.');
}
