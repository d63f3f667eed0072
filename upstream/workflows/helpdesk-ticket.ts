import type { Workflow } from './workflow.ts';

const stage = (label: string, description: string, target: string) => ({
  label,
  description: `${description} Write the id of that stage, of helpdesk.stage, among those of the ticket's team.`,
  by: { write: 'stage_id' },
  target,
});

/** Tickets are of Odoo Enterprise; each team names its stages, these are what they are for. */
export const HELPDESK_TICKET: Workflow = {
  model: 'helpdesk.ticket',
  stateField: 'stage_id',
  transitions: [
    stage('Start', 'Begin work on the ticket.', 'in_progress'),
    stage('Solve', 'The customer has an answer.', 'solved'),
    stage('Close', 'Nothing more will be done.', 'closed'),
    stage('Reopen', 'Take up a solved ticket again.', 'in_progress'),
  ],
  guide: {
    recommended: ['name', 'team_id', 'partner_id', 'description', 'priority', 'user_id'],
    notes: [
      'The team decides the stages and, where it is set so, who is assigned. A customer is not required.',
    ],
  },
  versionNotes: {},
};
