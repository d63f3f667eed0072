import type { Json } from '../engine/json.ts';
import type { RecordRule } from '../engine/model.ts';
import { BILLING } from './account-setup.ts';

/** States of a journal entry, shown on its lines as well. */
export const MOVE_STATES = [
  ['draft', 'Draft'],
  ['posted', 'Posted'],
  ['cancel', 'Cancelled'],
] as const;

/** Rights on entries and lines. */
export const MOVE_ACCESS = {
  [BILLING]: 'rwcu',
  'account.group_account_manager': 'r',
  'account.group_account_readonly': 'r',
  'purchase.group_purchase_user': 'rwcu',
  'sales_team.group_sale_salesman': 'r',
  'base.group_portal': 'r',
};

const SOLD: readonly Json[] = ['out_invoice', 'out_refund'];
const BOUGHT: readonly Json[] = ['in_invoice', 'in_refund', 'in_receipt'];

/** Who sees which entries; `path` leads from a line to its entry. */
export const moveRules = (path: '' | 'move_id.'): readonly RecordRule[] => [
  {
    name: 'Account Entry',
    domain: (env) => [['company_id', 'in', [...env.actor.companyIds]]],
  },
  { name: 'All Journal Entries', groups: [BILLING], domain: () => [[1, '=', 1]] },
  {
    name: 'Readonly Move',
    groups: ['account.group_account_readonly'],
    modes: ['read'],
    domain: () => [[1, '=', 1]],
  },
  {
    name: 'Portal Personal Account Invoices',
    groups: ['base.group_portal'],
    domain: (env) => [
      [`${path}state`, 'not in', ['cancel', 'draft']],
      [`${path}move_type`, 'in', [...SOLD, ...BOUGHT]],
      [`${path}partner_id`, 'child_of', env.actor.partnerId],
    ],
  },
  {
    name: 'Purchase User Account Move',
    groups: ['purchase.group_purchase_user'],
    domain: () => [[`${path}move_type`, 'in', BOUGHT]],
  },
  {
    name: 'Personal Invoices',
    groups: ['sales_team.group_sale_salesman'],
    domain: (env) => [
      [`${path}move_type`, 'in', SOLD],
      '|',
      [`${path}invoice_user_id`, '=', env.actor.id],
      [`${path}invoice_user_id`, '=', false],
    ],
  },
  {
    name: 'All Invoices',
    groups: ['sales_team.group_sale_salesman_all_leads'],
    domain: () => [[`${path}move_type`, 'in', SOLD]],
  },
];
