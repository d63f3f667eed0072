import type { Json } from '../../json.ts';
import type { SchemaView } from '../../model-schema.ts';
import { model, policyOf, schemaNamed, subject } from '../demo-policy.fixture.ts';

/** Who a rule's placeholders stand for. */
export const odoo = { database: 'd', login: 'ann', uid: 5, partnerId: 9, companyIds: [1, 2] };
export const ANN = subject(['staff'], { odoo });
export const OWN: Json = [['user_id', '=', '$uid']];
export const MODELS = ['crm.lead', 'crm.tag', 'sale.order', 'sale.order.line', 'res.partner'];

/** A policy under which all of these models are open, but for its record rules. */
export function policy(rules: Readonly<Record<string, readonly object[]>>) {
  return policyOf({
    access: {
      stock_models: { full_crud: MODELS, read_only: ['product.product', 'crm.stage'] },
      allowed_methods: { 'sale.order': ['action_confirm'] },
      group_access: {
        staff: {
          'sale.order': {
            operations: ['read_messages', 'post_message', 'read_attachments', 'print_report'],
          },
        },
      },
    },
    rbac: { record_rules: rules },
  });
}

/** Everybody reaches the orders of their own, and no others. */
export const OWN_ORDERS = policy({ 'sale.order': [{ domain: OWN }] });
export const LINES = [['order_id.user_id', '=', '$uid']];
export const OWN_LINES = policy({
  'sale.order': [{ domain: OWN }],
  'sale.order.line': [{ domain: LINES }],
});
export const order = model('sale.order');
export const RULE = 'rbac.yaml:record_rules.sale.order[0]';
export const mine: Json = ['user_id', '=', 5];

/** Only these models are known so far. */
export function knowing(...names: readonly string[]): SchemaView {
  return { get: (name) => (names.includes(name) ? schemaNamed(name) : undefined) };
}
