import { PRODUCT_COUNT } from './products.ts';
import { day, pick, type Seed } from './seed.ts';

const ACCOUNTS = [
  ['101401', 'Bank', 'asset_cash'],
  ['121000', 'Account Receivable', 'asset_receivable'],
  ['211000', 'Account Payable', 'liability_payable'],
  ['400000', 'Product Sales', 'income'],
  ['600000', 'Expenses', 'expense'],
] as const;

const JOURNALS = [
  ['Customer Invoices', 'INV', 'sale'],
  ['Vendor Bills', 'BILL', 'purchase'],
  ['Miscellaneous Operations', 'MISC', 'general'],
  ['Bank', 'BNK1', 'bank'],
  ['Cash', 'CSH1', 'cash'],
] as const;

/** Accounts and journals of both companies, payment terms, invoices, bills and payments. */
export function seedAccount(seed: Seed): void {
  const companies = [seed.ref('base.main_company'), seed.ref('base.company_brussels')];
  for (const [code, name, account_type] of ACCOUNTS) {
    seed.add('account.account', {
      code,
      name,
      account_type,
      company_id: companies[0] ?? 1,
      company_ids: companies,
      reconcile: account_type === 'asset_receivable' || account_type === 'liability_payable',
    });
  }
  for (const company_id of companies) {
    for (const [at, [name, code, type]] of JOURNALS.entries()) {
      seed.add('account.journal', { name, code, type, company_id, sequence: at + 1 });
    }
  }
  for (const [at, name] of ['Immediate Payment', '15 Days', '30 Days'].entries()) {
    const note = `<p>Payment terms: ${name}</p>`;
    seed.add('account.payment.term', { name, note, sequence: at + 1 });
  }
  for (let at = 0; at < 6; at += 1) {
    const property_payment_term_id = (at % 3) + 1;
    seed.set('res.partner', seed.ref(`base.res_partner_${at + 1}`), { property_payment_term_id });
  }
  for (let at = 0; at < 14; at += 1) seedInvoice(seed, at);
  for (let at = 0; at < 4; at += 1) {
    const paid = at % 2 === 0;
    seed.add('account.payment', {
      name: paid ? `PBNK1/2026/${String(at + 1).padStart(5, '0')}` : false,
      partner_id: seed.ref(`base.res_partner_${at + 1}`),
      amount: 100 * (at + 1),
      date: day(90 + at),
      state: paid ? (seed.version === 17 ? 'posted' : 'paid') : 'draft',
      company_id: seed.ref('base.main_company'),
      memo: `Payment ${at + 1}`,
      ref: `Payment ${at + 1}`,
    });
  }
}

function seedInvoice(seed: Seed, at: number): void {
  const bought = at % 4 === 3;
  const state = pick(['posted', 'draft', 'posted', 'posted', 'cancel'] as const, at);
  const prefix = bought ? 'BILL' : 'INV';
  const name =
    state === 'posted'
      ? `${prefix}/2026/${String(at + 1).padStart(5, '0')}`
      : seed.version === 17
        ? '/'
        : false;
  const move = seed.add(
    'account.move',
    {
      name,
      move_type: bought ? 'in_invoice' : 'out_invoice',
      state,
      partner_id: seed.ref(`base.res_partner_${(at % 12) + 1}`),
      date: day(60 + at * 5),
      invoice_date: state === 'draft' ? false : day(60 + at * 5),
      invoice_user_id: seed.ref(
        pick(['base.user_sales', 'base.user_demo', 'base.user_admin'] as const, at),
      ),
      company_id: seed.ref(at === 12 ? 'base.company_brussels' : 'base.main_company'),
      payment_state: state === 'posted' && at % 3 === 0 ? 'paid' : 'not_paid',
      payment_reference: state === 'posted' && !bought ? name : false,
      ref: bought ? `V-${800 + at}` : false,
      access_token: `demo-invoice-token-${at + 1}`,
    },
    `account.sample_move_${at + 1}`,
  );
  for (let line = 0; line <= at % 2; line += 1) {
    seed.add('account.move.line', {
      move_id: move,
      product_id: seed.ref(`product.product_${((at * 3 + line) % PRODUCT_COUNT) + 1}`),
      quantity: 1 + ((at + line) % 4),
      sequence: 10 + line,
    });
  }
}
