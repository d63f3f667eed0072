import type { Workflow } from './workflow.ts';

const CANCELLABLE = ['draft', 'sent', 'to approve', 'purchase'];
const UNLOCKED = { fields: ['locked'], is: [false] } as const;

export const PURCHASE_ORDER: Workflow = {
  model: 'purchase.order',
  stateField: 'state',
  transitions: [
    {
      label: 'Confirm',
      description:
        'Order from the vendor; where the company asks for approval it waits as to approve.',
      by: { method: 'button_confirm' },
      from: ['draft', 'sent'],
      target: 'purchase',
    },
    {
      label: 'Approve',
      description: 'Approve the order; only purchase managers may.',
      by: { method: 'button_approve' },
      from: ['to approve'],
      target: 'purchase',
    },
    {
      label: 'Cancel',
      description: 'Cancel the order. Odoo refuses it when something was received or billed.',
      by: { method: 'button_cancel' },
      from: CANCELLABLE,
      when: [UNLOCKED],
      target: 'cancel',
    },
    {
      label: 'Set to draft',
      description: 'Open a cancelled order again.',
      by: { method: 'button_draft' },
      from: ['cancel'],
      target: 'draft',
    },
    {
      label: 'Lock',
      description: 'Forbid further changes of the order.',
      by: { method: 'button_done' },
      from: ['purchase'],
      releases: [17, 18],
      target: 'done',
    },
    {
      label: 'Unlock',
      description: 'Allow changes of the order again.',
      by: { method: 'button_unlock' },
      from: ['done'],
      releases: [17, 18],
      target: 'purchase',
    },
    {
      label: 'Lock',
      description: 'Forbid further changes of the order. Its state stays the same.',
      by: { method: 'button_lock' },
      from: ['purchase'],
      when: [UNLOCKED],
      releases: [19],
      target: 'purchase',
    },
    {
      label: 'Unlock',
      description: 'Allow changes of the order again. Its state stays the same.',
      by: { method: 'button_unlock' },
      when: [{ fields: ['locked'], is: [true] }],
      releases: [19],
      target: 'purchase',
    },
  ],
  guide: {
    recommended: ['partner_id', 'order_line', 'date_planned', 'partner_ref', 'user_id'],
    lines: { field: 'order_line', model: 'purchase.order.line' },
    notes: [
      'Give lines as [[0, 0, {"product_id": id, "product_qty": quantity, "price_unit": price}]]; unit and taxes follow from the product.',
    ],
  },
  versionNotes: {
    17: ['A locked order is in state done.'],
    18: ['A locked order is in state done.'],
    19: [
      'A locked order stays in state purchase, with locked true; button_lock does what button_done did.',
      'On lines product_uom is product_uom_id and taxes_id is tax_ids; on the order notes is note.',
    ],
  },
};
