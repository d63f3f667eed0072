import type { Workflow } from './workflow.ts';

const ACTIVE = { fields: ['active'], is: [true] } as const;
const ARCHIVED = { fields: ['active'], is: [false] } as const;
const NOT_WON = { fields: ['probability'], not: [100] } as const;

export const CRM_LEAD: Workflow = {
  model: 'crm.lead',
  stateField: 'stage_id',
  transitions: [
    {
      label: 'Convert to opportunity',
      description:
        'Make an opportunity of the lead. It needs one argument: args [false] keeps the customer as it is.',
      by: { method: 'convert_opportunity' },
      when: [{ fields: ['type'], is: ['lead'] }, ACTIVE, NOT_WON],
      target: 'opportunity',
    },
    {
      label: 'Won',
      description: 'Move the opportunity to the stage of won ones.',
      by: { method: 'action_set_won' },
      when: [{ fields: ['type'], is: ['opportunity'] }, ACTIVE, NOT_WON],
      target: 'won',
    },
    {
      label: 'Lost',
      description: 'Archive the lead as lost; kwargs {"lost_reason_id": id} says why.',
      by: { method: 'action_set_lost' },
      when: [ACTIVE],
      target: 'lost',
    },
    {
      label: 'Restore',
      description: 'Take up a lost or archived lead again.',
      by: { method: 'action_unarchive' },
      when: [ARCHIVED],
      releases: [17, 18],
      target: 'active',
    },
    {
      label: 'Restore',
      description: 'Take up a lost or archived lead again.',
      by: { method: 'action_restore' },
      when: [ARCHIVED],
      releases: [19],
      target: 'active',
    },
    {
      label: 'Move to another stage',
      description: 'Write the id of a stage, of crm.stage: of no team, or of the team of the lead.',
      by: { write: 'stage_id' },
      when: [ACTIVE],
      target: 'another stage',
    },
  ],
  guide: {
    recommended: [
      'name',
      'partner_id',
      'type',
      'expected_revenue',
      'email_from',
      'phone',
      'user_id',
    ],
    notes: [
      'A customer is not required: contact_name, partner_name, email_from and phone describe one who is not a contact yet.',
      'type is lead or opportunity; an opportunity when left out, unless leads are in use.',
    ],
  },
  versionNotes: {
    19: [
      'toggle_active is gone: action_restore takes up a lost lead.',
      'mobile and title are gone; won_status tells whether a lead is won or lost.',
    ],
  },
};
