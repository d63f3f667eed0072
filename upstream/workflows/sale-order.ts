import type { Workflow } from './workflow.ts';

const UNLOCKED = { fields: ['locked'], is: [false] } as const;

export const SALE_ORDER: Workflow = {
  model: 'sale.order',
  stateField: 'state',
  transitions: [
    {
      label: 'Confirm',
      description:
        'Turn the quotation into a sales order; deliveries and tasks are made of its lines.',
      by: { method: 'action_confirm' },
      from: ['draft', 'sent'],
      target: 'sale',
    },
    {
      label: 'Mark as sent',
      description: 'Note that the customer has the quotation. Nothing is mailed.',
      by: { method: 'action_quotation_sent' },
      from: ['draft'],
      target: 'sent',
    },
    {
      label: 'Cancel',
      description:
        'Cancel the order. Odoo may answer a window that offers a mail instead: call it with kwargs ' +
        '{"context": {"disable_cancel_warning": true}}.',
      by: { method: 'action_cancel' },
      from: ['draft', 'sent', 'sale'],
      when: [UNLOCKED],
      releases: [17, 18],
      target: 'cancel',
    },
    {
      label: 'Cancel',
      description: 'Cancel the order and its draft invoices.',
      by: { method: 'action_cancel' },
      from: ['draft', 'sent', 'sale'],
      when: [UNLOCKED],
      releases: [19],
      target: 'cancel',
    },
    {
      label: 'Set to quotation',
      description: 'Open a cancelled order again as a draft.',
      by: { method: 'action_draft' },
      from: ['cancel'],
      target: 'draft',
    },
    {
      label: 'Lock',
      description: 'Forbid further changes of the order. Its state stays the same.',
      by: { method: 'action_lock' },
      from: ['sale'],
      when: [UNLOCKED],
      target: 'sale',
    },
    {
      label: 'Unlock',
      description: 'Allow changes of the order again. Its state stays the same.',
      by: { method: 'action_unlock' },
      from: ['sale'],
      when: [{ fields: ['locked'], is: [true] }],
      target: 'sale',
    },
  ],
  guide: {
    recommended: ['partner_id', 'order_line', 'validity_date', 'client_order_ref', 'user_id'],
    lines: { field: 'order_line', model: 'sale.order.line' },
    notes: [
      'Give lines as [[0, 0, {"product_id": id, "product_uom_qty": quantity}]]; price, unit and taxes follow from the product.',
      'Addresses, payment terms and pricelist follow from the customer.',
    ],
  },
  versionNotes: {
    17: ['A locked order stays in state sale, with locked true; there is no state done.'],
    18: ['A locked order stays in state sale, with locked true; there is no state done.'],
    19: [
      'A locked order stays in state sale, with locked true; there is no state done.',
      'On lines product_uom is product_uom_id and tax_id is tax_ids.',
    ],
  },
};
