import * as z from 'zod';
import { COUNT, type Group, MAX_GROUPS_TO_TEST } from '../../odoo/grouping.ts';
import { isAdministrator } from '../../odoo/identity.ts';
import type { PluginContext, PluginTool } from '../../plugins/plugin.ts';
import { recordId } from '../../tools/arguments.ts';
import { findOne } from '../find-records.ts';
import { groupRecords } from '../group-records.ts';
import { odooTime } from '../month-window.ts';
import { readReference, readText } from '../odoo-values.ts';
import { ownSettings } from '../own-settings.ts';
import { CLOSED_STATES, OPEN_TO_EMPLOYEES, PROJECT, TASK } from './tasks.ts';

const NO_STAGE = 'No stage';

/** How the tasks of a project stand: the caller's own, or all of them for an administrator. */
export const getProjectSummary = ({ defineTool }: PluginContext): PluginTool =>
  defineTool({
    name: 'get_project_summary',
    title: 'Project summary',
    description:
      'How many tasks of a project are in each stage, and how many are overdue. Administrators have all ' +
      'tasks counted, others those they are assigned to, in projects they manage or that are open to ' +
      'all employees.',
    hints: { readOnly: true },
    input: z.strictObject({ project_id: recordId }),
    output: z.looseObject({
      project: z.looseObject({ id: z.int(), name: z.string() }),
      total_tasks: z.int(),
      tasks_by_stage: z
        .record(z.string(), z.int())
        .describe('Number of tasks by name of the stage.'),
      overdue_tasks: z.int().describe('Open tasks whose deadline has passed.'),
    }),
    async run({ project_id }, { client, signal }) {
      const [settings, admin] = await Promise.all([
        ownSettings(client, signal),
        isAdministrator(client, signal),
      ]);
      const visible = [
        '|',
        ['user_id', '=', client.uid],
        ['privacy_visibility', 'in', OPEN_TO_EMPLOYEES],
      ];
      const what = { what: 'Project', fields: ['id', 'name'], domain: admin ? [] : visible };
      const project = await findOne(client, PROJECT, project_id, what, settings, signal);
      const domain = [
        ['project_id', '=', project_id],
        ...(admin ? [] : [['user_ids', 'in', [client.uid]]]),
      ];
      const grouping = { domain, groupby: ['stage_id'], aggregates: [], order: [] };
      const late = [
        ['date_deadline', '<', odooTime(new Date())],
        ['state', 'not in', CLOSED_STATES],
      ];
      const kwargs = { domain: [...domain, ...late] };
      const [stages, overdue] = await Promise.all([
        groupRecords(client, TASK, { ...grouping, limit: MAX_GROUPS_TO_TEST }, settings, signal),
        client.query(TASK, 'search_count', [], { ...kwargs, ...settings.context }, signal),
      ]);
      return {
        project: { id: project_id, name: readText(project.name) },
        total_tasks: sum(stages),
        tasks_by_stage: byStage(stages),
        overdue_tasks: z.int().parse(overdue),
      };
    },
  });

/** Stages of one name are counted together. */
function byStage(groups: readonly Group[]): Record<string, number> {
  const names = groups.map((group) => readReference(group.stage_id)?.label ?? NO_STAGE);
  return Object.fromEntries(
    [...new Set(names)].map((name) => [
      name,
      sum(groups.filter((_group, at) => names[at] === name)),
    ]),
  );
}

const sum = (groups: readonly Group[]): number =>
  groups.reduce((total, group) => total + z.int().parse(group[COUNT]), 0);
