import { expect, it } from 'vitest';
import * as z from 'zod';
import { describeAgainstOdoo } from '../against-odoo.fixture.ts';

const page = z.looseObject({
  records: z.array(z.looseObject({ id: z.int() })),
  count: z.int(),
  has_more: z.boolean(),
  next_offset: z.int().optional(),
  total: z.int().optional(),
});
const grouped = z.looseObject({
  groups: z.array(z.looseObject({ __count: z.int() })),
  has_more: z.boolean(),
  next_offset: z.int().optional(),
});
const counted = z.object({ count: z.int(), model: z.string() });

describeAgainstOdoo(
  (odoo) => `reading ${odoo}`,
  (given) => {
    const call = async (name: string, args: Record<string, unknown>, client = given.admin) => {
      const result = await client.call(name, args);
      expect(result.isError, JSON.stringify(result.content)).not.toBe(true);
      return result.structuredContent;
    };
    const refusal = async (name: string, args: Record<string, unknown>, client = given.admin) => {
      const result = await client.call(name, args);
      expect(result.isError, JSON.stringify(result.structuredContent)).toBe(true);
      return { text: result.content[0]?.text, error: result._meta?.['odoo-mcp/error'] };
    };

    it('goes through every page, and stops', async () => {
      const countries = { model: 'res.country', fields: ['code'], order: 'id' };
      const domain = [['code', '<', 'D']];
      const { count: total } = counted.parse(
        await call('search_count', { model: 'res.country', domain }),
      );
      const limit = Math.max(1, Math.ceil(total / 3));
      const seen: number[] = [];
      let offset: number | undefined = 0;
      while (offset !== undefined) {
        const args = { ...countries, domain, limit, offset, count_total: offset === 0 };
        const found: z.output<typeof page> = page.parse(await call('search_read', args));
        expect(found.total).toBe(offset === 0 ? total : undefined);
        expect(found.has_more).toBe(found.next_offset !== undefined);
        seen.push(...found.records.map(({ id }) => id));
        offset = found.next_offset;
      }
      expect(new Set(seen).size).toBe(total);
      expect(seen).toHaveLength(total);
    });

    it('finds a record by its external id, as the administrator and as a plain user', async () => {
      const wanted = { model: 'res.company', external_id: 'base.main_company', fields: ['name'] };
      const mine = await call('get_record', wanted);
      expect(mine).toMatchObject({ record: { id: 1, name: expect.any(String) } });
      if (given.odoo.sales === undefined) return;
      const sales = await given.connect(given.odoo.sales);
      expect(await call('get_record', wanted, sales)).toEqual(mine);
      await sales.close();
    });

    it.each([
      ['unknown', 'res.partner', 'base.no_such_record'],
      ['of another model', 'res.partner', 'base.main_company'],
    ])('an external id that is %s is missing', async (_case, model, external_id) => {
      const { text, error } = await refusal('get_record', { model, external_id });
      expect(text).toContain(external_id);
      expect(text).not.toContain('res.company');
      expect(error).toEqual({ class: 'missing', retryable: false });
    });

    it.each([{}, { record_id: 1, external_id: 'base.main_company' }])(
      'get_record %j says to name the record once',
      async (args) => {
        const { text } = await refusal('get_record', { model: 'res.company', ...args });
        expect(text).toMatch(/one of the two/);
      },
    );

    it('works in the companies named, and refuses those of others', async () => {
      const mine = { model: 'res.partner', company_ids: [1] };
      const { count } = counted.parse(await call('search_count', mine));
      expect(count).toBeGreaterThan(0);
      const others = { ...mine, company_ids: [99_999_999], fields: ['company_id'], limit: 1 };
      expect((await refusal('search_read', others)).error).toMatchObject({ class: 'access' });
    });

    it('answers in an installed language, and refuses another', async () => {
      const english = { model: 'res.country', fields: ['name'], limit: 1, lang: 'en_US' };
      expect(page.parse(await call('search_read', english)).count).toBe(1);
      const unknown = { ...english, lang: 'xx_XX' };
      // Odoo 17 answers in English.
      if (given.odoo.major === 17) expect(await call('search_read', unknown)).toBeDefined();
      else expect((await refusal('search_read', unknown)).text).toMatch(/xx_XX/);
    });

    it('keeps the groups that fit, page by page', async () => {
      const states = { model: 'res.country', groupby: ['currency_id'], orderby: '__count desc' };
      const all = grouped.parse(await call('read_group', states)).groups;
      const most = all[0]?.__count ?? 0;
      const having = [['__count', '>=', most]];
      const fitting = all.filter((group) => group.__count >= most);
      expect(grouped.parse(await call('read_group', { ...states, having })).groups).toEqual(
        fitting,
      );

      const first = grouped.parse(await call('read_group', { ...states, limit: 1 }));
      expect(first).toMatchObject({ has_more: true, next_offset: 1 });
      const second = await call('read_group', { ...states, limit: 1, offset: 1 });
      expect(grouped.parse(second).groups).toEqual([all[1]]);
      const figures = { ...states, fields: ['id:count'], having: [['id:count', '>', most]] };
      expect(grouped.parse(await call('read_group', figures)).groups).toEqual([]);
    });

    it.each([[[['name', '=', 1]]], [[['__count', 'in', [1]]]], [[['__count', '>', '1']]]])(
      'having %j is refused with the form to write',
      async (having) => {
        const { text, error } = await refusal('read_group', {
          model: 'res.country',
          groupby: ['currency_id'],
          having,
        });
        expect(text).toMatch(/having: write \[figure, operator, number\]/);
        expect(error).toMatchObject({ class: 'validation' });
      },
    );
  },
);
