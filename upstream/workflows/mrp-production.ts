import type { Workflow } from './workflow.ts';

const UNDER_WAY = ['confirmed', 'progress', 'to_close'];

export const MRP_PRODUCTION: Workflow = {
  model: 'mrp.production',
  stateField: 'state',
  transitions: [
    {
      label: 'Confirm',
      description: 'Confirm the order; its components can then be reserved.',
      by: { method: 'action_confirm' },
      from: ['draft'],
      target: 'confirmed',
    },
    {
      label: 'Check availability',
      description: 'Reserve the components in stock. The state stays the same.',
      by: { method: 'action_assign' },
      from: UNDER_WAY,
      when: [{ fields: ['reserve_visible'], is: [true] }],
      target: 'confirmed',
    },
    {
      label: 'Unreserve',
      description: 'Give back the reserved components. The state stays the same.',
      by: { method: 'do_unreserve' },
      from: UNDER_WAY,
      when: [{ fields: ['unreserve_visible'], is: [true] }],
      target: 'confirmed',
    },
    {
      label: 'Start',
      description: 'Note that production has begun.',
      by: { method: 'action_start' },
      from: ['confirmed'],
      releases: [18, 19],
      target: 'progress',
    },
    {
      label: 'Produce',
      description:
        'Finish the order. Odoo answers a window instead when quantities differ from the plan.',
      by: { method: 'button_mark_done' },
      from: UNDER_WAY,
      when: [{ fields: ['show_produce', 'show_produce_all'], is: [true] }],
      target: 'done',
    },
    {
      label: 'Cancel',
      description: 'Cancel the order and what is reserved for it.',
      by: { method: 'action_cancel' },
      from: ['draft', ...UNDER_WAY],
      target: 'cancel',
    },
  ],
  guide: {
    recommended: ['product_id', 'product_qty', 'bom_id', 'date_start', 'user_id'],
    lines: { field: 'move_raw_ids', model: 'stock.move' },
    notes: ['Components follow from the bill of materials; give move_raw_ids only without one.'],
  },
  versionNotes: {},
};
