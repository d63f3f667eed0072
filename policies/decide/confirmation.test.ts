import { describe, expect, test } from 'vitest';
import type { Json } from '../json.ts';
import { parseMethodName } from '../names.ts';
import type { Operation } from '../operation.ts';
import { ask, create, write } from './asking.fixture.ts';
import { ADMIN, id, model, policyOf, SALES, subject } from './demo-policy.fixture.ts';

const lead = model('crm.lead');
const policy = (...confirm: readonly object[]) =>
  policyOf({
    access: {
      stock_models: { full_crud: ['crm.lead', 'sale.order', 'sale.order.line'] },
      allowed_methods: { 'crm.lead': ['action_set_won', 'toggle_active'] },
    },
    rbac: { confirm },
  });
const unlink = (...ids: readonly number[]): Operation => ({
  kind: 'unlink',
  model: lead,
  ids: ids.map(id),
  dryRun: false,
});
const call = (name: string, dryRun = false): Operation => {
  const method = parseMethodName(name);
  if (method === undefined) throw new Error(`${name} is no method`);
  return { kind: 'call', model: lead, method, ids: [id(1)], args: [], kwargs: {}, dryRun };
};

describe('a confirm rule', () => {
  test.each<readonly [object, Operation, boolean]>([
    [{ operations: ['unlink'] }, unlink(1), true],
    [{ operations: ['unlink'] }, write('crm.lead', { name: 'x' }), false],
    [{ models: ['crm.*'] }, write('crm.lead', { name: 'x' }), true],
    [{ models: ['sale.order'] }, unlink(1), false],
    [{ methods: ['action_set_won'] }, call('action_set_won'), true],
    [{ methods: ['action_set_won'] }, call('toggle_active'), false],
    [{ methods: ['action_set_won'] }, call('action_set_won', true), false],
    [{ min_records: 2 }, unlink(1, 2), true],
    [{ min_records: 2 }, unlink(1), false],
    [{ min_records: 2 }, create('crm.lead', { name: 'x' }, { name: 'y' }), true],
    [{ operations: ['unlink'], models: ['sale.order'] }, unlink(1), false],
    [{ models: ['crm.lead'] }, { kind: 'search_count', model: lead }, false],
  ])('%j for %j: %s', (rule, operation, asks) => {
    const decision = ask(operation, SALES, policy(rule));
    expect(decision.effect).toBe(asks ? 'confirm' : 'allow');
    if (asks) expect(decision).toMatchObject({ confirmRule: 'rbac.yaml:confirm[0]' });
  });

  test.each<readonly [object, Json]>([
    [{ operations: ['unlink'], models: ['sale.order.line'] }, [[2, 5]]],
    [{ operations: ['unlink'] }, [[5]]],
    [{ operations: ['unlink'], min_records: 50 }, [[6, 0, []]]],
    [{ operations: ['create'], models: ['sale.order.line'] }, [[0, 0, { name: 'x' }]]],
    [
      { operations: ['unlink'], min_records: 3 },
      [
        [2, 5],
        [2, 6],
        [2, 7],
      ],
    ],
  ])('%j counts what commands do to other records: %j', (rule, order_line) => {
    expect(ask(write('sale.order', { order_line }), SALES, policy(rule)).effect).toBe('confirm');
  });

  test('counts an inherited method as what it performs', () => {
    const rule = policy({ operations: ['unlink'] });
    expect(ask(call('unlink'), SALES, rule).effect).toBe('confirm');
    expect(ask(call('unlink', true), SALES, rule).effect).toBe('allow');
    expect(ask(call('unlink'), SALES, policy({ methods: ['unlink'] })).effect).toBe('confirm');
    expect(ask(call('action_set_won'), SALES, policy({ operations: ['call'] })).effect).toBe(
      'confirm',
    );
    expect(ask(call('action_set_won'), SALES, policy({ operations: ['write'] })).effect).toBe(
      'allow',
    );
  });

  test('counts changes of one kind together, and of different kinds apart', () => {
    const order_line = [
      [0, 0, { name: 'x' }],
      [1, 5, { name: 'y' }],
      [2, 6],
    ];
    const three = policy({ min_records: 3 });
    expect(ask(write('sale.order', { order_line }), SALES, three).effect).toBe('allow');
    const again = [...order_line, [2, 7], [2, 8]];
    expect(ask(write('sale.order', { order_line: again }), SALES, three).effect).toBe('confirm');
    const orders = create('sale.order', {}, {}, {});
    const creates = policy({ operations: ['create'], min_records: 3 });
    expect(ask(orders, SALES, creates).effect).toBe('confirm');
  });

  test('asks about a message as about any change', () => {
    const body = { kind: 'post_message', model: lead, ids: [id(1)], body: 'x' } as const;
    const messages = policyOf({
      access: {
        group_access: { sales: { 'sale.order': { operations: ['read', 'post_message'] } } },
      },
      rbac: { confirm: [{ models: ['sale.order'] }] },
    });
    const posted = { ...body, model: model('sale.order'), dryRun: false };
    expect(ask(posted, SALES, messages).effect).toBe('confirm');
    expect(ask({ ...posted, dryRun: true }, SALES, messages).effect).toBe('allow');
  });

  test('holds for administrators, and asks nobody about what is refused', () => {
    const rule = policy({ operations: ['unlink'] });
    expect(ask(unlink(1), ADMIN, rule).effect).toBe('confirm');
    const portal = subject(['base.group_portal']);
    expect(ask(unlink(1), portal, rule).effect).toBe('deny');
  });
});
