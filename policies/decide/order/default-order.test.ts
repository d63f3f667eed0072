import { describe, expect, test } from 'vitest';
import type { Policy } from '../../policy.ts';
import { allowed, ask, search, sent } from '../asking.fixture.ts';
import { model, policyOf, SALES } from '../demo-policy.fixture.ts';
import { defaultOrderOf } from './default-order.ts';

function hiding(field: string, of = 'sale.order'): Policy {
  return policyOf({
    access: {
      stock_models: { read_only: ['sale.order', 'sale.order.line', 'crm.lead'] },
      sensitive_fields: { [of]: [field] },
    },
  });
}
const orderOf = (name: string, policy: Policy, order?: string) =>
  sent(
    ask(search(name, { fields: ['id'], ...(order === undefined ? {} : { order }) }), SALES, policy),
  );

describe('a search that names no order', () => {
  test('comes in the order of ids where the model’s own would tell of a hidden field', () => {
    expect(orderOf('sale.order', hiding('date_order'))).toMatchObject({ order: 'id asc' });
    expect(orderOf('sale.order', hiding('state'))).not.toHaveProperty('order');
  });

  test('does so too where the own order is that of records a field points at', () => {
    expect(orderOf('sale.order.line', hiding('date_order'))).toMatchObject({ order: 'id asc' });
    expect(orderOf('sale.order.line', hiding('state'))).not.toHaveProperty('order');
  });

  test('and the order that is named is kept', () => {
    expect(orderOf('sale.order', hiding('date_order'), 'name')).toMatchObject({
      order: 'name asc',
    });
  });

  test('lists of related records lose an order that would tell of a hidden field', () => {
    const visible = (policy: Policy) => {
      const read = ask(search('crm.lead', { fields: ['order_ids'] }), SALES, policy);
      const { obligation } = allowed(read);
      return obligation.kind === 'records' ? [...obligation.visible] : [];
    };
    expect(visible(hiding('date_order'))).toContainEqual(['order_ids', 'unordered']);
    expect(visible(hiding('state'))).toContainEqual(['order_ids', 'value']);
  });
});

test.each([
  ['sale.order', ['date_order']],
  ['sale.order.line', ['order_id', 'sequence']],
  ['res.partner', ['complete_name']],
  ['account.move', ['date', 'name', 'invoice_date']],
  ['mail.message', []],
  ['x_custom', []],
])('the order of %s is by %j', (name, fields) => {
  expect(defaultOrderOf(model(name))).toEqual(fields);
});
