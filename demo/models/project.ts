import {
  boolean,
  char,
  date,
  datetime,
  float,
  html,
  integer,
  many2many,
  many2one,
  one2many,
  selection,
} from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';
import {
  firstStage,
  givePersonalStages,
  movePersonally,
  PERSONAL_STAGE,
  personalStage,
} from './project-stages.ts';

const TASK_STATES = [
  ['01_in_progress', 'In Progress'],
  ['02_changes_requested', 'Changes Requested'],
  ['03_approved', 'Approved'],
  ['1_done', 'Done'],
  ['1_canceled', 'Cancelled'],
  ['04_waiting_normal', 'Waiting'],
] as const;

/** Projects, tasks and their stages. */
export const PROJECT_MODELS: readonly ModelDefinition[] = [
  {
    name: 'project.project',
    description: 'Project',
    order: 'sequence, name, id',
    fields: {
      name: char('Name', { required: true, translate: true }),
      description: html('Description'),
      active: boolean('Active', { default: true }),
      sequence: integer('Sequence', { default: 10, aggregator: false }),
      partner_id: many2one('Customer', 'res.partner'),
      company_id: many2one('Company', 'res.company'),
      user_id: many2one('Project Manager', 'res.users', { default: ({ uid }) => uid }),
      privacy_visibility: selection(
        'Visibility',
        [
          ['followers', 'Invited internal users (private)'],
          ['employees', 'All internal users'],
          ['portal', 'Invited portal users and all internal users (public)'],
        ],
        { required: true, default: 'portal' },
      ),
      date_start: date('Start Date'),
      date: date('Expiration Date'),
      tag_ids: many2many('Tags', 'project.tags'),
      type_ids: many2many('Tasks Stages', 'project.task.type', { mirror: 'project_ids' }),
      tasks: one2many('Task Activities', 'project.task', 'project_id'),
      task_ids: one2many('Tasks', 'project.task', 'project_id'),
      task_count: integer('Task Count', { compute: (project) => project.many('tasks').length }),
      last_update_status: selection(
        'Last Update Status',
        [
          ['on_track', 'On Track'],
          ['at_risk', 'At Risk'],
          ['off_track', 'Off Track'],
          ['on_hold', 'On Hold'],
          ['to_define', 'Set Status'],
          ['done', 'Complete'],
        ],
        { required: true, default: 'to_define' },
      ),
    },
    access: {
      'base.group_user': 'r',
      'base.group_portal': 'r',
      'project.group_project_user': 'r',
      'project.group_project_manager': 'rwcu',
    },
    rules: [
      {
        name: 'Project: multi-company',
        domain: (env) => [['company_id', 'in', [...env.actor.companyIds, false]]],
      },
      {
        name: 'Project: employees: following required for follower-only projects',
        groups: ['base.group_user'],
        domain: (env) => [
          '|',
          ['privacy_visibility', '!=', 'followers'],
          ['user_id', '=', env.actor.id],
        ],
      },
      {
        name: 'Project: project manager: see all',
        groups: ['project.group_project_manager'],
        domain: () => [[1, '=', 1]],
      },
      {
        name: 'Project: portal users: portal and following',
        groups: ['base.group_portal'],
        domain: (env) => [
          ['privacy_visibility', '=', 'portal'],
          ['partner_id', 'parent_of', env.actor.partnerId],
        ],
      },
    ],
    thread: { created: 'Project created', post: 'write' },
  },
  {
    name: 'project.task',
    description: 'Task',
    order: 'priority desc, sequence, date_deadline asc, id desc',
    parentName: 'parent_id',
    fields: {
      name: char('Title', { required: true }),
      description: html('Description'),
      active: boolean('Active', { default: true }),
      priority: selection(
        'Priority',
        [
          ['0', 'Low priority'],
          ['1', 'High priority'],
        ],
        { default: '0' },
      ),
      sequence: integer('Sequence', { default: 10, aggregator: false }),
      project_id: many2one('Project', 'project.project', { ondelete: 'cascade' }),
      stage_id: many2one('Stage', 'project.task.type', {
        store: true,
        editable: true,
        ondelete: 'restrict',
        compute: firstStage,
      }),
      personal_stage_type_id: many2one('Personal Stage', 'project.task.type', {
        store: false,
        readonly: false,
        searchable: true,
        compute: (task) => personalStage(task)?.number('stage_id') || false,
      }),
      state: selection('State', TASK_STATES, {
        required: true,
        default: '01_in_progress',
        copy: false,
      }),
      tag_ids: many2many('Tags', 'project.tags'),
      user_ids: many2many('Assignees', 'res.users', { default: ({ uid }) => [uid] }),
      partner_id: many2one('Customer', 'res.partner'),
      company_id: many2one('Company', 'res.company'),
      parent_id: many2one('Parent Task', 'project.task'),
      child_ids: one2many('Sub-tasks', 'project.task', 'parent_id'),
      subtask_count: integer('Sub-task Count', {
        compute: (task) => task.many('child_ids').length,
      }),
      date_deadline: datetime('Deadline'),
      date_assign: datetime('Assigning Date', { readonly: true }),
      date_end: datetime('Ending Date', { copy: false }),
      allocated_hours: float('Allocated Time'),
      display_in_project: boolean('Display In Project', { default: true }),
      color: integer('Color Index', { aggregator: false }),
    },
    access: {
      'base.group_user': 'r',
      'base.group_portal': 'r',
      'project.group_project_user': 'rwcu',
      'project.group_project_manager': 'rwcu',
    },
    rules: [
      {
        name: 'Project/Task: multi-company',
        domain: (env) => [['company_id', 'in', [...env.actor.companyIds, false]]],
      },
      {
        name: 'Project/Task: employees: follow required for follower-only projects',
        groups: ['base.group_user'],
        domain: (env) => [
          '|',
          '&',
          ['project_id', '!=', false],
          ['project_id.privacy_visibility', '!=', 'followers'],
          ['user_ids', 'in', [env.actor.id]],
        ],
      },
      {
        name: 'Project/Task: project manager: see all tasks linked to a project or its own tasks',
        groups: ['project.group_project_manager'],
        domain: (env) => ['|', ['project_id', '!=', false], ['user_ids', 'in', [env.actor.id]]],
      },
      {
        name: 'Project/Task: portal users: portal and following',
        groups: ['base.group_portal'],
        domain: (env) => [
          ['project_id.privacy_visibility', '=', 'portal'],
          ['partner_id', 'child_of', env.actor.partnerId],
        ],
      },
    ],
    beforeWrite: movePersonally,
    afterCreate: givePersonalStages,
    thread: { created: '', post: 'read' },
  },
  PERSONAL_STAGE,
  {
    name: 'project.task.type',
    description: 'Task Stage',
    order: 'sequence, id',
    fields: {
      name: char('Name', { required: true, translate: true }),
      sequence: integer('Sequence', { default: 1, aggregator: false }),
      fold: boolean('Folded in Kanban'),
      active: boolean('Active', { default: true }),
      user_id: many2one('Stage Owner', 'res.users', { readonly: true }),
      project_ids: many2many('Projects', 'project.project'),
    },
    access: {
      'base.group_user': 'r',
      'base.group_portal': 'r',
      'project.group_project_user': 'rwcu',
      'project.group_project_manager': 'rwcu',
    },
    rules: [
      {
        name: 'Project/Task Type: see own or unowned stages',
        domain: (env) => [['user_id', 'in', [false, env.actor.id]]],
      },
    ],
  },
  {
    name: 'project.tags',
    description: 'Project Tags',
    order: 'name',
    fields: {
      name: char('Name', { required: true, translate: true }),
      color: integer('Color', { aggregator: false }),
    },
    access: {
      'base.group_user': 'r',
      'base.group_portal': 'r',
      'project.group_project_user': 'rwcu',
      'project.group_project_manager': 'rwcu',
    },
    unique: [{ fields: ['name'], message: 'A tag with the same name already exists.' }],
  },
];
