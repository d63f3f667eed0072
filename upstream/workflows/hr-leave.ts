import type { Workflow } from './workflow.ts';

const MAY_APPROVE = { fields: ['can_approve'], is: [true] } as const;
const MAY_RESET = { fields: ['can_reset'], is: [true] } as const;
const TWO_STEPS = 'validate, or validate1 where two people have to approve';

export const HR_LEAVE: Workflow = {
  model: 'hr.leave',
  stateField: 'state',
  transitions: [
    {
      label: 'Submit',
      description: 'Ask for approval.',
      by: { method: 'action_confirm' },
      from: ['draft'],
      releases: [17],
      target: 'confirm',
    },
    {
      label: 'Approve',
      description: `Approve the request. It is then in state ${TWO_STEPS}.`,
      by: { method: 'action_approve' },
      from: ['confirm'],
      when: [MAY_APPROVE],
      releases: [17, 18],
      target: 'validate',
    },
    {
      label: 'Validate',
      description: 'Give the second approval.',
      by: { method: 'action_validate' },
      from: ['validate1'],
      releases: [17, 18],
      target: 'validate',
    },
    {
      label: 'Approve',
      description: `Give the first approval, or the second. The request is then in state ${TWO_STEPS}.`,
      by: { method: 'action_approve' },
      from: ['confirm', 'validate1'],
      when: [{ fields: ['can_approve', 'can_validate'], is: [true] }],
      releases: [19],
      target: 'validate',
    },
    {
      label: 'Refuse',
      description: 'Refuse the request, or take back its approval.',
      by: { method: 'action_refuse' },
      from: ['confirm', 'validate1', 'validate'],
      when: [MAY_APPROVE],
      releases: [17, 18],
      target: 'refuse',
    },
    {
      label: 'Refuse',
      description: 'Refuse the request, or take back its approval.',
      by: { method: 'action_refuse' },
      from: ['confirm', 'validate1', 'validate'],
      when: [{ fields: ['can_refuse'], is: [true] }],
      releases: [19],
      target: 'refuse',
    },
    {
      label: 'Set to draft',
      description: 'Open the request again, to be changed and submitted anew.',
      by: { method: 'action_draft' },
      from: ['confirm', 'refuse'],
      when: [MAY_RESET],
      releases: [17],
      target: 'draft',
    },
    {
      label: 'Reset',
      description: 'Put a refused or cancelled request up for approval again.',
      by: { method: 'action_reset_confirm' },
      from: ['cancel', 'refuse'],
      when: [MAY_RESET],
      releases: [18],
      target: 'confirm',
    },
    {
      label: 'Back to approval',
      description: 'Take back the approval, and let the request wait for it again.',
      by: { method: 'action_back_to_approval' },
      from: ['validate'],
      when: [{ fields: ['can_back_to_approve'], is: [true] }],
      releases: [19],
      target: 'confirm',
    },
  ],
  guide: {
    recommended: [
      'holiday_status_id',
      'employee_id',
      'request_date_from',
      'request_date_to',
      'name',
    ],
    notes: [
      'Give request_date_from and request_date_to, YYYY-MM-DD: date_from and date_to follow from them and from working hours.',
      'A type may need an allocation; Odoo refuses the request when no days are left.',
    ],
  },
  versionNotes: {
    17: [
      'A new request is submitted at once where its type asks for approval; draft comes from Set to draft.',
    ],
    18: [
      'There is no state draft: action_draft and the work of action_confirm are gone, action_reset_confirm is new.',
    ],
    19: [
      'There is no state draft; action_confirm, action_validate and action_reset_confirm are gone: action_approve does both approvals, action_back_to_approval takes them back.',
    ],
  },
};
