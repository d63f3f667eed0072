import { userError } from '../engine/errors.ts';
import { char, date, html, many2one, monetary, one2many, selection } from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';
import type { RecordReader } from '../engine/records.ts';
import { MOVE_ACCESS, MOVE_STATES, moveRules } from './account-access.ts';
import { MOVE_METHODS } from './account-actions.ts';
import { round } from './sale-line.ts';

const LABELS: { readonly [type: string]: string } = {
  entry: 'Draft Entry',
  out_invoice: 'Draft Invoice',
  out_refund: 'Draft Credit Note',
  in_invoice: 'Draft Bill',
  in_refund: 'Draft Vendor Credit Note',
  out_receipt: 'Draft Sales Receipt',
  in_receipt: 'Draft Purchase Receipt',
};

const PAYMENT_STATES = [
  ['not_paid', 'Not Paid'],
  ['in_payment', 'In Payment'],
  ['paid', 'Paid'],
  ['partial', 'Partially Paid'],
  ['reversed', 'Reversed'],
  ['blocked', 'Blocked'],
  ['invoicing_legacy', 'Invoicing App Legacy'],
] as const;

/** Invoices, bills and other journal entries. */
export const INVOICE: ModelDefinition = {
  name: 'account.move',
  description: 'Journal Entry',
  order: 'date desc, name desc, invoice_date desc, id desc',
  recNamesSearch: ['name', 'partner_id.name', 'ref'],
  displayName: (move) => {
    if (move.text('state') !== 'draft') return move.text('name');
    const label = LABELS[move.text('move_type')] ?? '';
    const name = move.text('name');
    if (move.version === 17 && (name === '' || name === '/')) return `${label} (* ${move.id})`;
    return name ? `${label} ${name}` : label;
  },
  fields: {
    name: char('Number', { copy: false, variants: { 17: { default: '/' } } }),
    ref: char('Reference', { copy: false }),
    date: date('Date', { required: true, copy: false, default: ({ today }) => today }),
    invoice_date: date('Invoice/Bill Date', { copy: false }),
    invoice_date_due: date('Due Date', {
      store: true,
      editable: true,
      compute: (move) => move.text('invoice_date') || move.text('date') || false,
    }),
    state: selection('Status', MOVE_STATES, {
      required: true,
      readonly: true,
      default: 'draft',
      copy: false,
    }),
    move_type: selection(
      'Type',
      [
        ['entry', 'Journal Entry'],
        ['out_invoice', 'Customer Invoice'],
        ['out_refund', 'Customer Credit Note'],
        ['in_invoice', 'Vendor Bill'],
        ['in_refund', 'Vendor Credit Note'],
        ['out_receipt', 'Sales Receipt'],
        ['in_receipt', 'Purchase Receipt'],
      ],
      { required: true, readonly: true, default: 'entry' },
    ),
    journal_id: many2one('Journal', 'account.journal', {
      required: true,
      store: true,
      editable: true,
      compute: journalOf,
    }),
    company_id: many2one('Company', 'res.company', { default: ({ companyId }) => companyId }),
    currency_id: many2one('Currency', 'res.currency', {
      required: true,
      store: true,
      editable: true,
      compute: (move) => move.one('company_id')?.number('currency_id') || false,
    }),
    company_currency_id: many2one('Company Currency', 'res.currency', {
      related: 'company_id.currency_id',
    }),
    partner_id: many2one('Partner', 'res.partner', { ondelete: 'restrict' }),
    commercial_partner_id: many2one('Commercial Entity', 'res.partner', {
      store: true,
      readonly: true,
      compute: (move) => move.one('partner_id')?.number('commercial_partner_id') || false,
    }),
    invoice_user_id: many2one('Salesperson', 'res.users', {
      copy: false,
      default: ({ uid }) => uid,
    }),
    invoice_origin: char('Origin', { readonly: true }),
    payment_reference: char('Payment Reference', { copy: false }),
    invoice_payment_term_id: many2one('Payment Terms', 'account.payment.term'),
    invoice_line_ids: one2many('Invoice lines', 'account.move.line', 'move_id', {
      domain: [['display_type', 'in', ['product', 'line_section', 'line_note']]],
    }),
    line_ids: one2many('Journal Items', 'account.move.line', 'move_id'),
    amount_untaxed: monetary('Untaxed Amount', {
      store: true,
      readonly: true,
      compute: (move) => total(move, 'price_subtotal'),
    }),
    amount_tax: monetary('Tax', {
      store: true,
      readonly: true,
      compute: (move) => round(total(move, 'price_total') - total(move, 'price_subtotal')),
    }),
    amount_total: monetary('Total', {
      store: true,
      readonly: true,
      compute: (move) => total(move, 'price_total'),
    }),
    amount_residual: monetary('Amount Due', {
      store: true,
      readonly: true,
      compute: (move) => (move.text('payment_state') === 'paid' ? 0 : total(move, 'price_total')),
    }),
    payment_state: selection('Payment Status', PAYMENT_STATES, {
      readonly: true,
      default: 'not_paid',
      copy: false,
      variants: { 17: { selection: PAYMENT_STATES.filter(([key]) => key !== 'blocked') } },
    }),
    narration: html('Terms and Conditions'),
    access_token: char('Security Token', { copy: false }),
    partner_bank_id: many2one('Recipient Bank', 'res.partner.bank'),
  },
  access: MOVE_ACCESS,
  rules: moveRules(''),
  beforeUnlink: (move) => {
    if (move.text('state') === 'posted') {
      throw userError(
        "You can't delete a posted journal item. Don’t play games with your accounting records; reset the journal entry to draft before deleting it.",
      );
    }
  },
  beforeWrite: (env, ids, values) => {
    if (env.db.version === 17 || env.su) return values;
    const posted = ids.some((id) => env.db.store.get('account.move', id)?.state === 'posted');
    const fixed = ['partner_id', 'journal_id', 'company_id', 'date', 'invoice_date'].filter(
      (name) => name in values,
    );
    if (posted && fixed.length > 0) {
      throw userError(
        `You cannot modify the following readonly fields on a posted move: ${fixed.join(', ')}`,
      );
    }
    return values;
  },
  thread: { created: 'Journal Entry created', post: 'read' },
  methods: MOVE_METHODS,
};

function journalOf(move: RecordReader): number | false {
  const type = move.text('move_type');
  const kind = type.startsWith('out_') ? 'sale' : type.startsWith('in_') ? 'purchase' : 'general';
  const company = move.number('company_id');
  return (
    move.all(
      'account.journal',
      (it) => it.text('type') === kind && it.number('company_id') === company,
    )[0]?.id ?? false
  );
}

function total(move: RecordReader, field: string): number {
  const lines = move.many('line_ids').filter((line) => line.text('display_type') === 'product');
  return round(lines.reduce((sum, line) => sum + line.number(field), 0));
}
