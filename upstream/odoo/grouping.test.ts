import { describe, expect, it } from 'vitest';
import { type Grouping, groupingCall, readGroups } from './grouping.ts';
import { ODOO_MAJORS, VERSION_ADAPTERS } from './version.ts';

const GROUPING: Grouping = {
  domain: [['active', '=', true]],
  groupby: ['partner_id', 'date_order:month'],
  aggregates: [
    { field: 'amount_total', by: 'sum' },
    { field: 'amount_total', by: 'max' },
  ],
  having: [],
  offset: 4,
  limit: 9,
  order: [
    { key: 'amount_total:sum', direction: 'desc' },
    { key: '__count', direction: 'asc' },
  ],
};

/** One group with a month and one without, as each release answers them. */
const UNTIL_18 = [
  {
    partner_id: [7, 'Azure'],
    'date_order:month': 'October 2026',
    __count: 3,
    figure_0: 12.5,
    figure_1: 10,
    __domain: ['&', ['partner_id', '=', 7], ['date_order', '>=', '2026-10-01 00:00:00']],
    __range: { 'date_order:month': { from: '2026-10-01 00:00:00', to: '2026-11-01 00:00:00' } },
  },
  {
    partner_id: false,
    'date_order:month': false,
    __count: 1,
    figure_0: 0,
    figure_1: null,
    __domain: [['partner_id', '=', false]],
    __range: { 'date_order:month': false },
  },
];
const SINCE_19 = [
  {
    partner_id: [7, 'Azure'],
    'date_order:month': ['2026-10-01 00:00:00', 'October 2026'],
    __extra_domain: ['&', ['partner_id', '=', 7], ['date_order', '>=', '2026-10-01 00:00:00']],
    'amount_total:sum': 12.5,
    'amount_total:max': 10,
    __count: 3,
  },
  {
    partner_id: false,
    'date_order:month': false,
    __extra_domain: [['partner_id', '=', false]],
    'amount_total:sum': 0,
    'amount_total:max': null,
    __count: 1,
  },
];
const ANSWERS = { 17: UNTIL_18, 18: UNTIL_18, 19: SINCE_19 };

describe.each(ODOO_MAJORS)('grouping in Odoo %i', (major) => {
  const adapter = VERSION_ADAPTERS[major];
  const answer = ANSWERS[major];

  it('answers the same groups as every other release', () => {
    expect(readGroups(adapter, GROUPING, answer)).toEqual([
      {
        partner_id: [7, 'Azure'],
        'date_order:month': ['2026-10-01 00:00:00', 'October 2026'],
        'amount_total:sum': 12.5,
        'amount_total:max': 10,
        __count: 3,
      },
      {
        partner_id: false,
        'date_order:month': false,
        'amount_total:sum': 0,
        'amount_total:max': false,
        __count: 1,
      },
    ]);
  });

  it.each<[string, unknown]>([
    ['no list', { groups: answer }],
    ['a list of something else', ['group']],
    ['a group without its count', answer.map(({ __count: _gone, ...rest }) => rest)],
    ['a group without its value', answer.map(({ partner_id: _gone, ...rest }) => rest)],
    ['a period in another form', answer.map((one) => ({ ...one, 'date_order:month': 10 }))],
    ['nothing', null],
  ])('fails on %s', (_what, other) => {
    expect(() => readGroups(adapter, GROUPING, other)).toThrow(
      expect.objectContaining({ class: 'internal' }),
    );
  });

  it('groups by all terms at once, and sends no order where there is none', () => {
    const { method, kwargs } = groupingCall(adapter, GROUPING);
    const order = 'amount_total:sum desc, __count asc';
    const shared = { domain: GROUPING.domain, groupby: GROUPING.groupby, offset: 4, limit: 9 };
    if (major === 19) {
      const aggregates = ['amount_total:sum', 'amount_total:max', '__count'];
      expect(method).toBe('formatted_read_group');
      expect(kwargs).toEqual({ ...shared, aggregates, order });
    } else {
      const fields = ['__count', 'figure_0:sum(amount_total)', 'figure_1:max(amount_total)'];
      expect(method).toBe('read_group');
      expect(kwargs).toEqual({ ...shared, fields, lazy: false, orderby: order });
    }
    const unordered = groupingCall(adapter, { ...GROUPING, order: [] }).kwargs;
    expect(Object.keys(unordered)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^order/)]),
    );
  });
});

describe('conditions on groups', () => {
  const groups = (figure: unknown) => ({ ...UNTIL_18[0], figure_0: figure });
  const having: Grouping['having'] = [{ key: 'amount_total:sum', operator: '>', value: 10 }];

  it('go to Odoo 19', () => {
    const { kwargs } = groupingCall(VERSION_ADAPTERS[19], { ...GROUPING, having });
    expect(kwargs).toMatchObject({
      having: [['amount_total:sum', '>', 10]],
      offset: 4,
      limit: 9,
    });
  });

  it.each([17, 18] as const)('are tested here in Odoo %i, before the page is cut', (major) => {
    const adapter = VERSION_ADAPTERS[major];
    const grouping = { ...GROUPING, having, offset: 1, limit: 1 };
    const { kwargs } = groupingCall(adapter, grouping);
    expect(kwargs).not.toHaveProperty('having');
    expect(kwargs).not.toHaveProperty('offset');
    expect(kwargs.limit).toBeGreaterThan(9);
    const rows = [11, 10, 12, 13].map(groups);
    const found = readGroups(adapter, grouping, rows);
    expect(found.map((group) => group['amount_total:sum'])).toEqual([12]);
  });

  it.each<[Grouping['having'][number]['operator'], unknown[]]>([
    ['=', [2]],
    ['!=', [1, 3]],
    ['<', [1]],
    ['<=', [1, 2]],
    ['>', [3]],
    ['>=', [2, 3]],
  ])('%s compares as SQL does; an empty figure fits nothing', (operator, expected) => {
    const leaf = { key: 'amount_total:sum', operator, value: 2 };
    const grouping = { ...GROUPING, having: [leaf], offset: 0 };
    const found = readGroups(VERSION_ADAPTERS[18], grouping, [1, 2, 3, false, null].map(groups));
    expect(found.map((group) => group['amount_total:sum'])).toEqual(expected);
  });

  it('are refused over more groups than can be tested', () => {
    const rows = Array.from({ length: 10_001 }, () => groups(1));
    expect(() => readGroups(VERSION_ADAPTERS[17], { ...GROUPING, having }, rows)).toThrow(
      expect.objectContaining({ class: 'validation', message: expect.stringContaining('domain') }),
    );
  });
});
