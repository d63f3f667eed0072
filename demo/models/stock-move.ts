import {
  boolean,
  char,
  datetime,
  float,
  integer,
  many2one,
  selection,
  text,
} from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';
import { STOCK_MANAGER, STOCK_USER } from './stock-places.ts';

const LABELLED = { required: true, variants: { 19: { string: 'Unit' } } } as const;

/** One product of a transfer: how much is asked for, how much is set aside or done. */
export const STOCK_MOVE: ModelDefinition = {
  name: 'stock.move',
  description: 'Stock Move',
  order: 'sequence, id',
  recName: 'reference',
  displayName: (move) => {
    const product = move.one('product_id')?.displayName() ?? '';
    const from = move.one('location_id')?.displayName() ?? '';
    const to = move.one('location_dest_id')?.displayName() ?? '';
    const origin = move.one('picking_id')?.text('origin');
    return `${origin ? `${origin}/` : ''}${product}: ${from}>${to}`;
  },
  fields: {
    name: char('Description', { required: true, until: 18 }),
    description_picking: text('Description of Picking', { variants: { 19: { store: false } } }),
    sequence: integer('Sequence', { default: 10, aggregator: false }),
    product_id: many2one('Product', 'product.product', { required: true }),
    product_uom_qty: float('Demand', { required: true, default: 0 }),
    product_uom: many2one('UoM', 'uom.uom', {
      ...LABELLED,
      store: true,
      editable: true,
      compute: (move) => move.one('product_id')?.number('uom_id') || false,
    }),
    quantity: float('Quantity', { copy: false }),
    picked: boolean('Picked', { copy: false }),
    state: selection(
      'Status',
      [
        ['draft', 'New'],
        ['waiting', 'Waiting Another Move'],
        ['confirmed', 'Waiting Availability'],
        ['partially_available', 'Partially Available'],
        ['assigned', 'Available'],
        ['done', 'Done'],
        ['cancel', 'Cancelled'],
      ],
      { readonly: true, default: 'draft', copy: false },
    ),
    picking_id: many2one('Transfer', 'stock.picking'),
    location_id: many2one('Source Location', 'stock.location', {
      required: true,
      store: true,
      editable: true,
      compute: (move) => move.one('picking_id')?.number('location_id') || false,
    }),
    location_dest_id: many2one('Intermediate Location', 'stock.location', {
      required: true,
      store: true,
      editable: true,
      compute: (move) => move.one('picking_id')?.number('location_dest_id') || false,
    }),
    company_id: many2one('Company', 'res.company', {
      required: true,
      default: ({ companyId }) => companyId,
    }),
    date: datetime('Date Scheduled', { required: true, default: ({ now }) => now }),
    origin: char('Source Document'),
    partner_id: many2one('Destination Address ', 'res.partner'),
    picking_type_id: many2one('Operation Type', 'stock.picking.type', {
      store: true,
      editable: true,
      compute: (move) => move.one('picking_id')?.number('picking_type_id') || false,
    }),
    reference: char('Reference', {
      store: true,
      readonly: true,
      compute: (move) => move.one('picking_id')?.text('name') || false,
    }),
    sale_line_id: many2one('Sale Line', 'sale.order.line'),
    purchase_line_id: many2one('Purchase Order Line', 'purchase.order.line', { readonly: true }),
  },
  access: {
    [STOCK_USER]: 'rwc',
    [STOCK_MANAGER]: 'rwcu',
    'purchase.group_purchase_user': 'rwc',
    'sales_team.group_sale_salesman': 'rwc',
    'account.group_account_invoice': 'rwc',
  },
  rules: [
    {
      name: 'stock_move multi-company',
      domain: (env) => [['company_id', 'in', [...env.actor.companyIds]]],
    },
  ],
};
