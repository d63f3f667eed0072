import { expect, it } from 'vitest';
import * as z from 'zod';
import {
  answer,
  describeGuarded,
  failure,
  firstId,
  found,
  refusal,
} from './guarded-odoo.fixture.ts';

const groups = z.array(z.record(z.string(), z.unknown()));
const names = (fields: unknown): string[] =>
  Object.keys(z.record(z.string(), z.unknown()).parse(fields));
const models = z.array(z.looseObject({ model: z.string() }));

describeGuarded('reads', (given) => {
  const partners = (args: Record<string, unknown>) =>
    answer(given.sales, 'search_read', { model: 'res.partner', ...args });

  it('80 records are the most unless more are asked for', async () => {
    const { count, records } = await answer(given.admin, 'search_read', {
      model: 'res.country',
      fields: ['code'],
    });
    expect(count).toBe(z.array(z.unknown()).parse(records).length);
    expect(count).toBeLessThanOrEqual(80);
  });

  it('500 are the most there are, and a lowered limit is said', async () => {
    const response = await given.sales.call('search_read', {
      model: 'res.partner',
      fields: ['name'],
      limit: 5_000,
    });
    expect(JSON.stringify(response.result?._meta)).toContain('limit_capped');
  });

  it.each([0, -1, 1.5, '5', true, [5]])('the limit %j is refused', async (limit) => {
    await failure(given.sales, 'search_read', { model: 'res.partner', limit });
  });

  it.each(['5', true, [0], 1.5])('the offset %j is refused', async (offset) => {
    await failure(given.sales, 'search_read', { model: 'res.partner', offset });
  });

  it('pages do not overlap', async () => {
    const page = async (offset: number) =>
      (
        await found(given.sales, 'res.partner', { fields: ['id'], limit: 2, offset, order: 'id' })
      ).map(({ id }) => id);
    const [first, second] = [await page(0), await page(2)];
    expect(new Set([...first, ...second]).size).toBe(4);
  });

  it('without fields a few telling ones come back, none of them hidden or binary', async () => {
    const { records } = await partners({ limit: 1 });
    const [first] = z.array(z.record(z.string(), z.unknown())).parse(records);
    const keys = Object.keys(first ?? {});
    expect(keys.length).toBeLessThanOrEqual(26);
    expect(keys).toContain('name');
    expect(keys).not.toContain('image_1920');
    expect(keys).not.toContain('vat');
  });

  it('an empty list of fields is not every field', async () => {
    const { records } = await partners({ fields: [], limit: 1 });
    const [first] = z.array(z.record(z.string(), z.unknown())).parse(records);
    expect(Object.keys(first ?? {}).length).toBeLessThanOrEqual(26);
  });

  it('a hidden field is masked, and whose right it is sees it', async () => {
    const { records } = await partners({ fields: ['name', 'vat', 'credit_limit'], limit: 1 });
    expect(z.array(z.looseObject({ vat: z.string() })).parse(records)[0]?.vat).toBe('***');
    const [open] = await found(given.admin, 'res.partner', { fields: ['vat'], limit: 1 });
    expect(open?.vat).not.toBe('***');
  });

  it.each([
    ['a field twice', ['name', 'name']],
    ['a path', ['country_id.code']],
    ['no list', 'name'],
    ['an object', { name: true }],
    ['a number', [1]],
    ['a field that does not exist', ['no_such_field']],
    ['a field in capitals', ['Name']],
    ['a field with a line break', ['vat\n']],
  ])('fields with %s are refused', async (_what, fields) => {
    expect(
      await refusal(given.sales, 'search_read', { model: 'res.partner', fields }),
    ).toMatchObject({
      effect: 'deny',
    });
  });

  it('a record that is not there is an error, not an empty success', async () => {
    await failure(given.sales, 'get_record', {
      model: 'res.partner',
      record_id: 99_999_999,
      fields: ['name'],
    });
  });

  it.each([0, -1, 1.5, '1', true, [1], null, 2 ** 53])(
    'the record id %j is refused',
    async (record_id) => {
      await failure(given.sales, 'get_record', { model: 'res.partner', record_id });
    },
  );

  it.each([
    'name',
    'name asc',
    'name desc, id',
    'NAME DESC'.toLowerCase(),
    'country_id, name desc',
    'create_date desc',
  ])('the order %j is understood', async (order) => {
    expect(await partners({ order, fields: ['name'], limit: 2 })).toMatchObject({ count: 2 });
  });

  it.each([
    'name; drop table res_partner',
    'name union select',
    'name -- x',
    '*',
    'name desc desc',
    'name,desc',
    'vat',
    'vat desc, name',
    'user_ids.password',
    'no_such_field',
    'name desc nulls first, (select 1)',
    '1',
  ])('the order %j is refused', async (order) => {
    await refusal(given.sales, 'search_read', { model: 'res.partner', order });
  });
});

describeGuarded('groups', (given) => {
  const grouped = async (args: Record<string, unknown>) =>
    groups.parse(
      (await answer(given.admin, 'read_group', { model: 'sale.order', fields: [], ...args }))
        .groups,
    );

  it.each(['day', 'week', 'month', 'quarter', 'year'])('dates by %s', async (period) => {
    const [first] = await grouped({ groupby: [`date_order:${period}`] });
    expect(first).toHaveProperty([`date_order:${period}`]);
    expect(first?.__count).toEqual(expect.any(Number));
  });

  it('every level of a grouping at once', async () => {
    const [first] = await grouped({
      groupby: ['state', 'partner_id'],
      fields: ['amount_total:sum'],
    });
    expect(first).toMatchObject({
      state: expect.any(String),
      'amount_total:sum': expect.any(Number),
    });
    expect(first).toHaveProperty('partner_id');
  });

  it.each(['sum', 'avg', 'min', 'max', 'count', 'count_distinct'])(
    'the figure %s',
    async (figure) => {
      const [first] = await grouped({ groupby: ['state'], fields: [`amount_total:${figure}`] });
      expect(first?.[`amount_total:${figure}`]).toEqual(expect.any(Number));
    },
  );

  it('counts add up', async () => {
    const all = await answer(given.admin, 'search_count', { model: 'sale.order' });
    const counts = (await grouped({ groupby: ['state'] })).map(({ __count }) => Number(__count));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(all.count);
  });

  it.each<[string, Record<string, unknown>]>([
    ['an unknown period', { groupby: ['date_order:minute'] }],
    ['an unknown figure', { groupby: ['state'], fields: ['amount_total:median'] }],
    ['array_agg', { groupby: ['state'], fields: ['amount_total:array_agg'] }],
    ['SQL', { groupby: ['state'], fields: ['amount_total:sum(amount_total) from x'] }],
    ['an unknown field', { groupby: ['no_such_field'] }],
    ['the limit 0', { groupby: ['state'], limit: 0 }],
    ['a path', { groupby: ['partner_id.vat'] }],
    ['an order by another key', { groupby: ['state'], orderby: 'amount_total:sum desc, vat' }],
  ])('%s is refused', async (_what, args) => {
    await failure(given.admin, 'read_group', { model: 'sale.order', fields: [], ...args });
  });

  it.each<[string, Record<string, unknown>]>([
    ['grouping by it', { groupby: ['vat'], fields: [] }],
    ['computing over it', { groupby: ['is_company'], fields: ['vat:count'] }],
    ['an alias over it', { groupby: ['is_company'], fields: ['name:max(vat)'] }],
    ['sorting by it', { groupby: ['is_company'], fields: [], orderby: 'vat:max desc' }],
  ])('a hidden field is not found out by %s', async (_what, args) => {
    await refusal(given.sales, 'read_group', { model: 'res.partner', ...args });
  });
});

describeGuarded('descriptions', (given) => {
  it('hidden and blocked models are not listed', async () => {
    const listed = models.parse((await answer(given.sales, 'list_models')).models);
    const listedNames = listed.map(({ model }) => model);
    expect(listedNames).toContain('res.partner');
    for (const hidden of [
      'res.users',
      'ir.config_parameter',
      'mail.message',
      'hr.employee.category',
    ])
      expect(listedNames).not.toContain(hidden);
    for (const model of listed) expect(model.access_level).toEqual(expect.any(String));
  });

  it('lists by filter, page and in short form', async () => {
    const { models: short, count } = await answer(given.sales, 'list_models', {
      filter: 'sale.order',
      compact: true,
    });
    expect(models.parse(short).every((entry) => entry.model.includes('sale.order'))).toBe(true);
    expect(count).toBe(models.parse(short).length);
    const page = await answer(given.admin, 'list_models', { limit: 2, offset: 1 });
    expect(models.parse(page.models).length).toBeLessThanOrEqual(2);
  });

  it.each([0, -1])('a limit of %j is refused', async (limit) => {
    await failure(given.sales, 'list_models', { limit });
  });

  it('fields by exact names, by a word, and never the hidden ones', async () => {
    const fields = async (field_filter?: unknown) =>
      names(
        (
          await answer(given.sales, 'get_model_fields', {
            model: 'res.partner',
            ...(field_filter === undefined ? {} : { field_filter }),
          })
        ).fields,
      );
    expect(await fields(['name', 'city'])).toEqual(expect.arrayContaining(['name', 'city']));
    expect((await fields(['name', 'city'])).length).toBe(2);
    expect((await fields('name,city')).length).toBe(2);
    expect(await fields('stree')).toEqual(expect.arrayContaining(['street', 'street2']));
    expect(await fields(['vat'])).toEqual([]);
    expect(await fields('va')).not.toContain('vat');
    expect(await fields()).not.toContain('credit_limit');
  });

  it('a relation to a blocked model is not described as one', async () => {
    const { fields } = await answer(given.sales, 'get_model_fields', {
      model: 'res.partner',
      field_filter: ['message_ids', 'country_id'],
    });
    expect(JSON.stringify(fields)).not.toContain('mail.message');
  });

  it('names are found, and their search is judged', async () => {
    const { records } = await answer(given.sales, 'name_search', {
      model: 'res.country',
      name: 'Belg',
      limit: 5,
    });
    expect(JSON.stringify(records)).toContain('Belgium');
    await refusal(given.sales, 'name_search', { model: 'res.users', name: 'a' });
  });

  it('defaults without hidden fields', async () => {
    expect(
      await answer(given.sales, 'get_defaults', {
        model: 'res.partner',
        fields: ['active', 'type'],
      }),
    ).toMatchObject({ model: 'res.partner', defaults: expect.any(Object) });
    expect(await firstId(given.sales, 'res.partner')).toBeGreaterThan(0);
  });
});
