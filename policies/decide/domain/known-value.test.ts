import { describe, expect, test } from 'vitest';
import type { Json } from '../../json.ts';
import { field } from '../demo-policy.fixture.ts';
import type { Operator } from './domain.ts';
import { meets } from './known-value.ts';

/** Whether a field of this type that is given the value meets the condition. */
function judge(type: string, value: Json, operator: Operator, wanted: Json): boolean | undefined {
  const plain = { store: true, searchable: true, readonly: false, required: false };
  return meets({ name: field('x'), type, byDefault: true, ...plain }, value, operator, wanted);
}

/** Two values of each type, the lesser one first where they are ordered alike in every database. */
const ORDERED: readonly (readonly [string, Json, Json])[] = [
  ['integer', 3, 4],
  ['float', -1, 0],
  ['monetary', 0, 100],
  ['date', '2024-02-29', '2024-03-01'],
];
const UNORDERED: readonly (readonly [string, Json, Json])[] = [
  ['boolean', false, true],
  ['many2one', 7, 8],
  ['many2one', false, 8],
  ['char', 'a', 'b'],
  ['text', 'a', false],
  ['selection', 'draft', 'sale'],
];

describe('what a field is given meets a condition', () => {
  test.each([...ORDERED, ...UNORDERED])('of equality on a %s', (type, one, other) => {
    expect(judge(type, one, '=', one)).toBe(true);
    expect(judge(type, one, '=', other)).toBe(false);
    expect(judge(type, one, '!=', one)).toBe(false);
    expect(judge(type, one, '!=', other)).toBe(true);
  });

  test.each([...ORDERED, ...UNORDERED])('of being among some on a %s', (type, one, other) => {
    expect(judge(type, one, 'in', [other, one])).toBe(true);
    expect(judge(type, one, 'in', [other])).toBe(false);
    expect(judge(type, one, 'in', [])).toBe(false);
    expect(judge(type, one, 'not in', [other, one])).toBe(false);
    expect(judge(type, one, 'not in', [other])).toBe(true);
    expect(judge(type, one, 'not in', [])).toBe(true);
  });

  test.each(ORDERED)('of less and more on a %s', (type, lesser, greater) => {
    const answers = (value: Json, wanted: Json) =>
      (['<', '<=', '>', '>='] as const).map((operator) => judge(type, value, operator, wanted));
    expect(answers(lesser, greater)).toEqual([true, true, false, false]);
    expect(answers(greater, lesser)).toEqual([false, false, true, true]);
    expect(answers(lesser, lesser)).toEqual([false, true, false, true]);
  });
});

describe('it cannot be told whether a field meets a condition', () => {
  test.each(UNORDERED.filter(([type]) => type !== 'many2one'))(
    'of less and more on a %s',
    (type, one, other) => {
      for (const operator of ['<', '<=', '>', '>='] as const) {
        expect(judge(type, one, operator, other)).toBeUndefined();
        expect(judge(type, other, operator, one)).toBeUndefined();
      }
    },
  );

  test.each<[string, Json]>([
    // Rounded by Odoo to the digits of the field.
    ['float', 0.5],
    ['monetary', 2 ** 53],
    ['integer', 1.5],
    // Nothing is stored as zero, and compared with zero in another way by each release.
    ['integer', false],
    ['float', false],
    // Stored as nothing by some forms.
    ['char', ''],
    ['text', ''],
    ['selection', 1],
    ['many2one', 'Azure'],
    ['many2one', true],
    ['boolean', 'true'],
    ['boolean', 0],
    // Times of day depend on a time zone.
    ['date', '2024-02-29 10:00:00'],
    ['date', ' 2024-02-29'],
    ['date', '24-02-29'],
    ['date', 20240229],
    ['datetime', '2024-02-29'],
    ['html', '<p>x</p>'],
    ['reference', 'res.partner,1'],
    ['many2many', [1]],
  ])('where one of the two values is no plain one: a %s of %j', (type, value) => {
    for (const operator of ['=', '!=', '<', '>='] as const)
      expect(judge(type, value, operator, value)).toBeUndefined();
    for (const operator of ['in', 'not in'] as const)
      expect(judge(type, value, operator, [value])).toBeUndefined();
  });

  test('where a known value is compared with one that is not', () => {
    expect(judge('integer', 3, '=', 1.5)).toBeUndefined();
    expect(judge('integer', 3, '!=', false)).toBeUndefined();
    expect(judge('integer', 3, '<', false)).toBeUndefined();
    expect(judge('integer', 3, 'in', [3, 1.5])).toBeUndefined();
    expect(judge('integer', 3, 'not in', [4, false])).toBeUndefined();
    expect(judge('date', '2024-02-29', '>', false)).toBeUndefined();
    expect(judge('date', false, '<', '2024-02-29')).toBeUndefined();
    expect(judge('date', '2024-02-29', '>', 'yesterday')).toBeUndefined();
  });

  test('where a list is compared with as one value, or one value as a list', () => {
    expect(judge('integer', 3, '=', [3])).toBeUndefined();
    expect(judge('integer', 3, 'in', 3)).toBeUndefined();
    expect(judge('char', 'abc', 'in', 'abc')).toBeUndefined();
  });

  test.each<Operator>([
    ...(['=?', 'like', 'ilike', '=like', '=ilike', 'not like', 'not ilike'] as const),
    ...(['child_of', 'parent_of'] as const),
  ])('of the kind %s', (operator) => {
    expect(judge('char', 'a', operator, 'a')).toBeUndefined();
    expect(judge('many2one', 7, operator, 7)).toBeUndefined();
    expect(judge('integer', 7, operator, 7)).toBeUndefined();
  });
});
