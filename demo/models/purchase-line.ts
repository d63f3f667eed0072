import {
  datetime,
  float,
  integer,
  many2many,
  many2one,
  monetary,
  selection,
  text,
} from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';
import type { RecordReader } from '../engine/records.ts';
import { PURCHASE_ACCESS, PURCHASE_STATES, purchaseRules } from './purchase-access.ts';
import { round } from './sale-line.ts';

const NOT_STORED_IN_19 = { variants: { 19: { store: false } } } as const;

/** Lines of purchases. */
export const PURCHASE_LINE: ModelDefinition = {
  name: 'purchase.order.line',
  description: 'Purchase Order Line',
  order: 'order_id, sequence, id',
  recNamesSearch: ['name', 'order_id.name'],
  displayName: (line) => line.text('name'),
  fields: {
    order_id: many2one('Order Reference', 'purchase.order', {
      required: true,
      ondelete: 'cascade',
    }),
    sequence: integer('Sequence', { default: 10, aggregator: false }),
    name: text('Description', {
      required: true,
      store: true,
      editable: true,
      compute: (line) => line.one('product_id')?.displayName() ?? false,
    }),
    product_id: many2one('Product', 'product.product', { ondelete: 'restrict' }),
    product_qty: float('Quantity', { required: true, default: 1 }),
    product_uom: many2one('Unit of Measure', 'uom.uom', {
      as19: 'product_uom_id',
      store: true,
      editable: true,
      compute: (line) => line.one('product_id')?.number('uom_id') || false,
    }),
    price_unit: float('Unit Price', {
      required: true,
      store: true,
      editable: true,
      aggregator: 'avg',
      compute: (line) => line.one('product_id')?.number('standard_price') ?? 0,
    }),
    discount: float('Discount (%)'),
    taxes_id: many2many('Taxes', 'account.tax', { as19: 'tax_ids', default: [1] }),
    price_subtotal: monetary('Subtotal', {
      store: true,
      readonly: true,
      aggregator: false,
      compute: subtotal,
    }),
    price_tax: float('Tax', { store: true, readonly: true, compute: tax }),
    price_total: monetary('Total', {
      store: true,
      readonly: true,
      compute: (line) => round(subtotal(line) + tax(line)),
    }),
    date_planned: datetime('Expected Arrival', {
      store: true,
      editable: true,
      compute: (line) => line.one('order_id')?.text('date_order') || false,
    }),
    qty_received: float('Received Qty'),
    qty_invoiced: float('Billed Qty', { readonly: true }),
    company_id: many2one('Company', 'res.company', { related: 'order_id.company_id', store: true }),
    partner_id: many2one('Partner', 'res.partner', { related: 'order_id.partner_id', store: true }),
    currency_id: many2one('Currency', 'res.currency', {
      related: 'order_id.currency_id',
      store: true,
      ...NOT_STORED_IN_19,
    }),
    state: selection('Status', PURCHASE_STATES, {
      related: 'order_id.state',
      store: true,
      variants: {
        19: { store: false, selection: PURCHASE_STATES.filter(([key]) => key !== 'done') },
      },
    }),
    display_type: selection('Display Type', [
      ['line_section', 'Section'],
      ['line_note', 'Note'],
    ]),
  },
  access: PURCHASE_ACCESS,
  rules: purchaseRules('order_id.'),
};

function subtotal(line: RecordReader): number {
  const price = line.number('price_unit') * (1 - line.number('discount') / 100);
  return round(price * line.number('product_qty'));
}

function tax(line: RecordReader): number {
  const rate = line.many('taxes_id').reduce((sum, it) => sum + it.number('amount'), 0);
  return round((subtotal(line) * rate) / 100);
}
