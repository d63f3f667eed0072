import type { Workflow } from './workflow.ts';

const OPEN = ['01_in_progress', '02_changes_requested', '03_approved', '04_waiting_normal'];
const CLOSED = ['1_done', '1_canceled'];

const state = (label: string, target: string, from: readonly string[]) => ({
  label,
  description: `Write ${target} to state.`,
  by: { write: 'state' },
  from,
  target,
});

export const PROJECT_TASK: Workflow = {
  model: 'project.task',
  stateField: 'state',
  transitions: [
    state('Done', '1_done', OPEN),
    state('Cancel', '1_canceled', OPEN),
    state('Approve', '03_approved', ['01_in_progress', '02_changes_requested']),
    state('Ask for changes', '02_changes_requested', ['01_in_progress', '03_approved']),
    state('Reopen', '01_in_progress', [...CLOSED, '02_changes_requested', '03_approved']),
    {
      label: 'Move to another stage',
      description: 'Write the id of a stage, of project.task.type, among those of the project.',
      by: { write: 'stage_id' },
      target: 'another stage',
    },
  ],
  guide: {
    recommended: ['name', 'project_id', 'user_ids', 'stage_id', 'date_deadline', 'description'],
    notes: [
      'user_ids takes x2many commands: [[6, 0, [ids]]]. A task without project is a private one of its assignees.',
      '04_waiting_normal is computed: a task waits while the tasks that block it are open.',
    ],
  },
  versionNotes: {
    18: ['analytic_account_id is gone: the account is on the project.'],
    19: ['analytic_account_id is gone: the account is on the project.'],
  },
};
