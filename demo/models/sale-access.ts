import type { Env } from '../engine/env.ts';
import type { RecordRule } from '../engine/model.ts';
import { readerOf } from '../engine/records.ts';

/** States of an order, shown on its lines as well. */
export const SALE_STATES = [
  ['draft', 'Quotation'],
  ['sent', 'Quotation Sent'],
  ['sale', 'Sales Order'],
  ['cancel', 'Cancelled'],
] as const;

/** Rights on orders and lines. */
export const SALE_ACCESS = {
  'base.group_portal': 'r',
  'sales_team.group_sale_salesman': 'rwc',
  'sales_team.group_sale_manager': 'rwcu',
  'account.group_account_invoice': 'rw',
};

/** Own documents for salespeople, the customer's for portal users; `path` leads to the order. */
export const orderRules = (path: '' | 'order_id.'): readonly RecordRule[] => [
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

function commercialPartner(env: Env): number {
  return readerOf(env, 'res.partner', env.actor.partnerId).number('commercial_partner_id');
}
