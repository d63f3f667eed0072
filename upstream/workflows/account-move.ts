import type { Workflow } from './workflow.ts';

const UNREVIEWED = 'Note that somebody has checked the entry. Its state stays the same.';

export const ACCOUNT_MOVE: Workflow = {
  model: 'account.move',
  stateField: 'state',
  transitions: [
    {
      label: 'Post',
      description: 'Post the invoice or entry: it gets its number and counts in the books.',
      by: { method: 'action_post' },
      from: ['draft'],
      when: [{ fields: ['hide_post_button'], is: [false] }],
      target: 'posted',
    },
    {
      label: 'Cancel',
      description: 'Give up a draft.',
      by: { method: 'button_cancel' },
      from: ['draft'],
      target: 'cancel',
    },
    {
      label: 'Reset to draft',
      description: 'Open a posted or cancelled entry again; payments are unlinked from it.',
      by: { method: 'button_draft' },
      from: ['posted', 'cancel'],
      when: [{ fields: ['show_reset_to_draft_button'], is: [true] }],
      target: 'draft',
    },
    {
      label: 'Request cancellation',
      description: 'Ask the tax authority to cancel the invoice, in countries that need it.',
      by: { method: 'button_request_cancel' },
      from: ['posted'],
      when: [
        { fields: ['need_cancel_request'], is: [true] },
        { fields: ['show_reset_to_draft_button'], is: [false] },
      ],
      target: 'cancel',
    },
    {
      label: 'Set as checked',
      description: UNREVIEWED,
      by: { method: 'button_set_checked' },
      when: [{ fields: ['to_check'], is: [true] }],
      releases: [17],
      target: 'posted',
    },
    {
      label: 'Set as checked',
      description: UNREVIEWED,
      by: { method: 'button_set_checked' },
      from: ['posted'],
      when: [{ fields: ['checked'], is: [false] }],
      releases: [18, 19],
      target: 'posted',
    },
  ],
  guide: {
    recommended: [
      'move_type',
      'partner_id',
      'invoice_date',
      'invoice_line_ids',
      'journal_id',
      'ref',
    ],
    lines: { field: 'invoice_line_ids', model: 'account.move.line' },
    notes: [
      'move_type is out_invoice for a customer invoice, in_invoice for a vendor bill, out_refund and in_refund for credit notes, entry for a journal entry.',
      'Give lines as [[0, 0, {"product_id": id, "quantity": quantity, "price_unit": price}]]; accounts and taxes follow.',
      'A vendor bill needs invoice_date before it can be posted.',
    ],
  },
  versionNotes: {
    17: ['to_check is true while an entry waits to be checked.'],
    18: ['checked took the place of to_check, and means the opposite.'],
    19: [
      'checked took the place of to_check, and means the opposite; only posted entries can be checked.',
    ],
  },
};
