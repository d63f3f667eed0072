import { describe, expect, test } from 'vitest';
import type { Json } from '../../json.ts';
import type { FieldSchema } from '../../model-schema.ts';
import { field } from '../demo-policy.fixture.ts';
import type { Operator } from './domain.ts';
import { readComparison } from './leaf-value.ts';

const fieldOf = (type: string, name = 'x'): FieldSchema => ({
  ...{ name: field(name), type, store: true, searchable: true, byDefault: true },
  ...{ readonly: false, required: false },
});
const read = (type: string, operator: Operator, value: Json, name?: string) =>
  readComparison(fieldOf(type, name), false, operator, value);

const EQUAL: readonly Operator[] = ['=', '!=', '=?'];
const AMONG: readonly Operator[] = ['in', 'not in'];
const ORDERED: readonly Operator[] = ['<', '>', '<=', '>='];
const ALIKE: readonly Operator[] = ['like', 'ilike', '=like', '=ilike', 'not like', 'not ilike'];
const TREE: readonly Operator[] = ['child_of', 'parent_of'];
const EVERY = [...EQUAL, ...AMONG, ...ORDERED, ...ALIKE, ...TREE];

/** The operators that apply to a type, and some values of it. */
const TYPES: readonly (readonly [string, readonly Operator[], readonly Json[]])[] = [
  ...['char', 'text', 'html', 'selection'].map(
    (type) => [type, [...EQUAL, ...AMONG, ...ORDERED, ...ALIKE], ['x', '']] as const,
  ),
  ...['date', 'datetime'].map(
    (type) => [type, [...EQUAL, ...AMONG, ...ORDERED, ...ALIKE], ['2024-02-29', 'today']] as const,
  ),
  ...['integer', 'many2one_reference'].map(
    (type) => [type, [...EQUAL, ...AMONG, ...ORDERED], [7, 0, -1]] as const,
  ),
  ...['float', 'monetary'].map(
    (type) => [type, [...EQUAL, ...AMONG, ...ORDERED], [7, -0.5]] as const,
  ),
  ['boolean', [...EQUAL, ...AMONG], [true]],
  ...['many2one', 'one2many', 'many2many'].map(
    (type) => [type, [...EQUAL, ...AMONG, ...ALIKE, ...TREE], [7]] as const,
  ),
  ['reference', [...EQUAL, ...AMONG], ['res.partner,7']],
  ['binary', ['=', '!='], []],
];

describe.each(TYPES)('a field of type %s', (type, operators, values) => {
  test('compares by its operators alone', () => {
    for (const operator of EVERY) {
      const text = ALIKE.includes(operator) ? 'x' : false;
      const value = AMONG.includes(operator) ? [] : TREE.includes(operator) ? 7 : text;
      const given = ORDERED.includes(operator) ? (values[0] ?? 1) : value;
      expect([operator, read(type, operator, given).kind !== 'wrong']).toEqual([
        operator,
        operators.includes(operator),
      ]);
    }
  });

  test('compares with its own values, with false, and with null, which is false', () => {
    for (const value of [...values, false])
      expect(read(type, '=', value)).toEqual({ kind: 'value', value });
    expect(read(type, '=', null)).toEqual({ kind: 'value', value: false });
    if (operators.includes('in'))
      expect(read(type, 'in', [...values, null])).toEqual({
        kind: 'value',
        value: [...values, false],
      });
    if (operators.includes('<'))
      for (const nothing of [false, null]) expect(read(type, '<', nothing).kind).toBe('wrong');
  });

  test('compares with nothing else', () => {
    const strange: readonly Json[] = ['x', 7, 1.5, true, [7], { a: 1 }, 2 ** 60];
    const own = (value: Json) =>
      values.some((one) => typeof one === typeof value) &&
      (typeof value !== 'number' ||
        type === 'float' ||
        type === 'monetary' ||
        Number.isSafeInteger(value));
    const byName = ['many2one', 'one2many', 'many2many'].includes(type);
    for (const value of strange) {
      if (byName && value === 'x') expect(read(type, '=', value).kind).toBe('name_search');
      else expect([value, read(type, '=', value).kind === 'value']).toEqual([value, own(value)]);
    }
  });
});

test.each(['json', 'properties', 'properties_definition', 'constructor', ''])(
  'a field of type %s is not searched',
  (type) => {
    for (const operator of EVERY)
      expect(read(type, operator, false)).toEqual({
        kind: 'wrong',
        problem: `fields of type ${type} are not searched`,
      });
  },
);

describe('a tree', () => {
  test('is walked from ids, or from names, and from the id of a record itself', () => {
    for (const [type, name] of [
      ['many2one', 'x'],
      ['integer', 'id'],
    ] as const) {
      for (const value of [7, [7, 8]])
        expect(read(type, 'child_of', value, name)).toEqual({ kind: 'value', value });
      for (const value of ['Azure', ['Azure', 'Deco']])
        expect(read(type, 'parent_of', value, name)).toEqual({ kind: 'name_search', value });
      for (const value of [[], 0, true, false, null, [7, 'Azure'], [true], { a: 1 }, 1.5])
        expect(read(type, 'child_of', value, name).kind).toBe('wrong');
    }
    expect(read('integer', 'child_of', 7).kind).toBe('wrong');
  });
});

describe('what names records', () => {
  test('is a text, or texts alone', () => {
    expect(read('many2one', 'in', ['Azure', 'Deco'])).toEqual({
      kind: 'name_search',
      value: ['Azure', 'Deco'],
    });
    expect(read('many2one', 'ilike', 'az')).toEqual({ kind: 'name_search', value: 'az' });
    for (const mixed of [
      ['Azure', 7],
      [7, 'Azure'],
      ['Azure', false],
    ])
      expect(read('many2one', 'in', mixed).kind).toBe('wrong');
  });
});

test('a text has at most 65 536 characters, a list 10 000 elements', () => {
  const text = 'x'.repeat(65_536);
  for (const operator of ['=', 'ilike'] as const)
    for (const type of ['char', 'many2one']) {
      expect(read(type, operator, text).kind).not.toBe('wrong');
      expect(read(type, operator, `${text}x`).kind).toBe('wrong');
    }
  const ids = (length: number) => Array.from({ length }, (_, index) => index + 1);
  for (const operator of ['in', 'child_of'] as const) {
    expect(read('many2one', operator, ids(10_000)).kind).toBe('value');
    expect(read('many2one', operator, ids(10_001)).kind).toBe('wrong');
  }
});
