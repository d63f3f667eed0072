import { instructions, type PromptDefinition } from './prompt.ts';

export const ticketLifecycle: PromptDefinition = {
  name: 'ticket_lifecycle',
  title: 'Handle a helpdesk ticket',
  description: 'A ticket from its creation to its solution (Helpdesk of Odoo Enterprise).',
  arguments: {},
  text: () =>
    instructions('Handle a helpdesk ticket from creation to solution.', [
      'Check that helpdesk.ticket exists with `list_models` (filter "helpdesk"). Without it, say that the Helpdesk app is not installed and stop.',
      'Look for an open ticket on the same matter: `get_my_tickets`, or `search_read` on helpdesk.ticket by customer and words of the subject.',
      'Otherwise create one with `create_ticket`: a short name, a description of what happened, team and priority ("0" low to "3" urgent).',
      'Read the stages of its team with `search_read` on helpdesk.stage, order "sequence". Names differ from company to company: never guess them.',
      'Move it on with `update_ticket_stage` as the work goes on, one stage at a time, and read it back.',
      'Write down what was found with `post_message` on the ticket if that is offered. It is an internal note: do not promise the customer anything there.',
      'Close it by its last stage only after the user says that it is solved. Report number, stage and what was done.',
    ]),
};
