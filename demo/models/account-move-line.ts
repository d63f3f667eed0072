import {
  char,
  date,
  float,
  integer,
  many2many,
  many2one,
  monetary,
  selection,
} from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';
import type { RecordReader } from '../engine/records.ts';
import { MOVE_ACCESS, MOVE_STATES, moveRules } from './account-access.ts';
import { round } from './sale-line.ts';

/** Lines of invoices and bills. */
export const INVOICE_LINE: ModelDefinition = {
  name: 'account.move.line',
  description: 'Journal Item',
  order: 'date desc, move_name desc, id',
  recNamesSearch: ['name', 'move_id.name', 'product_id.name'],
  displayName: (line) =>
    [line.one('move_id')?.displayName(), line.text('name')].filter(Boolean).join(' '),
  fields: {
    move_id: many2one('Journal Entry', 'account.move', {
      required: true,
      readonly: true,
      ondelete: 'cascade',
    }),
    move_name: char('Number', { related: 'move_id.name', store: true }),
    parent_state: selection('Status', MOVE_STATES, { related: 'move_id.state', store: true }),
    journal_id: many2one('Journal', 'account.journal', {
      related: 'move_id.journal_id',
      store: true,
    }),
    company_id: many2one('Company', 'res.company', { related: 'move_id.company_id', store: true }),
    company_currency_id: many2one('Company Currency', 'res.currency', {
      related: 'move_id.company_currency_id',
      store: true,
    }),
    currency_id: many2one('Currency', 'res.currency', {
      required: true,
      store: true,
      editable: true,
      compute: (line) => line.one('move_id')?.number('currency_id') || false,
    }),
    date: date('Date', { related: 'move_id.date', store: true }),
    sequence: integer('Sequence', { default: 10, aggregator: false }),
    name: char('Label', {
      store: true,
      editable: true,
      compute: (line) => line.one('product_id')?.displayName() ?? false,
    }),
    display_type: selection(
      'Display Type',
      [
        ['product', 'Product'],
        ['tax', 'Tax'],
        ['payment_term', 'Payment Term'],
        ['line_section', 'Section'],
        ['line_note', 'Note'],
      ],
      { required: true, default: 'product' },
    ),
    account_id: many2one('Account', 'account.account', {
      store: true,
      editable: true,
      compute: accountOf,
    }),
    partner_id: many2one('Partner', 'res.partner', {
      store: true,
      editable: true,
      compute: (line) => line.one('move_id')?.number('commercial_partner_id') || false,
    }),
    product_id: many2one('Product', 'product.product', { ondelete: 'restrict' }),
    product_uom_id: many2one('Unit of Measure', 'uom.uom', {
      store: true,
      editable: true,
      compute: (line) => line.one('product_id')?.number('uom_id') || false,
    }),
    quantity: float('Quantity', { default: 1 }),
    price_unit: float('Unit Price', {
      store: true,
      editable: true,
      compute: (line) => line.one('product_id')?.number('list_price') ?? 0,
    }),
    discount: float('Discount (%)'),
    tax_ids: many2many('Taxes', 'account.tax', { default: [1] }),
    price_subtotal: monetary('Subtotal', { store: true, readonly: true, compute: subtotal }),
    price_total: monetary('Total', {
      store: true,
      readonly: true,
      compute: (line) => round(subtotal(line) + tax(line)),
    }),
    balance: monetary('Balance', {
      currencyField: 'company_currency_id',
      store: true,
      editable: true,
      compute: (line) => (isSale(line) ? -subtotal(line) : subtotal(line)),
    }),
    debit: monetary('Debit', {
      currencyField: 'company_currency_id',
      store: true,
      editable: true,
      compute: (line) => Math.max(0, line.number('balance')),
    }),
    credit: monetary('Credit', {
      currencyField: 'company_currency_id',
      store: true,
      editable: true,
      compute: (line) => Math.max(0, -line.number('balance')),
    }),
  },
  access: MOVE_ACCESS,
  rules: moveRules('move_id.'),
};

function isSale(line: RecordReader): boolean {
  return line.one('move_id')?.text('move_type').startsWith('out_') ?? false;
}

function accountOf(line: RecordReader): number | false {
  const kind = isSale(line) ? 'income' : 'expense';
  return line.all('account.account', (it) => it.text('account_type') === kind)[0]?.id ?? false;
}

function subtotal(line: RecordReader): number {
  if (line.text('display_type') !== 'product') return 0;
  const price = line.number('price_unit') * (1 - line.number('discount') / 100);
  return round(price * line.number('quantity'));
}

function tax(line: RecordReader): number {
  const rate = line.many('tax_ids').reduce((sum, it) => sum + it.number('amount'), 0);
  return round((subtotal(line) * rate) / 100);
}
