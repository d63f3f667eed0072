import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../json.ts';
import type { Policy } from '../../policy.ts';
import { ask, create, sentValues } from '../asking.fixture.ts';
import { ACCESS, ADMIN, HR, policyOf, SALES, subject } from '../demo-policy.fixture.ts';
import { command, passes, refusal } from './commands.fixture.ts';

describe('commands are operations on the comodel', () => {
  test('0 creates there, with values judged there', () => {
    passes('sale.order.order_line', [[0, 0, { product_id: 3, product_uom_qty: 2 }]]);
    expect(refusal('res.partner.user_ids', [[0, 0, { login: 'x', password: 'y' }]]).rule).toBe(
      'G1',
    );
    expect(refusal('sale.order.order_line', [[0, 0, { order_margin: 5 }]]).code).toBe(
      'field_not_writable',
    );
    expect(refusal('sale.order.tag_ids', [[0, 0, { name: 'x' }]]).rule).toBe(
      'restrictions.yaml:admin_write_only',
    );
    expect(refusal('res.partner.message_ids', [[0, 0, { body: 'x' }]]).effect).toBe('deny');
  });

  test('0 needs the create grant, 1 the write grant, each with its own fields', () => {
    const only = (operation: string) =>
      policyOf({
        access: {
          group_access: {
            sales: {
              'sale.order': { operations: ['read', 'write'] },
              'sale.order.line': {
                operations: [operation],
                fields: { write: ['name', 'order_id'] },
              },
            },
          },
        },
      });
    passes('sale.order.order_line', [[0, 0, { name: 'x' }]], undefined, only('create'));
    passes('sale.order.order_line', [[1, 5, { name: 'x' }]], undefined, only('write'));
    expect(
      refusal('sale.order.order_line', [[0, 0, { name: 'x' }]], SALES, only('write')).effect,
    ).toBe('deny');
    expect(
      refusal('sale.order.order_line', [[1, 5, { name: 'x' }]], SALES, only('create')).effect,
    ).toBe('deny');
    expect(
      refusal('sale.order.order_line', [[1, 5, { product_uom_qty: 1 }]], SALES, only('write'))
        .effect,
    ).toBe('deny');
  });

  test('1 writes fields by the rules of the comodel', () => {
    passes('sale.order.order_line', [[1, 5, { product_uom_qty: 2 }]]);
    expect(refusal('res.partner.user_ids', [[1, 6, { password: 'x' }]]).rule).toBe('G1');
    expect(refusal('hr.department.member_ids', [[1, 7, { ssnid: 'x' }]], SALES).effect).toBe(
      'deny',
    );
    expect(command('hr.department.member_ids', [[1, 7, { ssnid: 'x' }]], HR).effect).toBe('allow');
    expect(refusal('res.partner.child_ids', [[1, 7, { active: false }]]).rule).toBe('G50');
  });

  test('2 deletes there', () => {
    passes('res.partner.lead_ids', [[2, 5]], [[2, 5, 0]]);
    expect(refusal('sale.order.order_line', [[2, 5]]).code).toBe('operation_not_allowed');
  });

  test('3 and 5 take records out: of a one2many that is a write and a delete of them', () => {
    passes(
      'res.partner.lead_ids',
      [[3, 5], [5]],
      [
        [3, 5, 0],
        [5, 0, 0],
      ],
    );
    expect(refusal('sale.order.order_line', [[3, 5, 0]]).effect).toBe('deny');
    expect(refusal('sale.order.order_line', [[5]]).effect).toBe('deny');
    passes('sale.order.tag_ids', [[5, 0, 0]]);
    expect(refusal('sale.order.tag_ids', [[3, 5]]).rule).toBe('restrictions.yaml:admin_write_only');
    expect(command('sale.order.tag_ids', [[3, 5]], ADMIN, unlisted()).effect).toBe('allow');
    expect(refusal('sale.order.invoice_ids', [[5]]).code).toBe('model_not_allowed');
  });

  test('4 and 6 link records that are readable', () => {
    passes(
      'sale.order.tag_ids',
      [
        [4, 1],
        [6, 0, [1, 2]],
      ],
      [
        [4, 1, 0],
        [6, 0, [1, 2]],
      ],
    );
    expect(refusal('sale.order.invoice_ids', [[4, 1]]).code).toBe('model_not_allowed');
    expect(refusal('sale.order.invoice_ids', [[6, 0, [1]]]).code).toBe('model_not_allowed');
    expect(refusal('sale.order.invoice_ids', [1]).code).toBe('model_not_allowed');
  });

  test('4 and 6 of a one2many take records from their parent: a write, and for 6 a delete too', () => {
    passes('res.partner.lead_ids', [
      [4, 1, 0],
      [6, 0, [2]],
    ]);
    passes('sale.order.order_line', [[4, 1, 0]]);
    expect(refusal('sale.order.order_line', [[6, 0, [1]]]).effect).toBe('deny');
    expect(refusal('res.partner.employee_ids', [[4, 1]]).effect).toBe('deny');
    expect(refusal('res.partner.user_ids', [[4, 6]]).rule).toBe('G1');
    expect(refusal('res.partner.user_ids', [[6, 0, [6]]]).rule).toBe('G1');
  });

  test('users may be put into a many2many, as into a many2one', () => {
    passes(
      'sale.order.follower_ids',
      [
        [4, 6],
        [6, 0, [6, 7]],
      ],
      [
        [4, 6, 0],
        [6, 0, [6, 7]],
      ],
    );
    expect(refusal('sale.order.follower_ids', [[0, 0, { login: 'x' }]]).rule).toBe('G1');
    const hidden = policyOf({ access: { ...ACCESS, hidden_labels: ['res.users'] } });
    expect(refusal('sale.order.follower_ids', [[4, 6]], SALES, hidden).effect).toBe('deny');
  });

  test('companies are linked within the subject’s own', () => {
    const policy = policyOf({
      access: { ...ACCESS, stock_models: { read_only: ['res.company'] } },
    });
    const own = subject(['sales'], {
      odoo: { database: 'd', login: 'l', uid: 5, companyIds: [1] },
    });
    expect(command('sale.order.company_ids', [[4, 1]], own, policy).effect).toBe('allow');
    expect(refusal('sale.order.company_ids', [[6, 0, [1, 2]]], own, policy).rule).toBe(
      'built-in:companies',
    );
  });

  test('a group needed for an operation is needed for its command', () => {
    const policy = policyOf({
      access: ACCESS,
      rbac: { operation_group_requirements: { unlink: 'boss' } },
    });
    expect(refusal('res.partner.lead_ids', [[2, 5]], SALES, policy).rule).toBe(
      'rbac.yaml:operation_group_requirements.unlink',
    );
  });

  test('the denial says which field and why', () => {
    expect(refusal('sale.order.order_line', [[2, 5]]).reason).toBe(
      'sale.order.order_line: unlink is not granted on sale.order.line.',
    );
  });
});

function unlisted(): Policy {
  return policyOf({
    access: { ...ACCESS, admin: { unlisted_models: 'allow' } },
    restrictions: { admin_write_only: ['crm.tag'] },
  });
}

describe('commands are read exactly', () => {
  test('a bare list of ids is a 6; an empty list is no command', () => {
    passes('sale.order.tag_ids', [1, 2], [[6, 0, [1, 2]]]);
    passes('sale.order.tag_ids', []);
  });

  test('the parts that mean nothing are written one way', () => {
    passes(
      'res.partner.lead_ids',
      [
        [0, false, { name: 'a' }],
        [0, 'virtual_1', { name: 'b' }],
      ],
      [
        [0, 0, { name: 'a' }],
        [0, 0, { name: 'b' }],
      ],
    );
    passes(
      'res.partner.lead_ids',
      [
        [4, 1, false],
        [5, null],
        [2, 3, 0],
      ],
      [
        [4, 1, 0],
        [5, 0, 0],
        [2, 3, 0],
      ],
    );
  });

  test.each<Json>([
    [[false, 0, { name: 'x' }]],
    [[true, 5, { name: 'x' }]],
    [['0', 0, { name: 'x' }]],
    [[0.5, 0, { name: 'x' }]],
    [[7, 1]],
    [[-1, 1]],
    [[null, 1]],
    [[]],
    [[0, 0]],
    [[0, 0, [{ name: 'x' }]]],
    [[0, 0, { name: 'x' }, 1]],
    [[0, 5, { name: 'x' }]],
    [[0, { a: 1 }, { name: 'x' }]],
    [[1, 5]],
    [[1, 0, { name: 'x' }]],
    [[1, '5', { name: 'x' }]],
    [[1, 5, 'x']],
    [[1, 5, { name: 'x' }, 1]],
    [[2]],
    [[2, true]],
    [[2, [5]]],
    [[2, 5, 1]],
    [[4]],
    [[4, 5, { name: 'x' }]],
    [[4, 5, 0, 0]],
    [[4, 5.5]],
    [[5, 1]],
    [[5, 0, 0, 0]],
    [[6]],
    [[6, 0]],
    [[6, 0, 5]],
    [[6, 0, [true]]],
    [[6, 0, [1, 1]]],
    [[6, 1, [1]]],
    [[6, 0, [1], 0]],
    [1, 1],
    [1, true],
    [1, '2'],
    [1, [4, 2]],
    [{ '0': 0 }],
    { name: 'x' },
    'x',
    5,
    false,
    null,
    true,
  ])('%j is refused', (commands) => {
    expect(refusal('res.partner.lead_ids', commands)).toMatchObject({ code: 'values_invalid' });
  });

  test('a thousand records are linked at most', () => {
    const ids = (length: number) => Array.from({ length }, (_, index) => index + 1);
    for (const linked of [(list: Json) => list, (list: Json) => [[6, 0, list]]]) {
      expect(command('sale.order.tag_ids', linked(ids(1_000))).effect).toBe('allow');
      expect(refusal('sale.order.tag_ids', linked(ids(1_001))).code).toBe('values_invalid');
    }
  });

  test('ids and commands are not mixed', () => {
    for (const mixed of [
      [1, [4, 2]],
      [[4, 2], 1],
    ])
      expect(refusal('sale.order.tag_ids', mixed).rule).toBe('built-in:commands');
  });

  test('commands nest twice, and count together on each record', () => {
    const child = (inner: Json): Json => [[0, 0, { name: 'x', child_ids: inner }]];
    expect(command('res.partner.child_ids', child([])).effect).toBe('allow');
    expect(command('res.partner.child_ids', child([[0, 0, { name: 'y' }]])).effect).toBe('allow');
    expect(refusal('res.partner.child_ids', child(child(child([])))).reason).toContain(
      'nest at most 2',
    );
    const many = (count: number): Json =>
      Array.from({ length: count }, () => [0, 0, { name: 'x' }]);
    expect(command('res.partner.child_ids', many(100)).effect).toBe('allow');
    expect(refusal('res.partner.child_ids', many(101)).code).toBe('values_invalid');
    expect(refusal('res.partner.child_ids', child(many(100))).code).toBe('values_invalid');
    expect(command('res.partner.child_ids', child(many(99))).effect).toBe('allow');
    const records = [many(100), many(101)].map((child_ids) => ({ name: 'x', child_ids }));
    expect(ask(create('res.partner', ...records.slice(0, 1))).effect).toBe('allow');
    expect(ask(create('res.partner', ...records))).toMatchObject({ code: 'values_invalid' });
  });

  test('a user made two levels deep is refused', () => {
    const user = [[0, 0, { login: 'x', password: 'y' }]];
    expect(refusal('res.partner.child_ids', [[0, 0, { name: 'c', user_ids: user }]]).rule).toBe(
      'G1',
    );
  });

  test('nothing but the exact codes gets through, in one form', () => {
    const part = fc.oneof(
      fc.integer({ min: -1, max: 8 }),
      fc.boolean(),
      fc.constantFrom<Json>(null, '0', 0.5, '', { name: 'x' }, [1], [], [1, 2]),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 4 }), (written) => {
        const decision = command('res.partner.lead_ids', [written]);
        if (decision.effect !== 'allow') return;
        const commands = sentValues(decision) as { lead_ids: Json[][] };
        const [sent] = commands.lead_ids;
        expect(sent).toHaveLength(3);
        expect([0, 1, 2, 3, 4, 5, 6]).toContain(sent?.[0]);
        expect(sent?.[0]).toBe(written[0]);
        expect(sentValues(command('res.partner.lead_ids', [sent ?? []]))).toEqual(commands);
      }),
      { numRuns: 2_000 },
    );
  });
});
