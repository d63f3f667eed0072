import { userError } from '../engine/errors.ts';
import {
  boolean,
  char,
  datetime,
  html,
  many2one,
  monetary,
  one2many,
  selection,
} from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';
import type { RecordReader } from '../engine/records.ts';
import { PURCHASE_ACCESS, PURCHASE_STATES, purchaseRules } from './purchase-access.ts';
import { PURCHASE_METHODS } from './purchase-actions.ts';
import { PURCHASE_LINE } from './purchase-line.ts';
import { round } from './sale-line.ts';
import { nextInSequence } from './sequence.ts';

const ORDER: ModelDefinition = {
  name: 'purchase.order',
  description: 'Purchase Order',
  order: 'priority desc, id desc',
  recNamesSearch: ['name', 'partner_ref'],
  displayName: (order) => {
    const ref = order.text('partner_ref');
    return ref ? `${order.text('name')} (${ref})` : order.text('name');
  },
  fields: {
    name: char('Order Reference', { required: true, default: 'New', copy: false }),
    partner_id: many2one('Vendor', 'res.partner', { required: true }),
    partner_ref: char('Vendor Reference', { copy: false }),
    date_order: datetime('Order Deadline', { required: true, default: ({ now }) => now }),
    date_approve: datetime('Confirmation Date', { readonly: true, copy: false }),
    date_planned: datetime('Expected Arrival', {
      store: true,
      editable: true,
      compute: (order) => order.text('date_order') || false,
    }),
    state: selection('Status', PURCHASE_STATES, {
      readonly: true,
      default: 'draft',
      copy: false,
      variants: { 19: { selection: PURCHASE_STATES.filter(([key]) => key !== 'done') } },
    }),
    locked: boolean('Locked', { since: 19, copy: false }),
    priority: selection(
      'Priority',
      [
        ['0', 'Normal'],
        ['1', 'Urgent'],
      ],
      { default: '0' },
    ),
    order_line: one2many('Order Lines', 'purchase.order.line', 'order_id'),
    currency_id: many2one('Currency', 'res.currency', {
      required: true,
      store: true,
      editable: true,
      compute: (order) => order.one('company_id')?.number('currency_id') || false,
    }),
    company_id: many2one('Company', 'res.company', {
      required: true,
      default: ({ companyId }) => companyId,
    }),
    user_id: many2one('Buyer', 'res.users', { default: ({ uid }) => uid }),
    origin: char('Source Document', { copy: false }),
    notes: html('Terms and Conditions', { until: 18 }),
    note: html('Terms and Conditions', { since: 19 }),
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
    invoice_status: selection(
      'Billing Status',
      [
        ['no', 'Nothing to Bill'],
        ['to invoice', 'Waiting Bills'],
        ['invoiced', 'Fully Billed'],
      ],
      {
        store: true,
        readonly: true,
        editable: true,
        compute: (order) => {
          const open = order.version === 17 ? ['purchase'] : ['purchase', 'done'];
          return open.includes(order.text('state')) ? 'to invoice' : 'no';
        },
      },
    ),
  },
  access: PURCHASE_ACCESS,
  rules: purchaseRules(''),
  beforeWrite: (env, ids, values) =>
    ids.length === 0 && (!values.name || values.name === 'New')
      ? { ...values, name: nextInSequence(env, 'purchase.order', 'P', 5) }
      : values,
  beforeUnlink: (order) => {
    if (order.text('state') !== 'cancel') {
      throw userError('In order to delete a purchase order, you must cancel it first.');
    }
  },
  thread: { created: 'Purchase Order created', post: 'write' },
  methods: PURCHASE_METHODS,
};

/** Requests for quotation, orders to vendors and their lines. */
export const PURCHASE_MODELS: readonly ModelDefinition[] = [ORDER, PURCHASE_LINE];

function total(order: RecordReader, field: string): number {
  return round(order.many('order_line').reduce((sum, line) => sum + line.number(field), 0));
}
