import type { Workflow } from './workflow.ts';

export const STOCK_PICKING: Workflow = {
  model: 'stock.picking',
  stateField: 'state',
  transitions: [
    {
      label: 'Mark as to do',
      description: 'Confirm the transfer; what is in stock can then be reserved.',
      by: { method: 'action_confirm' },
      from: ['draft'],
      target: 'confirmed',
    },
    {
      label: 'Check availability',
      description: 'Reserve what is in stock.',
      by: { method: 'action_assign' },
      from: ['confirmed', 'waiting', 'assigned'],
      when: [{ fields: ['show_check_availability'], is: [true] }],
      target: 'assigned',
    },
    {
      label: 'Unreserve',
      description: 'Give back what is reserved.',
      by: { method: 'do_unreserve' },
      from: ['assigned', 'confirmed'],
      target: 'confirmed',
    },
    {
      label: 'Validate',
      description:
        'Carry out the transfer. Odoo answers a window instead when only a part is picked, to ask about a back order.',
      by: { method: 'button_validate' },
      from: ['confirmed', 'assigned'],
      target: 'done',
    },
    {
      label: 'Cancel',
      description: 'Cancel the transfer and what is reserved for it.',
      by: { method: 'action_cancel' },
      from: ['draft', 'waiting', 'confirmed', 'assigned'],
      target: 'cancel',
    },
    {
      label: 'Unlock',
      description: 'Allow changes of a transfer that is done. Its state stays the same.',
      by: { method: 'action_toggle_is_locked' },
      from: ['done'],
      when: [{ fields: ['is_locked'], is: [true] }],
      target: 'done',
    },
    {
      label: 'Lock',
      description: 'Forbid further changes of a transfer that is done. Its state stays the same.',
      by: { method: 'action_toggle_is_locked' },
      from: ['done'],
      when: [{ fields: ['is_locked'], is: [false] }],
      target: 'done',
    },
  ],
  guide: {
    recommended: [
      'picking_type_id',
      'location_id',
      'location_dest_id',
      'partner_id',
      'scheduled_date',
    ],
    lines: { field: 'move_ids', model: 'stock.move' },
    notes: [
      'The locations follow from the operation type when they are left out.',
      'Moves need product_id, product_uom_qty, location_id and location_dest_id.',
    ],
  },
  versionNotes: {
    17: ['A move needs a name too; the quantity done is quantity, quantity_done is gone.'],
    18: ['A move needs a name too.'],
    19: [
      'move_ids_without_package is move_ids, group_id is reference_ids; moves have no name any more.',
    ],
  },
};
