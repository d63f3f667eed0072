import { describe, expect, test } from 'vitest';
import { callMethod } from '../methods/dispatch.ts';
import { administrator, refusalOf } from '../testing/environment.fixture.ts';
import { modelOf, withContext } from './env.ts';
import { isArray, isObject, type Json, type JsonObject } from './json.ts';
import { searchIds } from './search.ts';
import type { OdooVersion } from './version.ts';

const EVERY: readonly OdooVersion[] = [17, 18, 19];

/** Runs a grouping method of sale.order and gives its groups. */
function groups(
  version: OdooVersion,
  model: string,
  method: string,
  kwargs: JsonObject,
): readonly JsonObject[] {
  const env = administrator(version);
  const answer = callMethod(env, modelOf(env, model), method, [], kwargs);
  const list = isObject(answer) ? answer.groups : answer;
  return isArray(list ?? null) ? (list as readonly JsonObject[]) : [];
}

describe.each(EVERY)('read_group as Odoo %i', (version) => {
  const readGroup = (model: string, fields: Json, groupby: Json, more: JsonObject = {}) =>
    groups(version, model, 'read_group', { domain: [], fields, groupby, ...more });

  test('one group per value, the count under <field>_count, and the domain that selects it', () => {
    expect(readGroup('sale.order', ['amount_total:sum'], ['state'])).toEqual(
      [
        ['cancel', 3],
        ['draft', 4],
        ['sale', 15],
        ['sent', 4],
      ].map(([state, size]) => ({
        state,
        state_count: size,
        amount_total: expect.any(Number),
        __domain: [['state', '=', state]],
      })),
    );
  });

  test('groups of one size do not come in the order of the records they are of', () => {
    const env = administrator(version);
    const term = env.db.store.get('account.payment.term', 1) ?? {};
    env.db.store.put('account.payment.term', 1, { ...term, sequence: 99 });
    const groupby = ['property_payment_term_id'];
    const grouped = (more: JsonObject) => {
      const kwargs = { domain: [['property_payment_term_id', '!=', false]], fields: [], groupby };
      const answer = callMethod(env, modelOf(env, 'res.partner'), 'read_group', [], {
        ...kwargs,
        ...more,
      });
      return JSON.stringify(answer)
        .match(/"property_payment_term_id":\[(\d+)/g)
        ?.map((it) => it.slice(-1));
    };
    expect(grouped({ orderby: 'property_payment_term_id_count desc' })).toEqual(['1', '2', '3']);
    expect(grouped({})).toEqual(['2', '3', '1']);
  });

  test('lazy groups by the first term and leaves the others for __context', () => {
    const [first] = readGroup('sale.order', [], ['state', 'date_order:month'], { limit: 1 });
    expect(first).toMatchObject({
      state: 'cancel',
      state_count: 3,
      __context: { group_by: ['date_order:month'] },
    });
    expect(first).not.toHaveProperty('date_order:month');
  });

  test('not lazy groups by every term and counts under __count', () => {
    const [first] = readGroup('sale.order', ['amount_total'], ['state', 'date_order:month'], {
      lazy: false,
      limit: 1,
    });
    const months: Json[] = [
      ['date_order', '>=', '2026-03-01 00:00:00'],
      ['date_order', '<', '2026-04-01 00:00:00'],
    ];
    expect(first).toEqual({
      state: 'cancel',
      'date_order:month': 'March 2026',
      __count: 1,
      amount_total: expect.any(Number),
      __domain:
        version === 19
          ? ['&', '&', ['state', '=', 'cancel'], ...months]
          : ['&', ['state', '=', 'cancel'], '&', ...months],
      __range: { 'date_order:month': { from: '2026-03-01 00:00:00', to: '2026-04-01 00:00:00' } },
    });
  });

  test('a many2one shows its label, an empty one false, last', () => {
    const owners = readGroup('crm.lead', [], ['user_id']).map(({ user_id }) => user_id);
    expect(owners).toEqual([[3, 'Marc Demo'], [2, 'Mitchell Admin'], [4, 'Sam Sales'], false]);
  });

  test('the domain of a group finds exactly its records', () => {
    const env = withContext(administrator(version), {});
    for (const groupby of [
      'state',
      'user_id',
      'tag_ids',
      'date_order:week',
      'date_order:quarter',
      'partner_id',
    ]) {
      const size = `${groupby.split(':')[0]}_count`;
      const domain: Json = ['|', ['state', '=', 'sale'], ['state', '=', 'draft']];
      for (const group of readGroup('sale.order', [], [groupby], { domain })) {
        const found = searchIds(env, modelOf(env, 'sale.order'), group.__domain);
        expect([groupby, found.length]).toEqual([groupby, group[size]]);
      }
    }
  });

  test.each<[string, string, Json]>([
    ['day', '15 Jan 2026', { from: '2026-01-15 00:00:00', to: '2026-01-16 00:00:00' }],
    ['week', 'W3 2026', { from: '2026-01-11 00:00:00', to: '2026-01-18 00:00:00' }],
    ['month', 'January 2026', { from: '2026-01-01 00:00:00', to: '2026-02-01 00:00:00' }],
    ['quarter', 'Q1 2026', { from: '2026-01-01 00:00:00', to: '2026-04-01 00:00:00' }],
    ['year', '2026', { from: '2026-01-01 00:00:00', to: '2027-01-01 00:00:00' }],
  ])('dates by %s', (granularity, label, range) => {
    const term = `date_order:${granularity}`;
    const [first] = readGroup('sale.order', [], [term], { limit: 1 });
    expect(first).toMatchObject({ [term]: label, __range: { [term]: range } });
  });

  test('aggregates: sum, avg, max, min, count, count_distinct, with or without alias', () => {
    const [all] = readGroup(
      'crm.lead',
      [
        'expected_revenue',
        'mean:avg(probability)',
        'name:max',
        'low:min(expected_revenue)',
        'stage_id:count_distinct',
        'id:count',
      ],
      [],
    );
    expect(all).toMatchObject({
      __count: 33,
      expected_revenue: expect.any(Number),
      mean: expect.any(Number),
      name: 'Replacement of canteen chairs (3)',
      low: 500,
      stage_id: 4,
      id: 33,
    });
  });

  test('orders by an aggregate or by the count', () => {
    const totals = readGroup('sale.order', ['amount_total:sum'], ['user_id'], {
      orderby: 'amount_total desc',
    }).map((group) => Number(group.amount_total));
    expect(totals).toEqual([...totals].sort((a, b) => b - a));
    const counts = readGroup('sale.order', [], ['state'], { orderby: 'state_count desc' }).map(
      (group) => group.state_count,
    );
    expect(counts).toEqual([15, 4, 4, 3]);
  });

  test.each<[string, Json, Json, string]>([
    ['an unknown field', [], ['nope'], "Invalid field 'nope' on model 'crm.lead'"],
    [
      'an unknown function',
      ['probability:foo'],
      ['user_id'],
      "Invalid aggregate method 'foo' for 'probability:foo'.",
    ],
    [
      'a granularity on no date',
      [],
      ['user_id:month'],
      "Granularity set on a no-datetime field or property: 'user_id:month'",
    ],
  ])('refuses %s', (_name, fields, groupby, message) => {
    expect(refusalOf(() => readGroup('crm.lead', fields, groupby))).toBe(
      `builtins.ValueError: ${message}`,
    );
  });
});

describe('formatted_read_group', () => {
  const formatted = (kwargs: JsonObject) =>
    groups(19, 'sale.order', 'formatted_read_group', { domain: [], ...kwargs });

  test('keys are the specs, conditions are in __extra_domain', () => {
    expect(
      formatted({ groupby: ['state'], aggregates: ['amount_total:sum', '__count'], limit: 1 }),
    ).toEqual([
      {
        state: 'cancel',
        __extra_domain: [['state', '=', 'cancel']],
        'amount_total:sum': expect.any(Number),
        __count: 3,
      },
    ]);
  });

  test('a date is a pair of start and label', () => {
    const [first] = formatted({ groupby: ['date_order:month'], aggregates: [], limit: 1 });
    expect(first).toMatchObject({ 'date_order:month': ['2026-01-01 00:00:00', 'January 2026'] });
  });

  test('groups along many2one paths', () => {
    const [first] = formatted({
      groupby: ['partner_id.country_id'],
      aggregates: ['__count'],
      limit: 1,
    });
    expect(first).toEqual({
      'partner_id.country_id': [3, 'France'],
      __extra_domain: [['partner_id', 'any', [['country_id', '=', 3]]]],
      __count: 2,
    });
  });

  test('having keeps the groups whose figures satisfy it', () => {
    const states = formatted({
      groupby: ['state'],
      aggregates: ['__count'],
      having: [['__count', '>', 4]],
    });
    expect(states.map(({ state }) => state)).toEqual(['sale']);
  });

  test('exists in Odoo 19 only', () => {
    expect(refusalOf(() => groups(18, 'sale.order', 'formatted_read_group', { domain: [] }))).toBe(
      "builtins.AttributeError: The method 'sale.order.formatted_read_group' does not exist",
    );
  });
});

test('web_read_group takes fields until 18 and aggregates in 19', () => {
  const [old] = groups(18, 'sale.order', 'web_read_group', {
    domain: [],
    fields: ['amount_total:sum'],
    groupby: ['state'],
  });
  expect(old).toMatchObject({ state: 'cancel', state_count: 3, amount_total: expect.any(Number) });
  const [fresh] = groups(19, 'sale.order', 'web_read_group', {
    domain: [],
    groupby: ['state'],
    aggregates: ['amount_total:sum'],
  });
  expect(fresh).toMatchObject({
    state: 'cancel',
    __count: 3,
    'amount_total:sum': expect.any(Number),
  });
});
