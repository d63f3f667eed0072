import { type Env, modelOf } from '../engine/env.ts';
import { userError } from '../engine/errors.ts';
import { char, date, many2one, monetary, selection } from '../engine/fields.ts';
import type { JsonObject } from '../engine/json.ts';
import type { ModelDefinition, ModelMethod } from '../engine/model.ts';
import { readerOf } from '../engine/records.ts';
import { readable } from '../engine/rules.ts';
import { writeRecords } from '../engine/write.ts';
import { BILLING } from './account-setup.ts';
import { nextInSequence } from './sequence.ts';

const STATES_17 = [
  ['draft', 'Draft'],
  ['posted', 'Posted'],
  ['cancel', 'Cancelled'],
] as const;

/** Payments from customers and to vendors. */
export const PAYMENT: ModelDefinition = {
  name: 'account.payment',
  description: 'Payments',
  order: 'date desc, name desc',
  displayName: (payment) => payment.text('name') || 'Draft Payment',
  fields: {
    name: char('Number', { readonly: true, copy: false, variants: { 17: { readonly: false } } }),
    date: date('Date', { required: true, default: ({ today }) => today }),
    amount: monetary('Amount'),
    payment_type: selection(
      'Payment Type',
      [
        ['outbound', 'Send'],
        ['inbound', 'Receive'],
      ],
      { required: true, default: 'inbound' },
    ),
    partner_type: selection(
      'Partner Type',
      [
        ['customer', 'Customer'],
        ['supplier', 'Vendor'],
      ],
      { required: true, default: 'customer' },
    ),
    partner_id: many2one('Customer/Vendor', 'res.partner'),
    journal_id: many2one('Journal', 'account.journal', {
      required: true,
      store: true,
      editable: true,
      compute: (payment) =>
        payment.all('account.journal', (it) => it.text('type') === 'bank')[0]?.id ?? false,
    }),
    company_id: many2one('Company', 'res.company', {
      required: true,
      default: ({ companyId }) => companyId,
      variants: { 17: { required: false } },
    }),
    currency_id: many2one('Currency', 'res.currency', {
      store: true,
      editable: true,
      compute: (payment) => payment.one('company_id')?.number('currency_id') || false,
    }),
    state: selection(
      'State',
      [
        ['draft', 'Draft'],
        ['in_process', 'In Process'],
        ['paid', 'Paid'],
        ['canceled', 'Canceled'],
        ['rejected', 'Rejected'],
      ],
      {
        required: true,
        default: 'draft',
        copy: false,
        variants: { 17: { readonly: true, selection: STATES_17 } },
      },
    ),
    memo: char('Memo', { since: 18 }),
    ref: char('Reference', { until: 17 }),
    payment_reference: char('Payment Reference', { copy: false }),
  },
  access: { [BILLING]: 'rwcu', 'account.group_account_readonly': 'r' },
  rules: [
    {
      name: 'Account payment company rule',
      domain: (env) => [['company_id', 'in', [...env.actor.companyIds]]],
    },
  ],
  thread: { created: 'Payments created', post: 'write' },
  methods: {
    action_post: each((env, id, state) => {
      if (env.db.version === 17 && state !== 'draft') {
        const name = readerOf(env, 'account.payment', id).text('name');
        throw userError(`The entry ${name} (id ${id}) must be in draft.`);
      }
      const name = readerOf(env, 'account.payment', id).text('name') || number(env, id);
      return { state: env.db.version === 17 ? 'posted' : 'in_process', name };
    }),
    action_validate: { since: 18, ...each(() => ({ state: 'paid' })) },
    action_draft: each((env, _id, state) => {
      if (env.db.version === 17 && state === 'draft') {
        throw userError('Only posted/cancelled journal entries can be reset to draft.');
      }
      return { state: 'draft' };
    }),
    action_cancel: each((env) => ({ state: env.db.version === 17 ? 'cancel' : 'canceled' })),
  },
};

/** A method that answers nothing and changes each payment. */
function each(change: (env: Env, id: number, state: string) => JsonObject): ModelMethod {
  return {
    run: (env, ids) => {
      for (const payment of readable(env, 'account.payment', ids)) {
        const values = change(env, payment.id, payment.text('state'));
        writeRecords(env, modelOf(env, 'account.payment'), [payment.id], values);
      }
      return null;
    },
  };
}

function number(env: Env, id: number): string {
  const payment = readerOf(env, 'account.payment', id);
  const code = payment.one('journal_id')?.text('code') ?? '';
  return nextInSequence(env, 'account.payment', `P${code}/${payment.text('date').slice(0, 4)}/`, 5);
}
