import { expect, test } from 'vitest';
import { warningsOf } from '../config-directory.fixture.ts';

const ACCESS =
  'stock_models: {read_only: [sale.order, sale.order.line, stock.picking, stock.move]}';
const ORDERS = 'sale.order: [{domain: [[user_id, "=", $uid]]}]';
const warned = (rules: string, access = ACCESS, restrictions = '{}') =>
  warningsOf({
    'rbac.yaml': `record_rules:\n  ${rules}\n`,
    'model_access.yaml': access,
    'restrictions.yaml': restrictions,
  });

test('a rule on a model whose lines have none is pointed out', () => {
  expect(warned(ORDERS)).toEqual([
    'config/rbac.yaml:2:3 record_rules narrow sale.order, and sale.order.line has no rule: what belongs to records out of reach is shown there. Write one for it too, such as [["order_id.user_id", "=", "$uid"]]',
  ]);
  const pickings = 'stock.picking: [{domain: [[user_id, "=", $uid]]}]';
  expect(warned(pickings)).toHaveLength(1);
  expect(warned(pickings)[0]).toContain('stock.move has no rule');
  const reading = 'sale.order: [{domain: [[user_id, "=", $uid]], operations: [read]}]';
  expect(warned(reading)).toHaveLength(1);
});

test.each([
  ['lines with a rule of their own', `${ORDERS}\n  sale.order.line: [{domain: [[id, ">", 5]]}]`],
  ['a rule about writing', 'sale.order: [{domain: [[user_id, "=", $uid]], operations: [write]}]'],
  ['no rules', 'sale.order: []'],
  ['a model without lines', 'crm.lead: [{domain: [[user_id, "=", $uid]]}]'],
])('%s is not', (_what, rules) => {
  expect(warned(rules)).toEqual([]);
});

test('lines that nobody may read are not', () => {
  const orders = 'stock_models: {read_only: [sale.order]}';
  expect(warned(ORDERS, orders)).toEqual([]);
  const blocked = warned(ORDERS, ACCESS, 'always_blocked: [sale.order.line]');
  expect(blocked.filter((warning) => warning.includes('record_rules'))).toEqual([]);
  const granted = `${orders}\ngroup_access: {base.group_user: {sale.order.*: {operations: [read]}}}`;
  expect(warned(ORDERS, granted)).toHaveLength(1);
});
