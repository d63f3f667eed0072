export const TASK = 'project.task';
export const STAGE = 'project.task.type';
export const PROJECT = 'project.project';

/** What the task tools need. */
export const NEEDS_TASKS = { modules: ['project'], models: [TASK, STAGE, PROJECT] };

/** States a task can be in where Odoo does not say. */
export const TASK_STATES = [
  '01_in_progress',
  '02_changes_requested',
  '03_approved',
  '1_done',
  '1_canceled',
  '04_waiting_normal',
];

/** States of tasks nothing is left to do on. */
export const CLOSED_STATES = ['1_done', '1_canceled'];

/** `privacy_visibility` of projects that every internal user may see. */
export const OPEN_TO_EMPLOYEES = ['employees', 'portal'];
