import { userError } from '../engine/errors.ts';
import {
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
import { orderRules, SALE_ACCESS, SALE_STATES } from './sale-access.ts';

/** Order lines: quantities, prices, taxes. */
export const SALE_ORDER_LINE: ModelDefinition = {
  name: 'sale.order.line',
  description: 'Sales Order Line',
  order: 'order_id, sequence, id',
  recNamesSearch: ['name', 'order_id.name'],
  displayName: (line) =>
    `${line.one('order_id')?.text('name') ?? ''} - ${line.text('name').split('\n')[0]}`,
  fields: {
    order_id: many2one('Order Reference', 'sale.order', { required: true, ondelete: 'cascade' }),
    sequence: integer('Sequence', { default: 10, aggregator: false }),
    name: text('Description', {
      required: true,
      editable: true,
      store: true,
      compute: (line) => line.one('product_id')?.displayName() ?? false,
    }),
    display_type: selection('Display Type', [
      ['line_section', 'Section'],
      ['line_note', 'Note'],
    ]),
    product_id: many2one('Product', 'product.product', { ondelete: 'restrict' }),
    product_template_id: many2one('Product Template', 'product.template', {
      searchable: true,
      compute: (line) => line.one('product_id')?.number('product_tmpl_id') ?? false,
    }),
    product_uom_qty: float('Quantity', { required: true, default: 1 }),
    product_uom: many2one('Unit of Measure', 'uom.uom', {
      as19: 'product_uom_id',
      editable: true,
      store: true,
      compute: (line) => line.one('product_id')?.number('uom_id') ?? false,
    }),
    price_unit: float('Unit Price', {
      required: true,
      editable: true,
      store: true,
      aggregator: 'avg',
      compute: (line) => line.one('product_id')?.number('list_price') ?? 0,
    }),
    discount: float('Discount (%)'),
    tax_id: many2many('Taxes', 'account.tax', {
      as19: 'tax_ids',
      store: true,
      editable: true,
      compute: (line) => (line.one('product_id')?.many('taxes_id') ?? []).map(({ id }) => id),
    }),
    price_subtotal: monetary('Subtotal', { store: true, readonly: true, compute: subtotal }),
    price_tax: float('Total Tax', { store: true, readonly: true, compute: tax }),
    price_total: monetary('Total', {
      store: true,
      readonly: true,
      compute: (line) => round(subtotal(line) + tax(line)),
    }),
    qty_delivered: float('Delivery Quantity'),
    qty_invoiced: float('Invoiced Quantity', { readonly: true }),
    salesman_id: many2one('Salesperson', 'res.users', {
      related: 'order_id.user_id',
      store: true,
    }),
    order_partner_id: many2one('Customer', 'res.partner', {
      related: 'order_id.partner_id',
      store: true,
    }),
    company_id: many2one('Company', 'res.company', {
      related: 'order_id.company_id',
      store: true,
    }),
    currency_id: many2one('Currency', 'res.currency', {
      related: 'order_id.currency_id',
      store: true,
    }),
    state: selection('Order Status', SALE_STATES, { related: 'order_id.state', store: true }),
  },
  access: { ...SALE_ACCESS, 'sales_team.group_sale_salesman': 'rwcu' },
  rules: orderRules('order_id.'),
  beforeUnlink: (line) => {
    if (line.text('state') === 'sale') {
      throw userError(
        "Once a sales order is confirmed, you can't remove one of its lines (we need to track if something gets invoiced or delivered).\n                Set the quantity to 0 instead.",
      );
    }
  },
};

/** Amounts have two decimals. */
export const round = (amount: number): number => Math.round(amount * 100) / 100;

function subtotal(line: RecordReader): number {
  const price = line.number('price_unit') * (1 - line.number('discount') / 100);
  return round(price * line.number('product_uom_qty'));
}

function tax(line: RecordReader): number {
  const rate = line.many('tax_id').reduce((sum, it) => sum + it.number('amount'), 0);
  return round((subtotal(line) * rate) / 100);
}
