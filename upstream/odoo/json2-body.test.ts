import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { json2Body } from './json2-body.ts';
import { JSON2_SIGNATURES } from './json2-signatures.ts';

type Named = Readonly<Record<string, unknown>>;
const body = (method: string, args: readonly unknown[], kwargs: Named = {}) =>
  json2Body({ model: 'res.partner', method, args, kwargs, repeatable: false });

describe('the body of a JSON-2 call', () => {
  it.each<[string, readonly unknown[], Named, Named]>([
    ['read', [[1, 2], ['name']], {}, { ids: [1, 2], fields: ['name'] }],
    ['read', [7], { fields: ['name'] }, { ids: [7], fields: ['name'] }],
    ['read', [[]], {}, { ids: [] }],
    ['write', [[1], { name: 'x' }], {}, { ids: [1], vals: { name: 'x' } }],
    ['unlink', [[1]], {}, { ids: [1] }],
    ['create', [[{ name: 'x' }]], {}, { vals_list: [{ name: 'x' }] }],
    [
      'search_read',
      [[], ['name'], 5, 10],
      { order: 'id' },
      { domain: [], fields: ['name'], offset: 5, limit: 10, order: 'id' },
    ],
    ['has_group', [[2], 'base.group_system'], {}, { ids: [2], group_ext_id: 'base.group_system' }],
    [
      'search_count',
      [],
      { domain: [], context: { lang: 'fr_FR' } },
      { domain: [], context: { lang: 'fr_FR' } },
    ],
    ['search_count', [], { domain: [], context: null }, { domain: [] }],
    ['action_confirm', [[4, 5]], { force: true }, { ids: [4, 5], force: true }],
    ['action_confirm', [4], {}, { ids: [4] }],
  ])('of %s(%j, %j) has everything by name', (method, args, kwargs, expected) => {
    expect(body(method, args, kwargs)).toEqual(expected);
  });

  it.each<[string, string, readonly unknown[], Named]>([
    ['a record method without records, which would run on none', 'unlink', [], {}],
    ['records that are none', 'read', [['1']], {}],
    ['records that are a domain', 'read', [[['id', '=', 1]]], {}],
    ['too many arguments', 'unlink', [[1], 2], {}],
    ['an argument by place and by name', 'write', [[1], {}], { vals: {} }],
    ['ids by name', 'read', [[1]], { ids: [2] }],
    ['the model by name', 'read', [[1]], { __model__: 'res.users' }],
    ['a context that is none', 'search', [[]], { context: 'x' }],
    ['a context that is a list', 'search', [[]], { context: [] }],
    ['an unknown method of the model', 'get_values', [], { a: 1 }],
    ['an unknown method with arguments by place', 'action_do', [[1], 2], {}],
    ['an unknown method on no records', 'action_do', [[]], {}],
    ['an unknown method on a text', 'action_do', ['x'], {}],
  ])('cannot be made of %s', (_case, method, args, kwargs) => {
    expect(body(method, args, kwargs)).toBeUndefined();
  });

  it('is never a list, and holds ids for every method on records', () => {
    const methods = fc.constantFrom(...JSON2_SIGNATURES.keys(), 'action_confirm', 'toString');
    const values = fc.array(fc.jsonValue({ maxDepth: 2 }), { maxLength: 4 });
    const named = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 3 });
    fc.assert(
      fc.property(methods, values, named, (method, args, kwargs) => {
        const made = body(method, args, kwargs);
        if (made === undefined) return;
        expect(Array.isArray(made)).toBe(false);
        const onRecords = JSON2_SIGNATURES.get(method)?.on !== 'model';
        expect(Object.hasOwn(made, 'ids')).toBe(onRecords);
      }),
    );
  });
});
