import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../json.ts';
import { isDeny } from '../refusal.ts';
import { type CallParts, methodCall } from './calls.fixture.ts';
import { performedBy } from './dispatch.ts';
import { CALLS, signature } from './inherited-calls.fixture.ts';
import { meaningOf, type OrmMeaning } from './operation.ts';
import { type OdooVersion, ORM_SIGNATURES } from './signatures.ts';

const VERSIONS: readonly (OdooVersion | undefined)[] = [17, 18, 19, undefined];

function meaning(path: string, parts: CallParts, version?: OdooVersion): OrmMeaning {
  const meant = meaningOf(methodCall(path, parts), version);
  if (meant === undefined || isDeny(meant)) throw new Error(JSON.stringify(meant));
  return meant;
}

describe.each(VERSIONS)('in Odoo %s', (version) => {
  test.each(CALLS)('%s is one operation, by place and by name', (method, args, kwargs, means) => {
    const { on, versions } = signature(method);
    const path = `sale.order.${method}`;
    const call = (parts: CallParts) => meaningOf(methodCall(path, parts), version);
    if (version !== undefined && !versions.includes(version)) {
      expect(call({ kwargs })).toMatchObject({ code: 'method_not_allowed' });
      return;
    }
    const before = version === 17 || version === 18;
    const { domain = [], ...rest } = kwargs;
    const named = method === 'name_search' && before ? { ...rest, args: domain } : kwargs;
    const expected = { operation: { model: 'sale.order', ...means } };
    switch (on) {
      case 'model':
        expect(call({ args })).toMatchObject(expected);
        expect(call({ kwargs: named })).toMatchObject(expected);
        expect(call({ ids: [7], kwargs: named })).toMatchObject({ code: 'arguments_invalid' });
        break;
      case 'records':
        for (const own of [{ ids: [7], args }, { args: [[7], ...args] }, { args: [7, ...args] }])
          expect(call(own)).toMatchObject(expected);
        expect(call({ ids: [7], kwargs: named })).toMatchObject(expected);
        expect(call({ args: [[7]], kwargs: named })).toMatchObject(expected);
        for (const none of [[], [[]], [[0]], [[7.5]], [[true]], [['7']], [null], [false]])
          expect(call({ args: none, kwargs: named })).toMatchObject({ code: 'arguments_invalid' });
        break;
      case 'form':
        expect(call({ args: [[], ...args] })).toMatchObject(expected);
        expect(call({ args: [[]], kwargs: { ...kwargs, field_names: ['name'] } })).toMatchObject(
          expected,
        );
        expect(call({ args })).toMatchObject({ code: 'arguments_invalid' });
        expect(call({ ids: [7], args })).toMatchObject({ code: 'arguments_invalid' });
        break;
    }
  });
});

describe('arguments that are refused', () => {
  test.each<[string, CallParts]>([
    ['search_read', { kwargs: { domain: [], count: true } }],
    ['search_read', { kwargs: { Domain: [] } }],
    ['search_read', { kwargs: JSON.parse('{"__proto__": []}') }],
    ['search_read', { args: [[]], kwargs: { domain: [] } }],
    ['search_read', { args: [[], [], 0, 1, 'id', '_classic_read', true] }],
    ['search_read', { kwargs: { load: '_classic_write' } }],
    ['search', { args: [[], 0, 1, 'id', true] }],
    ['search_count', { kwargs: { limit: 0 } }],
    ['search_count', { kwargs: { limit: true } }],
    ['web_read', { ids: [1] }],
    ['web_read', { ids: [1], args: [{ partner_id: { fields: { email: {} } } }] }],
    ['web_read', { ids: [1], args: [['name']] }],
    ['web_search_read', { args: [[], { line_ids: { order: 'x' } }] }],
    ['read_group', { args: [[], [], ['a', 'b']] }],
    ['read_group', { args: [[], [], ['a', 'b']], kwargs: { lazy: 0 } }],
    ['name_search', { kwargs: { operator: '!=' } }],
    ['name_search', { kwargs: { args: [], domain: [] } }],
    ['read', { ids: [1] }],
    ['read', { ids: [1], args: [[]] }],
    ['search_read', { args: [[]] }],
    ['search_fetch', { args: [[], null] }],
    ['web_read', { ids: [1], args: [{}] }],
    ['onchange', { args: [[], {}, [], {}] }],
    ['fields_get', {}],
    ['fields_get', { kwargs: { attributes: ['a.b'] } }],
    ['fields_get', { args: [{ name: 1 }] }],
    ['create', {}],
    ['create', { args: [[]] }],
    ['create', { args: [['x']] }],
    ['create', { args: ['x'] }],
    ['create', { args: [null] }],
    ['create', { args: [{ name: 'x' }], kwargs: { vals_list: [] } }],
    ['write', { ids: [1] }],
    ['write', { ids: [1], args: [[{ name: 'x' }]] }],
    ['write', { ids: [1], args: [[2], { name: 'x' }] }],
    ['unlink', { ids: [1], args: [[2]] }],
    ['onchange', { args: [[3], {}, [], {}] }],
    ['onchange', { args: [[], {}, [], { partner_id: { fields: {} } }] }],
    ['message_post', { ids: [1], args: ['hello'] }],
    ['message_post', { ids: [1], kwargs: { body: 'x', author_id: 3 } }],
    ['message_post', { ids: [1], kwargs: { body: ['x'] } }],
    ['message_post', { ids: [1], kwargs: { body: 'x', message_type: 'email' } }],
    ['read', { ids: [1], context: [1] }],
    ['read', { ids: [1], kwargs: { context: 'x' } }],
  ])('%s %j', (method, parts) => {
    const meant = meaningOf(methodCall(`sale.order.${method}`, parts), undefined);
    expect(meant).toMatchObject({
      ...{ effect: 'deny', code: 'arguments_invalid', rule: 'built-in:orm' },
      allowed: expect.stringMatching(/record ids/),
    });
  });

  test('a keyword of another release, where the release is known', () => {
    const domain = { kwargs: { domain: [] } };
    expect(meaningOf(methodCall('sale.order.name_search', domain), 17)).toMatchObject({
      reason: 'sale.order.name_search: it has no argument of such a name.',
      allowed: 'No record ids; by name: name, args, operator, limit.',
    });
    expect(
      meaningOf(methodCall('sale.order.name_search', { kwargs: { args: [] } }), 19),
    ).toMatchObject({ allowed: 'No record ids; by name: name, domain, operator, limit.' });
  });
});

test('a method that is none of the operations means nothing here', () => {
  for (const method of [
    'action_confirm',
    'web_save',
    'default_get',
    'copy',
    'constructor',
    'toString',
  ])
    expect(meaningOf(methodCall(`sale.order.${method}`), undefined)).toBeUndefined();
});

test('the context is one, wherever it stands', () => {
  const context = { lang: 'fr_FR' };
  for (const parts of [
    { kwargs: { context } },
    { context },
    { args: [[], 0, 5, 'id', context] },
    { kwargs: { context: { lang: 'de_DE' } }, context },
  ])
    expect(meaning('sale.order.search', parts).operation).toMatchObject({ context });
  const twice = { args: [[], 0, 5, 'id', context], kwargs: { context } };
  expect(meaningOf(methodCall('sale.order.search', twice), undefined)).toMatchObject({
    code: 'arguments_invalid',
  });
});

test('what is performed is the operation, for whoever counts or confirms', () => {
  const unlink = methodCall('sale.order.unlink', { ids: [1] });
  expect(performedBy(unlink, undefined).kind).toBe('unlink');
  const own = methodCall('sale.order.action_confirm', { ids: [1] });
  expect(performedBy(own, undefined)).toBe(own);
  const broken = methodCall('sale.order.unlink');
  expect(performedBy(broken, undefined)).toBe(broken);
});

describe('any call', () => {
  const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
  const fitting = fc.oneof(
    json,
    fc.constantFrom<Json>(
      ...[[], [['name', '=', 'a']], ['name'], ['state'], 'state', 'name desc', 3, 0, true, false],
      ...[{ name: {} }, { name: 'x' }, [{ name: 'x' }], [7], null, 'ilike', '', '_classic_read'],
    ),
  );
  const method = fc.constantFrom(...ORM_SIGNATURES.keys());
  const keyword = fc.constantFrom(
    ...[...ORM_SIGNATURES.values()].flatMap(({ parameters }) =>
      parameters.flatMap(({ names }) => [...names.keys()]),
    ),
    'context',
    'other',
  );
  const calls = fc.record({
    method,
    ids: fc.oneof(fc.constant([]), fc.constant([7]), fc.array(fc.integer({ min: 1, max: 9 }))),
    args: fc.array(fitting, { maxLength: 7 }),
    kwargs: fc.dictionary(keyword, fitting, { maxKeys: 4 }),
    version: fc.constantFrom<OdooVersion | undefined>(...VERSIONS),
  });

  test('is understood or refused, and never fails', () => {
    fc.assert(
      fc.property(calls, ({ method, version, ...parts }) => {
        const meant = meaningOf(methodCall(`sale.order.${method}`, parts), version);
        return meant !== undefined && (isDeny(meant) || meant.operation.model === 'sale.order');
      }),
      { numRuns: 500 },
    );
  });

  /** A call of each method that is understood, some of its arguments by place and the others by name. */
  const understood = fc
    .record({
      known: fc.constantFrom(...CALLS),
      byPlace: fc.nat({ max: 7 }),
      version: fc.constantFrom<OdooVersion | undefined>(19, undefined),
      asIds: fc.boolean(),
      context: fc.constantFrom<{ [key: string]: Json }>({}, { context: { lang: 'fr_FR' } }),
    })
    .map(({ known: [method, args, kwargs], byPlace, version, asIds, context }) => {
      const { on, parameters } = signature(method);
      const placed = args.slice(0, byPlace);
      const taken = parameters.slice(0, placed.length).flatMap(({ names }) => [...names.keys()]);
      const rest = Object.entries(kwargs).filter(([name]) => !taken.includes(name));
      const first = { model: [], form: [[]], records: asIds ? [] : [[7]] }[on];
      return {
        ...{ method, version: method === 'search_fetch' ? undefined : version },
        ids: on === 'records' && asIds ? [7] : [],
        args: [...first, ...placed],
        kwargs: { ...Object.fromEntries(rest), ...context },
      };
    });

  test('that is written anew means the same operation again', () => {
    fc.assert(
      fc.property(fc.oneof(understood, calls), ({ method, version, ...parts }) => {
        const meant = meaningOf(methodCall(`sale.order.${method}`, parts), version);
        if (meant === undefined || isDeny(meant)) return;
        const emitted = meant.emit(meant.operation);
        if (isDeny(emitted)) return;
        const again = meaningOf(emitted, version);
        if (again === undefined || isDeny(again)) throw new Error(JSON.stringify(again));
        expect(again.emit(again.operation)).toEqual(emitted);
        for (const [key, value] of Object.entries(meant.operation))
          expect(again.operation).toHaveProperty([key], value);
      }),
      { numRuns: 1_000 },
    );
  });

  test('that stands in the table is understood however its arguments stand', () => {
    fc.assert(
      fc.property(understood, ({ method, version, ...parts }) => {
        expect(meaning(`sale.order.${method}`, parts, version).operation.kind).toBe(
          signature(method).kind,
        );
      }),
      { numRuns: 500 },
    );
  });
});
