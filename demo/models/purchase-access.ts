import type { RecordRule } from '../engine/model.ts';

/** States of a purchase; since 19 a locked one is still a purchase. */
export const PURCHASE_STATES = [
  ['draft', 'RFQ'],
  ['sent', 'RFQ Sent'],
  ['to approve', 'To Approve'],
  ['purchase', 'Purchase Order'],
  ['done', 'Locked'],
  ['cancel', 'Cancelled'],
] as const;

/** Rights on purchases and lines. */
export const PURCHASE_ACCESS = {
  'purchase.group_purchase_manager': 'rwcu',
  'purchase.group_purchase_user': 'rwcu',
  'account.group_account_invoice': 'rw',
  'account.group_account_readonly': 'r',
  'base.group_portal': 'r',
  'stock.group_stock_user': 'r',
};

/** Who sees which purchases; `path` leads from a line to its order. */
export const purchaseRules = (path: '' | 'order_id.'): readonly RecordRule[] => [
  {
    name: 'Purchase Order multi-company',
    domain: (env) => [['company_id', 'in', [...env.actor.companyIds]]],
  },
  {
    name: 'Portal Purchase Orders',
    groups: ['base.group_portal'],
    domain: (env) => [[`${path}partner_id`, 'child_of', env.actor.partnerId]],
  },
  {
    name: 'Purchases: employees',
    groups: ['base.group_user'],
    domain: () => [[1, '=', 1]],
  },
];
