import { describe, expect, test } from 'vitest';
import type { Json } from '../../json.ts';
import { allowed, denied } from '../asking.fixture.ts';
import { SALES, subject } from '../demo-policy.fixture.ts';
import { isDeny } from '../refusal.ts';
import { askCall, type CallParts, methodCall, policyFor } from './calls.fixture.ts';
import { meaningOf } from './operation.ts';

/** The operation that a call of a method of orders is. */
function meant(method: string, parts: CallParts) {
  const meaning = meaningOf(methodCall(`sale.order.${method}`, parts), undefined);
  if (meaning === undefined) throw new Error(`${method} means nothing`);
  return isDeny(meaning) ? meaning : meaning.operation;
}
const refused = (method: string, parts: CallParts) =>
  expect(meant(method, parts)).toMatchObject({
    effect: 'deny',
    code: 'arguments_invalid',
    rule: 'built-in:orm',
  });

describe('several groupings', () => {
  const two = { groupby: ['state', 'user_id'] };

  test('are one list of groups only where the caller says so', () => {
    expect(meant('read_group', { kwargs: { ...two, lazy: false } })).toMatchObject({
      kind: 'read_group',
      ...two,
    });
    for (const lazy of [{ lazy: true }, {}]) refused('read_group', { kwargs: { ...two, ...lazy } });
    refused('read_group', { args: [[], [], two.groupby, 0, 5, 'state'] });
    expect(
      meant('read_group', { args: [[], [], two.groupby, 0, 5, 'state', false] }),
    ).toMatchObject(two);
  });

  test('of one field, or of none, are the same either way', () => {
    for (const groupby of [['state'], [], 'state', ''])
      for (const lazy of [true, false])
        expect(meant('read_group', { kwargs: { groupby, lazy } })).toMatchObject({
          groupby: typeof groupby === 'string' ? (groupby === '' ? [] : [groupby]) : groupby,
        });
    expect(meant('read_group', { kwargs: {} })).not.toHaveProperty('groupby');
  });
});

describe('an order that is false', () => {
  test('is none, as some methods of Odoo have it', () => {
    expect(meant('read_group', { kwargs: { orderby: false } })).toMatchObject({ order: '' });
    const sorted = askCall('sale.order.read_group', {
      kwargs: { groupby: ['state'], orderby: false },
    });
    expect(allowed(sorted).operation).not.toHaveProperty('kwargs.orderby');
    const found = askCall('sale.order.search', { kwargs: { order: false } });
    expect(found.effect).toBe('allow');
    for (const order of [true, 0])
      expect(denied(askCall('sale.order.search', { kwargs: { order } })).code).toBe(
        'order_invalid',
      );
  });
});

describe('figures', () => {
  test('are what a list has but the count, which comes anyway', () => {
    expect(
      meant('read_group', { kwargs: { fields: ['__count', 'amount_total:sum'] } }),
    ).toMatchObject({ aggregates: ['amount_total:sum'] });
    refused('read_group', { kwargs: { fields: 'amount_total:sum' } });
    refused('formatted_read_group', { kwargs: { aggregates: { a: 1 } } });
  });

  test('of one field are one at most, where they come under its name', () => {
    const by = (fields: Json) =>
      askCall('sale.order.read_group', { kwargs: { groupby: ['state'], fields } });
    expect(by(['amount_total:sum', 'date_order:max']).effect).toBe('allow');
    expect(denied(by(['amount_total:sum', 'amount_total:max'])).reason).toContain(
      'one figure at most',
    );
  });

  test('that nobody asked for are none but the count', () => {
    const grouped = askCall('sale.order.read_group', { kwargs: { groupby: ['state'] } });
    expect(allowed(grouped).operation).toMatchObject({ kwargs: { fields: ['__count'] } });
    const formatted = askCall('sale.order.formatted_read_group', { args: [[], ['state']] });
    expect(allowed(formatted).operation).toMatchObject({ kwargs: { aggregates: ['__count'] } });
  });
});

describe('what is to be described', () => {
  const described = (allfields: Json, more: object = {}) => ({ kwargs: { allfields, ...more } });

  test('is a list of names, no longer than any form has', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => `x_${index}`);
    expect(meant('fields_get', described(many(200)))).toMatchObject({ kind: 'fields_get' });
    refused('fields_get', described(many(201)));
    refused('fields_get', described('name'));
    refused('fields_get', described(['name', 'x y']));
    refused('fields_get', described(['name', 5]));
    refused('fields_get', described(['name'], { attributes: ['type', 'x y'] }));
    refused('fields_get', described(['name'], { attributes: 'type' }));
  });

  test('is refused by name where it may not be known', () => {
    const { reason, ...refusal } = denied(
      askCall('sale.order.fields_get', { args: [['name', 'margin']] }),
    );
    expect(refusal).toMatchObject({ code: 'field_not_readable', rule: 'built-in:orm' });
    expect(reason).toContain('margin');
    expect(reason).not.toContain('name');
    expect(askCall('sale.order.fields_get', { args: [['name', 'state']] }).effect).toBe('allow');
    expect(
      denied(askCall('sale.order.fields_get', { kwargs: { allfields: ['margin'] } })).reason,
    ).toContain('margin');
  });
});

describe('values and fields', () => {
  test('are objects throughout', () => {
    refused('web_read', { ids: [1], args: [{ name: {}, user_id: { fields: {} } }] });
    refused('web_read', { ids: [1], args: [{ name: {}, user_id: [] }] });
    refused('create', { args: [[{ name: 'x' }, 'y']] });
    refused('create', { args: [[]] });
    refused('write', { ids: [1], args: [['x']] });
  });

  test('for one record are sent as for one, for several as for several', () => {
    const made = (vals_list: Json) =>
      allowed(askCall('sale.order.create', { args: [vals_list] })).operation;
    expect(made({ note: 'x' })).toMatchObject({ args: [{ note: 'x' }] });
    expect(made([{ note: 'x' }])).toMatchObject({ args: [[{ note: 'x' }]] });
    expect(made([{ note: 'x' }, { note: 'y' }])).toMatchObject({
      args: [[{ note: 'x' }, { note: 'y' }]],
    });
  });
});

describe('the records of a call', () => {
  test('are all ids, or it is none', () => {
    for (const ids of [[], [7, 'x'], [7, 0], [7, null], 'x', {}, true])
      refused('unlink', { args: [ids] });
    refused('unlink', {});
    expect(meant('unlink', { args: [[7, 8]] })).toMatchObject({ ids: [7, 8] });
    expect(meant('unlink', { args: [7] })).toMatchObject({ ids: [7] });
  });

  test('of a form are none', () => {
    const rest: readonly Json[] = [{ name: 'x' }, ['name'], { state: {} }];
    expect(meant('onchange', { args: [[], ...rest] })).toMatchObject({ kind: 'onchange' });
    refused('onchange', { ids: [7], args: [[], ...rest] });
    refused('onchange', { args: [[7], ...rest] });
    refused('onchange', { args: [false, ...rest] });
    const named = { values: { name: 'x' }, field_names: ['name'], fields_spec: { state: {} } };
    expect(meant('onchange', { kwargs: named })).toMatchObject({ kind: 'onchange' });
    refused('onchange', { kwargs: { field_names: ['name'], fields_spec: { state: {} } } });
    refused('onchange', { kwargs: { values: {}, fields_spec: { state: {} } } });
  });
});

describe('a context', () => {
  const context = { lang: 'fr_FR' };

  test('stands right behind the last argument, and once', () => {
    expect(meant('unlink', { ids: [7], args: [context] })).toMatchObject({ context });
    refused('unlink', { ids: [7], args: [context, context] });
    refused('unlink', { ids: [7], args: [5] });
    refused('unlink', { ids: [7], args: [[]] });
    refused('unlink', { ids: [7], args: [null, context] });
    refused('unlink', { ids: [7], args: [context], kwargs: { context } });
    refused('search', { args: [[], 0, 5, 'id', context, context] });
  });

  test('is an object wherever it stands, or nothing', () => {
    for (const odd of ['x', 5, true, [context]]) {
      refused('unlink', { ids: [7], kwargs: { context: odd } });
      refused('unlink', { ids: [7], context: odd });
      refused('unlink', { ids: [7], kwargs: { context }, context: odd });
    }
    expect(meant('unlink', { ids: [7], kwargs: { context: null } })).not.toHaveProperty('context');
    expect(meant('unlink', { ids: [7], context: null })).not.toHaveProperty('context');
    expect(meant('unlink', { ids: [7] })).not.toHaveProperty('context');
    expect(meant('unlink', { ids: [7], kwargs: { context }, context: null })).toMatchObject({
      context,
    });
  });

  test('names companies for those alone whose companies are known', () => {
    const parts = { args: [[]], kwargs: { context: { allowed_company_ids: [1] } } };
    const odoo = { database: 'd', login: 'l', uid: 5, companyIds: [1] };
    const known = subject(['sales'], { odoo });
    expect(askCall('sale.order.search', parts, known).effect).toBe('allow');
    for (const who of [SALES, subject(['sales'], { odoo: { database: 'd', login: 'l', uid: 5 } })])
      expect(denied(askCall('sale.order.search', parts, who))).toMatchObject({
        code: 'context_invalid',
        allowed: 'Leave it out.',
      });
    const other = { ...parts, kwargs: { context: { lang: 'fr_FR' } } };
    expect(askCall('sale.order.search', other, SALES).effect).toBe('allow');
  });

  test('is refused whole where a key of it would not be sent', () => {
    const parts = { args: [[]], kwargs: { context: { lang: 'fr_FR', active_test: false } } };
    expect(denied(askCall('sale.order.search', parts))).toEqual({
      effect: 'deny',
      code: 'context_invalid',
      rule: 'built-in:context',
      reason: 'sale.order.search: these keys of its context are not sent: active_test.',
      allowed: 'A context holds lang, tz and allowed_company_ids.',
    });
  });
});

test('a refusal of arguments says how to write them', () => {
  const hint = (method: string, parts: CallParts) => {
    const refusal = meant(method, parts);
    return 'allowed' in refusal ? refusal.allowed : undefined;
  };
  expect(hint('unlink', {})).toBe('The record ids.');
  expect(hint('write', { ids: [7] })).toBe('The record ids; by name: vals.');
  expect(hint('onchange', { ids: [7] })).toBe(
    'The record ids []; by name: values, field_names, fields_spec.',
  );
  expect(hint('search_count', { ids: [7] })).toBe('No record ids; by name: domain, limit.');
});

test.each([17, 18, 19] as const)('a method that Odoo %s lacks is said to be lacking', (version) => {
  const method = version === 19 ? 'search_fetch' : 'formatted_read_group';
  const call = methodCall(`sale.order.${method}`, { args: [[], ['name']] });
  expect(meaningOf(call, version)).toMatchObject({
    code: 'method_not_allowed',
    rule: 'built-in:orm',
    reason: `sale.order.${method} is not called: Odoo ${version} has no such method.`,
  });
  expect(denied(askCall(`sale.order.${method}`, {}, SALES, policyFor(version))).rule).toBe(
    'built-in:orm',
  );
});
