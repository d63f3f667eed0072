import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import { administrator, refusalOf } from '../testing/environment.fixture.ts';
import { parseCommands } from './commands.ts';
import { type Env, modelOf } from './env.ts';
import type { Json } from './json.ts';
import { fieldValue, recordExists } from './records.ts';
import { searchIds } from './search.ts';
import { createRecord, writeRecords } from './write.ts';

describe('decoding', () => {
  test.each<[string, Json, Json]>([
    ['create', [[0, 0, { name: 'x' }]], [{ kind: 'create', values: { name: 'x' } }]],
    [
      'create, spelt false or 0.0',
      [
        [false, 0, {}],
        [0.0, 'virtual_1', {}],
      ],
      [
        { kind: 'create', values: {} },
        { kind: 'create', values: {} },
      ],
    ],
    [
      'create from several dictionaries',
      [[0, 0, [{ name: 'a' }, { name: 'b' }]]],
      [
        { kind: 'create', values: { name: 'a' } },
        { kind: 'create', values: { name: 'b' } },
      ],
    ],
    [
      'update, also spelt true',
      [
        [1, 5, { a: 1 }],
        [true, 6, {}],
      ],
      [
        { kind: 'update', id: 5, values: { a: 1 } },
        { kind: 'update', id: 6, values: {} },
      ],
    ],
    [
      'delete, unlink, link',
      [
        [2, 5],
        [3, 6],
        [4, 7],
      ],
      [
        { kind: 'delete', id: 5 },
        { kind: 'unlink', id: 6 },
        { kind: 'link', id: 7 },
      ],
    ],
    ['clear and set', [[5], [6, 0, [1, 2]]], [{ kind: 'clear' }, { kind: 'set', ids: [1, 2] }]],
    ['a bare list of ids', [3, 4], [{ kind: 'set', ids: [3, 4] }]],
    ['dictionaries', [{ name: 'x' }], [{ kind: 'create', values: { name: 'x' } }]],
    ['false', false, [{ kind: 'clear' }]],
    ['an empty list', [], []],
    ['unknown and text codes', [[9, 1], ['1', 2, {}], [null]], []],
  ])('%s', (_name, value, commands) => {
    expect(parseCommands(value)).toEqual(commands);
  });

  test('no value makes it throw', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(Array.isArray(parseCommands(value as Json))).toBe(true);
      }),
    );
  });
});

describe('applied', () => {
  let env: Env;
  let parent: number;
  const children = () => fieldValue(env, modelOf(env, 'res.partner'), parent, 'child_ids');
  const tags = () => fieldValue(env, modelOf(env, 'res.partner'), parent, 'category_id');
  const write = (values: { readonly [name: string]: Json }) =>
    writeRecords(env, modelOf(env, 'res.partner'), [parent], values);
  beforeEach(() => {
    env = administrator(18);
    parent = createRecord(env, modelOf(env, 'res.partner'), {
      name: 'Parent',
      child_ids: [
        [0, 0, { name: 'One' }],
        [0, 0, { name: 'Two', child_ids: [[0, 0, { name: 'Deep' }]] }],
      ],
      category_id: [[6, 0, [1, 2]]],
    });
  });

  test('creating children, also of children', () => {
    expect(children()).toHaveLength(2);
    expect(searchIds(env, modelOf(env, 'res.partner'), [['id', 'child_of', parent]])).toHaveLength(
      4,
    );
  });

  test('updating and deleting reach records of another parent, as in Odoo', () => {
    const partner = modelOf(env, 'res.partner');
    const other = createRecord(env, partner, { name: 'Elsewhere' });
    write({ child_ids: [[1, other, { city: 'Ghent' }]] });
    expect(fieldValue(env, partner, other, 'city')).toBe('Ghent');
    write({ child_ids: [[2, other, 0]] });
    expect(recordExists(env, 'res.partner', other)).toBe(false);
  });

  test('a many2many links, unlinks, sets and clears without deleting', () => {
    write({ category_id: [[4, 3]] });
    expect(tags()).toEqual([1, 2, 3]);
    write({ category_id: [[3, 1]] });
    expect(tags()).toEqual([2, 3]);
    write({ category_id: [4] });
    expect(tags()).toEqual([4]);
    write({ category_id: [[5]] });
    expect(tags()).toEqual([]);
    expect(recordExists(env, 'res.partner.category', 1)).toBe(true);
  });

  test('unlinking a line that must have an order deletes it', () => {
    const order = modelOf(env, 'sale.order');
    const id = createRecord(env, order, {
      partner_id: parent,
      order_line: [[0, 0, { product_id: 1, product_uom_qty: 2 }]],
    });
    const line = fieldValue(env, order, id, 'order_line');
    writeRecords(env, order, [id], { order_line: [[3, Array.isArray(line) ? line[0] : 0]] });
    expect(fieldValue(env, order, id, 'order_line')).toEqual([]);
  });

  test('both sides of groups and users show the same links', () => {
    const users = modelOf(env, 'res.users');
    const id = createRecord(env, users, { name: 'Nia', login: 'nia', groups_id: [[6, 0, [1]]] });
    expect(fieldValue(env, modelOf(env, 'res.groups'), 1, 'users')).toContain(id);
    writeRecords(env, modelOf(env, 'res.groups'), [1], { users: [[3, id]] });
    expect(fieldValue(env, users, id, 'groups_id')).toEqual([]);
  });

  test('text is refused', () => {
    expect(refusalOf(() => write({ category_id: 'x' }))).toBe(
      'builtins.ValueError: Wrong value for res.partner.category_id: x',
    );
  });
});
