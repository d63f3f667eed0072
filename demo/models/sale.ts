import type { Env } from '../engine/env.ts';
import { userError } from '../engine/errors.ts';
import {
  boolean,
  char,
  date,
  datetime,
  html,
  many2many,
  many2one,
  monetary,
  one2many,
  selection,
} from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';
import type { RecordReader } from '../engine/records.ts';
import { orderRules, SALE_ACCESS, SALE_STATES } from './sale-access.ts';
import { ORDER_METHODS } from './sale-actions.ts';
import { round, SALE_ORDER_LINE } from './sale-line.ts';

const INVOICE_STATUSES = [
  ['upselling', 'Upselling Opportunity'],
  ['invoiced', 'Fully Invoiced'],
  ['to invoice', 'To Invoice'],
  ['no', 'Nothing to Invoice'],
] as const;

/** Quotations and orders. */
export const SALE_MODELS: readonly ModelDefinition[] = [
  SALE_ORDER_LINE,
  {
    name: 'sale.order',
    description: 'Sales Order',
    order: 'date_order desc, id desc',
    recNamesSearch: ['name', 'partner_id.name'],
    fields: {
      name: char('Order Reference', { required: true, default: 'New', copy: false }),
      company_id: many2one('Company', 'res.company', {
        required: true,
        default: ({ companyId }) => companyId,
      }),
      partner_id: many2one('Customer', 'res.partner', { required: true }),
      partner_invoice_id: many2one('Invoice Address', 'res.partner', {
        required: true,
        editable: true,
        store: true,
        compute: (order) => order.value('partner_id'),
      }),
      partner_shipping_id: many2one('Delivery Address', 'res.partner', {
        required: true,
        editable: true,
        store: true,
        compute: (order) => order.value('partner_id'),
      }),
      pricelist_id: many2one('Pricelist', 'product.pricelist', {
        store: true,
        editable: true,
        compute: (order) => order.one('partner_id')?.number('property_product_pricelist') || false,
      }),
      payment_term_id: many2one('Payment Terms', 'account.payment.term', {
        store: true,
        editable: true,
        compute: (order) => order.one('partner_id')?.number('property_payment_term_id') || false,
      }),
      state: selection('Status', SALE_STATES, { readonly: true, default: 'draft', copy: false }),
      locked: boolean('Locked', { copy: false }),
      client_order_ref: char('Customer Reference', { copy: false }),
      date_order: datetime('Order Date', {
        required: true,
        default: ({ now }) => now,
        copy: false,
      }),
      commitment_date: datetime('Delivery Date', { copy: false }),
      validity_date: date('Expiration'),
      origin: char('Source Document'),
      user_id: many2one('Salesperson', 'res.users', { default: ({ uid }) => uid }),
      team_id: many2one('Sales Team', 'crm.team'),
      opportunity_id: many2one('Opportunity', 'crm.lead'),
      order_line: one2many('Order Lines', 'sale.order.line', 'order_id'),
      tag_ids: many2many('Tags', 'crm.tag', {
        variants: { 19: { groups: 'sales_team.group_sale_salesman' } },
      }),
      currency_id: many2one('Currency', 'res.currency', {
        store: true,
        readonly: true,
        compute: (order) => order.one('company_id')?.number('currency_id') ?? false,
      }),
      amount_untaxed: monetary('Untaxed Amount', {
        store: true,
        readonly: true,
        compute: (order) => total(order, 'price_subtotal'),
      }),
      amount_tax: monetary('Taxes', {
        store: true,
        readonly: true,
        compute: (order) => total(order, 'price_tax'),
      }),
      amount_total: monetary('Total', {
        store: true,
        readonly: true,
        compute: (order) => total(order, 'price_total'),
      }),
      invoice_status: selection('Invoice Status', INVOICE_STATUSES, {
        store: true,
        readonly: true,
        editable: true,
        compute: (order) => (order.text('state') === 'sale' ? 'to invoice' : 'no'),
      }),
      note: html('Terms and conditions'),
      require_signature: boolean('Online signature', { default: true }),
      access_token: char('Security Token', { copy: false }),
      type_name: char('Type Name', {
        compute: (order) => (order.text('state') === 'sale' ? 'Sales Order' : 'Quotation'),
      }),
      reference: char('Payment Ref.', { copy: false }),
    },
    access: SALE_ACCESS,
    rules: orderRules(''),
    beforeWrite: (env, ids, values) =>
      ids.length === 0 && (values.name === 'New' || !values.name)
        ? { ...values, name: nextName(env) }
        : values,
    beforeUnlink: (order) => {
      if (!['draft', 'cancel'].includes(order.text('state'))) {
        throw userError(
          'You can not delete a sent quotation or a confirmed sales order. You must first cancel it.',
        );
      }
    },
    thread: { created: 'Sales Order created', post: 'write' },
    methods: ORDER_METHODS,
  },
];

function nextName(env: Env): string {
  const numbers = env.db.store.ids('sale.order').map((id) => {
    const name = env.db.store.get('sale.order', id)?.name;
    return typeof name === 'string' ? Number(/^S(\d+)$/.exec(name)?.[1] ?? 0) : 0;
  });
  return `S${String(Math.max(0, ...numbers) + 1).padStart(5, '0')}`;
}

function total(order: RecordReader, field: string): number {
  return round(order.many('order_line').reduce((sum, line) => sum + line.number(field), 0));
}
