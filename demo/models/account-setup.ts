import {
  boolean,
  char,
  float,
  html,
  integer,
  many2many,
  many2one,
  selection,
} from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';

export const BILLING = 'account.group_account_invoice';
const READER = 'account.group_account_readonly';
const ADMIN = 'account.group_account_manager';

const JOURNAL_TYPES = [
  ['sale', 'Sales'],
  ['purchase', 'Purchase'],
  ['cash', 'Cash'],
  ['bank', 'Bank'],
  ['credit', 'Credit Card'],
  ['general', 'Miscellaneous'],
] as const;

/** Taxes. */
const TAX: ModelDefinition = {
  name: 'account.tax',
  description: 'Tax',
  order: 'sequence,id',
  fields: {
    name: char('Tax Name', { required: true, translate: true }),
    sequence: integer('Sequence', { required: true, default: 1, aggregator: false }),
    amount: float('Amount', { required: true, digits: [16, 4] }),
    amount_type: selection(
      'Tax Computation',
      [
        ['group', 'Group of Taxes'],
        ['fixed', 'Fixed'],
        ['percent', 'Percentage of Price'],
      ],
      { required: true, default: 'percent' },
    ),
    type_tax_use: selection(
      'Tax Type',
      [
        ['sale', 'Sales'],
        ['purchase', 'Purchases'],
        ['none', 'None'],
      ],
      { required: true, default: 'sale' },
    ),
    company_id: many2one('Company', 'res.company', { required: true, readonly: true, default: 1 }),
    active: boolean('Active', { default: true }),
  },
  access: {
    'base.group_user': 'r',
    'account.group_account_invoice': 'r',
    'base.group_system': 'rwcu',
  },
};

/** Taxes, accounts, journals and payment terms. */
export const ACCOUNT_SETUP_MODELS: readonly ModelDefinition[] = [
  TAX,
  {
    name: 'account.account',
    description: 'Account',
    order: 'code, id',
    recNamesSearch: ['name', 'code'],
    displayName: (account) =>
      account.version === 19
        ? account.text('name')
        : `${account.text('code')} ${account.text('name')}`,
    fields: {
      name: char('Account Name', { required: true, translate: true }),
      code: char('Code', { variants: { 17: { required: true }, 18: {}, 19: {} } }),
      account_type: selection(
        'Type',
        [
          ['asset_receivable', 'Receivable'],
          ['asset_cash', 'Bank and Cash'],
          ['asset_current', 'Current Assets'],
          ['liability_payable', 'Payable'],
          ['liability_current', 'Current Liabilities'],
          ['income', 'Income'],
          ['expense', 'Expenses'],
        ],
        { required: true, default: 'income' },
      ),
      reconcile: boolean('Allow Reconciliation'),
      deprecated: boolean('Deprecated', { until: 18 }),
      active: boolean('Active', { since: 19, default: true }),
      company_id: many2one('Company', 'res.company', {
        until: 17,
        required: true,
        default: ({ companyId }) => companyId,
      }),
      company_ids: many2many('Companies', 'res.company', {
        since: 18,
        required: true,
        default: ({ companyId }) => [companyId],
      }),
    },
    access: { [ADMIN]: 'rwcu', [BILLING]: 'r', [READER]: 'r', 'base.group_user': 'r' },
  },
  {
    name: 'account.journal',
    description: 'Journal',
    order: 'sequence, type, code',
    recNamesSearch: ['name', 'code'],
    fields: {
      name: char('Journal Name', { required: true, translate: true }),
      code: char('Short Code', { required: true, size: 5 }),
      active: boolean('Active', { default: true }),
      type: selection('Type', JOURNAL_TYPES, {
        required: true,
        variants: { 17: { selection: JOURNAL_TYPES.filter(([type]) => type !== 'credit') } },
      }),
      company_id: many2one('Company', 'res.company', {
        required: true,
        readonly: true,
        default: ({ companyId }) => companyId,
      }),
      currency_id: many2one('Currency', 'res.currency'),
      sequence: integer('Sequence', { default: 10, aggregator: false }),
      default_account_id: many2one('Default Account', 'account.account'),
    },
    access: {
      [ADMIN]: 'rwcu',
      [BILLING]: 'r',
      [READER]: 'r',
      'purchase.group_purchase_user': 'r',
      'sales_team.group_sale_salesman': 'r',
    },
    rules: [
      {
        name: 'Journal multi-company',
        domain: (env) => [['company_id', 'parent_of', [...env.actor.companyIds]]],
      },
    ],
  },
  {
    name: 'account.payment.term',
    description: 'Payment Terms',
    order: 'sequence, id',
    fields: {
      name: char('Payment Terms', { required: true, translate: true }),
      active: boolean('Active', { default: true }),
      note: html('Description on the Invoice', { translate: true }),
      company_id: many2one('Company', 'res.company'),
      sequence: integer('Sequence', { required: true, default: 10, aggregator: false }),
    },
    access: { 'base.group_user': 'r', 'base.group_portal': 'r', [ADMIN]: 'rwcu', [BILLING]: 'r' },
  },
];
