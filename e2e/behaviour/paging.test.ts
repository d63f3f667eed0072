import { afterAll, beforeAll, expect, it } from 'vitest';
import * as z from 'zod';
import { answer, describeGuarded, failure, found, refusal } from './guarded-odoo.fixture.ts';
import { personOf } from './mcp-client.fixture.ts';

const page = z.looseObject({
  records: z.array(z.looseObject({ id: z.int() })),
  count: z.int(),
  has_more: z.boolean(),
  next_offset: z.int().optional(),
  total: z.int().optional(),
});
const groups = z.looseObject({
  groups: z.array(z.looseObject({ __count: z.int() })),
  count: z.int(),
  has_more: z.boolean(),
  next_offset: z.int().optional(),
});

describeGuarded('pages', (given) => {
  const ref = `Pages ${Math.random().toString(36).slice(2)}`;
  const mine = { model: 'res.partner', domain: [['ref', '=', ref]], order: 'id' };
  let ids: readonly number[];
  beforeAll(async () => {
    const cities = ['Ghent', 'Ghent', 'Ghent', 'Liege', 'Liege', 'Mons', 'Namur'];
    const records = cities.map((city, at) => ({ name: `${ref} ${at}`, ref, city, color: at }));
    const made = await answer(given.admin, 'bulk_create', { model: 'res.partner', records });
    ids = z.array(z.int()).parse(made.created_ids);
  });
  afterAll(async () => {
    for (const record_id of ids ?? [])
      await answer(given.admin, 'delete_record', { model: 'res.partner', record_id });
  });
  const read = async (args: Record<string, unknown> = {}) =>
    page.parse(await answer(given.sales, 'search_read', { ...mine, fields: ['id'], ...args }));
  const group = async (args: Record<string, unknown>) =>
    groups.parse(await answer(given.sales, 'read_group', { ...mine, order: undefined, ...args }));

  it('of records lead through all of them, each once', async () => {
    const seen: number[] = [];
    let offset: number | undefined = 0;
    while (offset !== undefined) {
      const { records, next_offset, has_more, count } = await read({ limit: 3, offset });
      expect(has_more).toBe(next_offset !== undefined);
      expect(count).toBe(records.length);
      seen.push(...records.map(({ id }) => id));
      offset = next_offset;
    }
    expect(seen).toEqual(ids);
  });

  it('a page that ends with the last record has no next one', async () => {
    expect(await read({ limit: 7 })).toMatchObject({ count: 7, has_more: false });
    expect(await read({ limit: 7 })).not.toHaveProperty('next_offset');
    expect(await read({ limit: 6 })).toMatchObject({ has_more: true, next_offset: 6 });
  });

  it('all are counted where that is asked for', async () => {
    expect(await read({ limit: 2, count_total: true })).toMatchObject({ count: 2, total: 7 });
    expect(await read({ limit: 2 })).not.toHaveProperty('total');
    expect(await read({ offset: 90, count_total: true })).toMatchObject({
      ...{ count: 0, records: [], has_more: false, total: 7 },
    });
  });

  it('the count of all is of what the caller may see', async () => {
    const all = { model: 'crm.lead', fields: ['id'], limit: 1, count_total: true };
    for (const session of [given.admin, given.sales]) {
      const { total } = await answer(session, 'search_read', all);
      const { count } = await answer(session, 'search_count', { model: 'crm.lead' });
      expect(total).toBe(count);
    }
  });

  it('the count of all is no way to search a hidden field', async () => {
    await refusal(given.sales, 'search_read', {
      ...{ model: 'res.partner', domain: [['vat', '=like', 'BE%']], count_total: true, limit: 1 },
    });
  });

  it.each([-5, 1.5, '3', true, 1_000_000])('an offset of %j is refused', async (offset) => {
    await failure(given.sales, 'search_read', { ...mine, offset });
  });

  it.each([0, -1, 1.5, '3', true, 10_001])('a limit of %j is refused', async (limit) => {
    await failure(given.sales, 'search_read', { ...mine, limit });
  });

  it('a limit of many is lowered to 500', async () => {
    const all = await answer(given.admin, 'search_read', {
      ...{ model: 'res.country.state', fields: ['id'], limit: 10_000 },
    });
    expect(z.int().parse(all.count)).toBeLessThanOrEqual(500);
  });

  it('of groups lead through all of them', async () => {
    const cities = { groupby: ['city'], orderby: 'city' };
    const first = await group({ ...cities, limit: 3 });
    expect(first).toMatchObject({ count: 3, has_more: true, next_offset: 3 });
    expect(first.groups).toMatchObject([
      { city: 'Ghent', __count: 3 },
      { city: 'Liege', __count: 2 },
      { city: 'Mons', __count: 1 },
    ]);
    const rest = await group({ ...cities, limit: 3, offset: 3 });
    expect(rest).toMatchObject({ count: 1, has_more: false, groups: [{ city: 'Namur' }] });
  });

  it('groups are kept by their figures', async () => {
    const cities = { groupby: ['city'], fields: ['color:max'], orderby: 'city' };
    const names = async (having: unknown[]) =>
      (await group({ ...cities, having })).groups.map(({ city }) => city);
    expect(await names([['__count', '>=', 2]])).toEqual(['Ghent', 'Liege']);
    expect(await names([['color:max', '>', 4]])).toEqual(['Mons', 'Namur']);
    expect(
      await names([
        ['__count', '=', 1],
        ['color:max', '<', 6],
      ]),
    ).toEqual(['Mons']);
    expect(await names([['__count', '>', 99]])).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['on no figure of the answer', [['color:sum', '>', 1]]],
    ['with an operator that is none', [['__count', 'ilike', 1]]],
    ['with a text', [['__count', '>', '1 OR 1=1']]],
    ['that is a text', '__count > 1'],
    ['with two parts', [['__count', '>']]],
    ['with SQL for a figure', [['count(*)', '>', 1]]],
  ])('a condition on groups %s is refused', async (_what, having) => {
    await failure(given.sales, 'read_group', {
      ...{ model: 'res.partner', domain: mine.domain },
      ...{ groupby: ['city'], fields: ['color:max'], having },
    });
  });

  it('a condition on a hidden figure is refused', async () => {
    await refusal(given.sales, 'read_group', {
      ...{ model: 'res.partner', groupby: ['city'], fields: ['credit_limit:sum'] },
      having: [['credit_limit:sum', '>', 1]],
    });
  });
});

describeGuarded('a record by its external id', (given) => {
  const read = (args: Record<string, unknown>) =>
    answer(given.sales, 'get_record', { fields: ['name'], ...args });

  it('is the record', async () => {
    const by = await read({ model: 'res.country', external_id: 'base.be' });
    expect(by).toMatchObject({ record: { id: expect.any(Number), name: 'Belgium' } });
    const { id } = z.object({ id: z.int() }).parse(by.record);
    expect(await read({ model: 'res.country', record_id: id })).toEqual(by);
  });

  it.each<[string, Record<string, unknown>]>([
    ['of another model', { model: 'res.currency', external_id: 'base.be' }],
    ['that is nobody’s', { model: 'res.country', external_id: 'base.atlantis' }],
    ['without a module', { model: 'res.country', external_id: 'be' }],
    ['with a wildcard', { model: 'res.country', external_id: 'base.%' }],
    ['beside an id', { model: 'res.country', external_id: 'base.be', record_id: 20 }],
    ['nor an id', { model: 'res.country' }],
  ])('%s is refused', async (_what, args) => {
    await failure(given.sales, 'get_record', args);
  });

  it.each([
    ['res.users', 'base.user_admin'],
    ['res.groups', 'base.group_system'],
    ['ir.model', 'base.model_res_partner'],
  ])('of %s is denied before it is looked up', async (model, external_id) => {
    await refusal(given.sales, 'get_record', { model, external_id });
  });

  it('hides what is hidden', async () => {
    const by = await read({
      ...{ model: 'res.partner', external_id: 'base.main_partner', fields: ['name', 'vat'] },
    });
    expect(by).toMatchObject({ record: { vat: '***' } });
  });
});

describeGuarded('the language and the companies of a call', (given) => {
  it('are chosen by the caller', async () => {
    for (const tool of ['search_read', 'search_count', 'name_search'])
      await answer(given.sales, tool, {
        ...{ model: 'res.country', lang: 'en_US', limit: tool === 'search_count' ? undefined : 1 },
      });
    const { company_id } = await answer(given.sales, 'whoami');
    await answer(given.sales, 'search_read', {
      ...{ model: 'sale.order', company_ids: [company_id], limit: 1 },
    });
  });

  it.each<[string, unknown]>([
    ['no company', []],
    ['a company that is not one’s own', [987_654]],
    ['a text', '1'],
    ['a company that is true', [true]],
    ['a company below one', [0]],
  ])('%s is refused', async (_what, company_ids) => {
    await failure(given.sales, 'search_read', { model: 'sale.order', company_ids, limit: 1 });
    await failure(given.sales, 'search_count', { model: 'sale.order', company_ids });
  });

  it('a foreign company among the own ones is refused', async () => {
    const { company_id } = await answer(given.sales, 'whoami');
    await failure(given.sales, 'search_read', {
      ...{ model: 'sale.order', company_ids: [company_id, 987_654], limit: 1 },
    });
  });

  it.each(['xx; DROP', '../en_US', 'e'.repeat(100), 7])('%j is no language', async (lang) => {
    await failure(given.sales, 'search_read', { model: 'res.country', lang, limit: 1 });
  });

  it('narrow what an administrator of several companies sees', async () => {
    const companies = z
      .array(z.object({ id: z.int(), name: z.string() }))
      .parse((await answer(given.admin, 'whoami')).companies);
    const counts = [];
    for (const { id } of companies) {
      const { count } = await answer(given.admin, 'search_count', {
        ...{ model: 'sale.order', company_ids: [id], domain: [['company_id', '!=', id]] },
      });
      counts.push(count);
    }
    expect(counts).toEqual(companies.map(() => 0));
  });

  it('are the person’s own where the call says nothing', async () => {
    const employee = await given.signIn(personOf(given.odoo, 'demo'));
    const { company_ids } = await answer(employee, 'whoami');
    const orders = await found(employee, 'sale.order', { fields: ['company_id'], limit: 50 });
    for (const { company_id } of orders) {
      const [id] = z.tuple([z.int(), z.string()]).parse(company_id);
      expect(company_ids).toContain(id);
    }
  });
});
