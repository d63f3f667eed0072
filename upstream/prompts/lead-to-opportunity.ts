import { instructions, type PromptDefinition } from './prompt.ts';

export const leadToOpportunity: PromptDefinition = {
  name: 'lead_to_opportunity',
  title: 'From lead to opportunity',
  description: 'Qualifies a lead, makes it an opportunity and takes it to won or lost.',
  arguments: {},
  text: () =>
    instructions('Qualify a lead and follow it up as an opportunity.', [
      'Find the lead with `search_read` on crm.lead: [["type", "=", "lead"]] and what the user knows of it. Where the database has no leads, everything is an opportunity from the start.',
      'Look for the same contact among the others: `search_read` on crm.lead by email_from or phone, and `name_search` on res.partner. Report duplicates; do not merge them.',
      'Complete it with `update_record`: partner_id if the customer exists, expected_revenue, date_deadline, user_id, and a clear name.',
      'Call `get_record_actions` for it: it tells how this release turns a lead into an opportunity. Otherwise write type: "opportunity" with `update_record`.',
      'Read the stages with `search_read` on crm.stage, order "sequence", and move it with `update_record` on stage_id as the user says.',
      'Won: `execute_method` with method "action_set_won". Lost: "action_set_lost", after asking for the reason. Both only after a yes.',
      'Read stage, probability and expected_revenue back and report them with the next step.',
    ]),
};
