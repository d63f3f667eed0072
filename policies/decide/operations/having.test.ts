import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../json.ts';
import type { ReadGroup } from '../../operation.ts';
import { ask, denied, sent } from '../asking.fixture.ts';
import { model } from '../demo-policy.fixture.ts';

const AGGREGATES = ['amount_total:sum', 'total:max(amount_total)', 'date_order:min', 'state:count'];
const grouped = (having: Json, aggregates: Json = AGGREGATES, name = 'sale.order') =>
  ask({ kind: 'read_group', model: model(name), groupby: ['state'], aggregates, having });
const sentHaving = (having: Json) => (sent(grouped(having)) as ReadGroup).having;

describe('groups are filtered by their figures', () => {
  test('as they were asked for, under their own keys', () => {
    const having = [
      ['amount_total:sum', '>=', 1000],
      ['total', '<', 5.5],
      ['state:count', '!=', 0],
      ['__count', '>', 2],
    ];
    expect(sentHaving(having)).toEqual([
      ['amount_total:sum', '>=', 1000],
      ['amount_total:max', '<', 5.5],
      ['state:count', '!=', 0],
      ['__count', '>', 2],
    ]);
  });

  test.each(['=', '!=', '<', '<=', '>', '>='])('compared by %s', (operator) => {
    expect(sentHaving([['__count', operator, 1]])).toEqual([['__count', operator, 1]]);
  });

  test('by up to eight conditions', () => {
    const eight = Array.from({ length: 8 }, () => ['__count', '>', 1]);
    expect(sentHaving(eight)).toEqual(eight);
  });

  test('which a refusal shows how to write, and what there is', () => {
    expect(denied(grouped('x')).allowed).toBe("For example [['amount_total:sum', '>', 1000]].");
    expect(denied(grouped([['amount_total:avg', '>', 1]])).allowed).toBe(
      'Figures: amount_total:sum, amount_total:max, state:count, __count.',
    );
  });

  test.each<[string, boolean]>([
    ['amount_total:sum', true],
    ['amount_total:avg', true],
    ['amount_total:min', true],
    ['amount_total:max', true],
    ['amount_total:count', true],
    ['amount_total:count_distinct', true],
    ['state:count', true],
    ['state:count_distinct', true],
    ['date_order:count', true],
    ['date_order:min', false],
    ['date_order:max', false],
    ['state:min', false],
    ['state:max', false],
    ['amount_total', false],
  ])('by %s, if that is a number: %s', (figure, number) => {
    for (const key of [figure, 'x']) {
      const [field, by] = figure.split(':');
      if (key === 'x' && by === undefined) continue;
      const asked = key === 'x' ? [`x:${by}(${field})`] : [figure];
      expect(grouped([[key, '>', 1]], asked).effect).toBe(number ? 'allow' : 'deny');
    }
  });

  test.each(['bool_and', 'bool_or'])('not by %s, which is no number', (by) => {
    const grouping = (having: Json) =>
      ask({
        ...{ kind: 'read_group', model: model('res.partner'), groupby: ['type'] },
        ...{ aggregates: [`is_company:${by}`], having },
      });
    expect(grouping([]).effect).toBe('allow');
    expect(denied(grouping([[`is_company:${by}`, '=', 1]])).rule).toBe('built-in:having');
  });

  test.each<Json>([null, []])('%j filters nothing', (having) => {
    expect(sent(grouped(having))).not.toHaveProperty('having');
  });

  test.each<[string, Json]>([
    ['a figure nobody asked for', [['amount_total:avg', '>', 1]]],
    ['a field without a function', [['amount_total', '>', 1]]],
    ['the field grouped by', [['state', '=', 1]]],
    ['a figure that is no number', [['date_order:min', '>', 1]]],
    ['a hidden figure', [['margin:sum', '>', 1]]],
    ['a path', [['partner_id.credit_limit:sum', '>', 1]]],
    ['a text', [['amount_total:sum', '=', '1']]],
    ['a list', [['amount_total:sum', 'in', [1]]]],
    ['a truth', [['amount_total:sum', '=', true]]],
    ['nothing to compare with', [['amount_total:sum', '=', null]]],
    ['another operator', [['amount_total:sum', '=?', 1]]],
    ['a connective', ['|', ['__count', '>', 1], ['__count', '<', 1]]],
    ['a bare condition', ['__count', '>', 1]],
    ['a long condition', [['__count', '>', 1, 2]]],
    ['a sub-domain', [['amount_total:sum', 'any', [['id', '=', 1]]]]],
    ['a text for it all', "[('__count', '>', 1)]"],
    ['an object', { __count: 1 }],
    ['too many conditions', Array.from({ length: 9 }, () => ['__count', '>', 1])],
  ])('not by %s', (_what, having) => {
    expect(denied(grouped(having))).toMatchObject({
      code: 'arguments_invalid',
      rule: 'built-in:having',
    });
  });

  test('not by a figure of a hidden field, asked for or not', () => {
    expect(denied(grouped([['margin:sum', '>', 1]], ['margin:sum'])).rule).toBe(
      'rbac.yaml:sensitive_fields.sale.order.margin',
    );
    expect(denied(grouped([['pin', '>', 1]], ['pin:max(pin)'], 'hr.employee')).effect).toBe('deny');
  });

  test('whatever is written, only figures in the answer are compared, with numbers', () => {
    const keys = fc.oneof(
      fc.constantFrom(...AGGREGATES, 'total', '__count', 'margin:sum'),
      fc.string(),
    );
    const operators = fc.constantFrom('=', '!=', '<', '<=', '>', '>=', 'in', '=?', 'like');
    const having = fc.array(fc.tuple(keys, operators, fc.jsonValue()), { maxLength: 3 });
    fc.assert(
      fc.property(having, (written) => {
        const decision = grouped(written as Json);
        if (decision.effect !== 'allow') return;
        const { having: judged = [] } = decision.operation as { having?: readonly Json[][] };
        for (const [key, , value] of judged) {
          expect(['amount_total:sum', 'amount_total:max', 'state:count', '__count']).toContain(key);
          expect(typeof value).toBe('number');
        }
      }),
    );
  });
});
