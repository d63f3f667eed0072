import { describe, expect, test } from 'vitest';
import type { Json } from '../../json.ts';
import type { Operation } from '../../operation.ts';
import { ask, asked, create, denied, NONE_FIT, sentValues, write } from '../asking.fixture.ts';
import { model } from '../demo-policy.fixture.ts';
import { ANN, LINES, mine, OWN_LINES, OWN_ORDERS, policy } from './own-orders.fixture.ts';

describe('creates and writes under record rules', () => {
  test('what a rule says a field equals is filled in', () => {
    expect(sentValues(ask(create('sale.order', { note: 'x' }), ANN, OWN_ORDERS))).toEqual([
      { note: 'x', user_id: 5 },
    ]);
  });

  test.each([
    [{ user_id: 6 }, /out of reach/],
    [{ user_id: false }, /out of reach/],
  ])('values outside the rule are refused: %j', (values, reason) => {
    expect(denied(ask(create('sale.order', values), ANN, OWN_ORDERS)).reason).toMatch(reason);
    expect(denied(ask(write('sale.order', values), ANN, OWN_ORDERS)).reason).toMatch(reason);
  });

  test('what cannot be told from the values is refused, with what to give', () => {
    const either = policy({
      'sale.order': [
        { domain: ['|', ['user_id', '=', '$uid'], ['partner_id', '=', '$partner_id']] },
      ],
    });
    expect(denied(ask(create('sale.order', { note: 'x' }), ANN, either)).allowed).toBe(
      'Give a value for user_id, partner_id.',
    );
    expect(ask(create('sale.order', { partner_id: 9 }), ANN, either).effect).toBe('allow');
  });

  test('what is left of a rule after a write is asked for', () => {
    const either = policy({
      'sale.order': [
        { domain: ['|', ['user_id', '=', '$uid'], ['partner_id', '=', '$partner_id']] },
      ],
    });
    expect(asked(write('sale.order', { user_id: 6 }, [7]), ANN, either)).toEqual([
      { model: 'sale.order', ids: [7], domain: ['|', mine, ['partner_id', '=', 9]] },
      { model: 'sale.order', ids: [7], domain: [['partner_id', '=', 9]] },
    ]);
  });

  test('a record may not be made to point at one out of reach', () => {
    const point = create('sale.order.line', { order_id: 7 });
    expect(asked(point, ANN, OWN_ORDERS)).toEqual([
      { model: 'sale.order', ids: [7], domain: [mine] },
    ]);
    expect(ask(point, ANN, OWN_ORDERS, NONE_FIT).effect).toBe('deny');
  });

  test('a path of a rule is asked of the record that is pointed at', () => {
    expect(asked(create('sale.order.line', { order_id: 7 }), ANN, OWN_LINES)).toEqual([
      { model: 'sale.order', ids: [7], domain: [mine] },
    ]);
    expect(denied(ask(create('sale.order.line', { name: 'x' }), ANN, OWN_LINES)).allowed).toBe(
      'Give a value for order_id.',
    );
  });

  test('a new line is within the rules by the order it is in', () => {
    const line: Json = [[0, 0, { name: 'x' }]];
    expect(sentValues(ask(create('sale.order', { order_line: line }), ANN, OWN_LINES))).toEqual([
      { user_id: 5, order_line: line },
    ]);
    expect(asked(write('sale.order', { order_line: line }, [7]), ANN, OWN_LINES)).toEqual([
      { model: 'sale.order', ids: [7], domain: [mine] },
    ]);
    const given = write('sale.order', { user_id: 6, order_line: line }, [7]);
    expect(ask(given, ANN, OWN_LINES).effect).toBe('deny');
  });

  test.each<readonly [Json, readonly object[]]>([
    [[[1, 3, { name: 'x' }]], [{ ids: [3], domain: [['order_id', 'in', [7]]] }]],
    [[[2, 3]], []],
    [[[4, 3]], []],
  ])('lines named by id are within their own rule: %j', (order_line, more) => {
    const questions = asked(write('sale.order', { order_line }, [7]), ANN, OWN_LINES);
    const own = { model: 'sale.order.line', ids: [3], domain: [['order_id.user_id', '=', 5]] };
    expect(questions).toContainEqual(own);
    for (const question of more)
      expect(questions).toContainEqual(expect.objectContaining(question));
    expect(ask(write('sale.order', { order_line }, [7]), ANN, OWN_LINES, NONE_FIT).effect).toBe(
      'deny',
    );
  });

  test('a list of lines is not emptied where rules say which are in reach', () => {
    for (const order_line of [[[5]], [[6, 0, []]], [[6, 0, [3]]]]) {
      expect(denied(ask(write('sale.order', { order_line }), ANN, OWN_LINES)).rule).toMatch(
        'rbac.yaml:record_rules.sale.order.line[0]',
      );
    }
  });

  test('a list of linked records is not replaced as a whole: it may hold some out of reach', () => {
    const tags = policy({ 'crm.tag': [{ domain: [['color', '=', 1]], operations: ['read'] }] });
    for (const tag_ids of [[[5]], [[6, 0, [3]]], [3], [[6, 0, []]]]) {
      const refused = denied(ask(write('sale.order', { tag_ids }), ANN, tags));
      expect(refused.rule).toBe('rbac.yaml:record_rules.crm.tag[0]');
      expect(refused.allowed).toContain('[[4, id]]');
      expect(ask(create('sale.order', { tag_ids }), ANN, tags).effect).toBe('allow');
      expect(ask(write('sale.order', { tag_ids }), ANN, policy({})).effect).toBe('allow');
    }
    expect(ask(write('sale.order', { tag_ids: [[4, 3]] }), ANN, tags).effect).toBe('allow');
    expect(ask(write('sale.order', { tag_ids: [[4, 3]] }), ANN, tags, NONE_FIT).effect).toBe(
      'deny',
    );
    const lines = policy({ 'sale.order.line': [{ domain: LINES, operations: ['read'] }] });
    const emptied = write('sale.order', { order_line: [[6, 0, [3]]] });
    expect(denied(ask(emptied, ANN, lines)).rule).toMatch('rbac.yaml:record_rules.sale.order.line');
  });

  test('a form is computed from records within reach only', () => {
    const onchange: Operation = {
      kind: 'onchange',
      model: model('sale.order.line'),
      values: { order_id: 7 },
      changed: ['order_id'],
      fields: ['name'],
    };
    expect(asked(onchange, ANN, OWN_ORDERS)).toEqual([
      { model: 'sale.order', ids: [7], domain: [mine] },
    ]);
  });

  test('a no that stands for "nobody could be asked" is never turned into a yes', () => {
    const foreign = policy({
      'sale.order.line': [{ domain: ['!', ['order_id.user_id', '=', 6]] }],
    });
    expect(ask(create('sale.order.line', { order_id: 7 }), ANN, foreign, NONE_FIT).effect).toBe(
      'deny',
    );
  });
});
