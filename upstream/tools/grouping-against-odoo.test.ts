import { expect, it } from 'vitest';
import * as z from 'zod';
import { describeAgainstOdoo } from '../against-odoo.fixture.ts';

const grouped = z.object({ groups: z.array(z.record(z.string(), z.unknown())), count: z.int() });
const counted = z.object({ count: z.int() });
const period = z.tuple([z.string().regex(/^\d{4}-\d{2}-\d{2}/), z.string()]);

describeAgainstOdoo(
  (odoo) => `groups, names and defaults of ${odoo}`,
  (given) => {
    const call = async (name: string, args: Record<string, unknown>) => {
      const result = await given.admin.call(name, args);
      expect(result.isError, JSON.stringify(result.content)).not.toBe(true);
      return result.structuredContent;
    };
    const group = async (args: Record<string, unknown>) => {
      const answer = grouped.parse(await call('read_group', { model: 'sale.order', ...args }));
      expect(answer.count).toBe(answer.groups.length);
      return answer.groups;
    };
    const keysOf = (groups: readonly object[]) => [...new Set(groups.flatMap(Object.keys))].sort();
    const total = (groups: readonly Record<string, unknown>[], key: string) =>
      groups.reduce((sum, one) => sum + Number(one[key]), 0);

    it('has the keys asked for, and no others', async () => {
      const groups = await group({
        groupby: ['state', 'partner_id', 'date_order:month'],
        fields: ['amount_total:sum', 'amount_total:max', 'partner_id:count_distinct', 'name:min'],
      });
      expect(groups.length).toBeGreaterThan(0);
      for (const one of groups) {
        expect(keysOf([one])).toEqual([
          '__count',
          'amount_total:max',
          'amount_total:sum',
          'date_order:month',
          'name:min',
          'partner_id',
          'partner_id:count_distinct',
          'state',
        ]);
        expect(one).toMatchObject({
          __count: expect.any(Number),
          'amount_total:sum': expect.any(Number),
          'amount_total:max': expect.any(Number),
          'partner_id:count_distinct': 1,
          'name:min': expect.any(String),
          partner_id: [expect.any(Number), expect.any(String)],
          state: expect.any(String),
        });
        expect(period.parse(one['date_order:month'])[0]).toMatch(/-01 00:00:00$/);
      }
    });

    it('groups by everything at once: the groups are of all records, once each', async () => {
      const { count } = counted.parse(await call('search_count', { model: 'sale.order' }));
      expect(total(await group({ groupby: ['state'] }), '__count')).toBe(count);
      expect(total(await group({ groupby: ['state', 'partner_id'] }), '__count')).toBe(count);
      expect(await group({})).toEqual([{ __count: count }]);
      const sum = { fields: ['amount_total:sum'] };
      const [whole] = await group(sum);
      const parts = await group({ ...sum, groupby: ['date_order:week', 'user_id'] });
      expect(total(parts, 'amount_total:sum')).toBeCloseTo(Number(whole?.['amount_total:sum']), 2);
    });

    it('totals a figure by its own function, and knows the fields Odoo’s clients repeat', async () => {
      const groups = await group({
        groupby: ['state'],
        fields: ['state', 'amount_total', '__count', 'amount_total:sum'],
      });
      expect(keysOf(groups)).toEqual(['__count', 'amount_total:sum', 'state']);
      expect(keysOf(await group({ groupby: ['date_order'] }))).toEqual([
        '__count',
        'date_order:month',
      ]);
    });

    it('answers an aliased figure under its field, and orders by the alias', async () => {
      const groups = await group({
        groupby: ['partner_id'],
        fields: ['total:sum(amount_total)', 'n:count_distinct(state)'],
        orderby: 'total desc',
        limit: 5,
      });
      expect(keysOf(groups)).toEqual([
        '__count',
        'amount_total:sum',
        'partner_id',
        'state:count_distinct',
      ]);
      const totals = groups.map((one) => Number(one['amount_total:sum']));
      expect(totals).toEqual(totals.toSorted((a, b) => b - a));
    });

    it.each<[string, string, (group: Record<string, unknown>) => unknown]>([
      ['amount_total:sum desc', 'amount_total:sum', (one) => -Number(one['amount_total:sum'])],
      ['amount_total DESC', 'amount_total:sum', (one) => -Number(one['amount_total:sum'])],
      ['__count desc, state', '__count', (one) => -Number(one.__count)],
      ['state desc,  __count asc', 'state', (one) => one.state],
    ])('orders groups by %s', async (orderby, _key, rank) => {
      const groups = await group({ groupby: ['state'], fields: ['amount_total:sum'], orderby });
      const ranks = groups.map(rank);
      if (orderby.startsWith('state')) expect(ranks).toEqual(ranks.toSorted().reverse());
      else expect(ranks).toEqual(ranks.toSorted((a, b) => Number(a) - Number(b)));
      const first = await group({
        groupby: ['state'],
        fields: ['amount_total:sum'],
        orderby,
        limit: 1,
      });
      expect(first).toEqual(groups.slice(0, 1));
    });

    it.each(['day', 'week', 'month', 'quarter', 'year'])(
      'groups dates by %s',
      async (granularity) => {
        const key = `date_order:${granularity}`;
        const groups = await group({ groupby: [key], orderby: `${key} desc` });
        const starts = groups.map((one) => period.parse(one[key])[0]);
        expect(starts).toEqual(starts.toSorted().reverse());
        expect(new Set(starts).size).toBe(starts.length);
      },
    );

    it.each([
      ['res.partner', 'country_id'],
      ['project.task', 'date_deadline:month'],
    ])('shows %s without %s as false', async (model, key) => {
      const groups = await group({ model, groupby: [key], orderby: `${key} desc` });
      expect(groups.length).toBeGreaterThan(1);
      expect(groups.filter((one) => one[key] === false)).toHaveLength(1);
    });

    it('finds records by name, within a domain', async () => {
      const names = z.object({
        records: z.array(z.object({ id: z.int(), display_name: z.string() })),
        count: z.int(),
      });
      const search = async (args: Record<string, unknown>) =>
        names.parse(await call('name_search', { model: 'res.partner', ...args })).records;
      const [known] = await search({ limit: 1 });
      const found = await search({ name: known?.display_name });
      expect(found).toContainEqual(known);
      expect(await search({ name: known?.display_name, domain: [['id', '=', known?.id]] })).toEqual(
        [known],
      );
      expect(await search({ domain: [['id', '=', -1]] })).toEqual([]);
    });

    it.each<[string, string[], Record<string, unknown>]>([
      ['sale.order', ['name', 'state', 'client_order_ref'], { name: 'New' }],
      ['sale.order.line', ['product_uom_qty'], { product_uom_qty: 1 }],
      ['res.partner', ['active', 'email'], { active: true }],
      ['crm.lead', ['active', 'email_from'], { active: true }],
    ])('tells the defaults of %s', async (model, fields, expected) => {
      const { defaults } = z
        .object({ defaults: z.record(z.string(), z.unknown()) })
        .parse(await call('get_defaults', { model, fields }));
      expect(defaults).toMatchObject(expected);
      expect(fields).toEqual(expect.arrayContaining(Object.keys(defaults)));
      expect(await call('get_defaults', { model })).toMatchObject({
        model,
        defaults: expected,
      });
    });

    it.each<[string, Record<string, unknown>, RegExp]>([
      ['read_group', { groupby: ['no_such'] }, /no_such/],
      ['read_group', { fields: ['no_such:sum'] }, /no_such/],
      ['read_group', { fields: ['note'] }, /'note'.*note:count/],
      ['read_group', { groupby: ['state'], orderby: 'name' }, /keys of the answer/],
      ['read_group', { groupby: ['state'], orderby: 'state desc desc' }, /keys of the answer/],
      ['read_group', { groupby: ['partner_id.email'] }, /groupby/],
      ['read_group', { groupby: ['date_order', 'date_order:month'] }, /once/],
      ['read_group', { fields: ['x:max(amount_total)garbage'] }, /field:function/],
      ['read_group', { fields: ['x:max(partner_id.name)'] }, /field:function/],
      ['read_group', { fields: ['amount_total:array_agg'] }, /field:function/],
      ['name_search', { domain: [['no_such', '=', 1]] }, /no_such/],
    ])('%s %j says what is wrong', async (name, args, text) => {
      const result = await given.admin.call(name, { model: 'sale.order', ...args });
      expect(result.isError).toBe(true);
      expect(result.content[0]?.text).toMatch(text);
      expect(result._meta?.['odoo-mcp/error']).toMatchObject({ class: 'validation' });
    });
  },
);
