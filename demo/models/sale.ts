import { type Env, modelOf, nowText } from '../engine/env.ts';
import { userError } from '../engine/errors.ts';
import {
  boolean,
  char,
  date,
  datetime,
  float,
  html,
  integer,
  many2many,
  many2one,
  monetary,
  one2many,
  selection,
  text,
} from '../engine/fields.ts';
import type { Json, JsonObject } from '../engine/json.ts';
import type { ModelDefinition, RecordRule } from '../engine/model.ts';
import { type RecordReader, readerOf } from '../engine/records.ts';
import { writeRecords } from '../engine/write.ts';
import { CHATTER_FIELDS, chatterMethods } from './chatter.ts';

const STATES = [
  ['draft', 'Quotation'],
  ['sent', 'Quotation Sent'],
  ['sale', 'Sales Order'],
  ['cancel', 'Cancelled'],
] as const;
const INVOICE_STATUSES = [
  ['upselling', 'Upselling Opportunity'],
  ['invoiced', 'Fully Invoiced'],
  ['to invoice', 'To Invoice'],
  ['no', 'Nothing to Invoice'],
] as const;
const ACCESS = {
  'base.group_portal': 'r',
  'sales_team.group_sale_salesman': 'rwc',
  'sales_team.group_sale_manager': 'rwcu',
  'account.group_account_invoice': 'rw',
};

/** Own documents for salespeople, the customer's for portal users; `path` leads to the order. */
const orderRules = (path: '' | 'order_id.'): readonly RecordRule[] => [
  {
    name: 'Sales Order multi-company',
    domain: (env) => [['company_id', 'in', [...env.actor.companyIds]]],
  },
  {
    name: 'Personal Orders',
    groups: ['sales_team.group_sale_salesman'],
    domain: (env) => [
      '|',
      [path === '' ? 'user_id' : 'salesman_id', '=', env.actor.id],
      [path === '' ? 'user_id' : 'salesman_id', '=', false],
    ],
  },
  {
    name: 'All Orders',
    groups: ['sales_team.group_sale_salesman_all_leads', 'account.group_account_invoice'],
    domain: () => [[1, '=', 1]],
  },
  {
    name: 'Portal Personal Quotations/Sales Orders',
    groups: ['base.group_portal'],
    domain: (env) => [[`${path}partner_id`, 'child_of', commercialPartner(env)]],
  },
];

/** Quotations, orders and their lines. */
export const SALE_MODELS: readonly ModelDefinition[] = [
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
      state: selection('Status', STATES, { readonly: true, default: 'draft', copy: false }),
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
      tag_ids: many2many('Tags', 'crm.tag'),
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
      ...CHATTER_FIELDS,
    },
    access: ACCESS,
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
    methods: {
      ...chatterMethods('sale.order'),
      action_confirm: {
        run: (env, ids) => {
          for (const order of ordersOf(env, ids)) {
            if (!['draft', 'sent'].includes(order.text('state'))) {
              throw userError('Some orders are not in a state requiring confirmation.');
            }
          }
          return transition(env, ids, { state: 'sale', date_order: nowText(env) });
        },
      },
      action_cancel: {
        run: (env, ids) => {
          if (ordersOf(env, ids).some((order) => order.flag('locked'))) {
            throw userError('You cannot cancel a locked order. Please unlock it first.');
          }
          return transition(env, ids, { state: 'cancel' });
        },
      },
      action_draft: {
        run: (env, ids) => {
          const back = ordersOf(env, ids).filter((order) =>
            ['cancel', 'sent'].includes(order.text('state')),
          );
          return transition(
            env,
            back.map((order) => order.id),
            { state: 'draft' },
          );
        },
      },
      action_lock: { run: (env, ids) => transition(env, ids, { locked: true }, null) },
      action_unlock: { run: (env, ids) => transition(env, ids, { locked: false }, null) },
    },
  },
  {
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
      tax_id: many2many('Taxes', 'account.tax', { as19: 'tax_ids', default: [1] }),
      price_subtotal: monetary('Subtotal', { store: true, readonly: true, compute: subtotal }),
      price_tax: float('Total Tax', { store: true, readonly: true, compute: tax }),
      price_total: monetary('Total', {
        store: true,
        readonly: true,
        compute: (line) => round(subtotal(line) + tax(line)),
      }),
      qty_delivered: float('Delivery Quantity'),
      qty_invoiced: float('Invoiced Quantity'),
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
      state: selection('Order Status', STATES, { related: 'order_id.state', store: true }),
    },
    access: ACCESS,
    rules: orderRules('order_id.'),
    beforeUnlink: (line) => {
      if (line.text('state') === 'sale') {
        throw userError(
          "Once a sales order is confirmed, you can't remove one of its lines (we need to track if something gets invoiced or delivered).\n                Set the quantity to 0 instead.",
        );
      }
    },
  },
];

function ordersOf(env: Env, ids: readonly number[]): readonly RecordReader[] {
  return ids.map((id) => readerOf(env, 'sale.order', id));
}

function transition(
  env: Env,
  ids: readonly number[],
  values: JsonObject,
  result: Json = true,
): Json {
  writeRecords(env, modelOf(env, 'sale.order'), ids, values);
  return result;
}

function nextName(env: Env): string {
  const numbers = env.db.store.ids('sale.order').map((id) => {
    const name = env.db.store.get('sale.order', id)?.name;
    return typeof name === 'string' ? Number(/^S(\d+)$/.exec(name)?.[1] ?? 0) : 0;
  });
  return `S${String(Math.max(0, ...numbers) + 1).padStart(5, '0')}`;
}

function commercialPartner(env: Env): number {
  return readerOf(env, 'res.partner', env.actor.partnerId).number('commercial_partner_id');
}

const round = (amount: number): number => Math.round(amount * 100) / 100;

function subtotal(line: RecordReader): number {
  const price = line.number('price_unit') * (1 - line.number('discount') / 100);
  return round(price * line.number('product_uom_qty'));
}

function tax(line: RecordReader): number {
  const rate = line.many('tax_id').reduce((sum, it) => sum + it.number('amount'), 0);
  return round((subtotal(line) * rate) / 100);
}

function total(order: RecordReader, field: string): number {
  return round(order.many('order_line').reduce((sum, line) => sum + line.number(field), 0));
}
