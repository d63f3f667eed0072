import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { connectClient } from '../upstream/mcp-clients.fixture.ts';
import { type GuardProcess, startGuardProcess } from './guard-process.fixture.ts';
import { type Account, odoosUnderTest, signedIn } from './odoo-under-test.fixture.ts';
import { type LegacySession, post } from './raw-mcp.fixture.ts';

const groupsOf = z.object({ groups: z.array(z.record(z.string(), z.unknown())), count: z.int() });
const namesOf = z.object({
  records: z.array(z.strictObject({ id: z.int(), display_name: z.string() })),
});
const defaultsOf = z.object({ defaults: z.record(z.string(), z.unknown()) });
const decided = z.object({
  _meta: z.object({
    'odoo-mcp-guard/decision': z.looseObject({
      effect: z.string(),
      code: z.string().optional(),
      changes: z.array(z.looseObject({ change: z.string() })).optional(),
    }),
  }),
});

describe.each(odoosUnderTest())('groups, names and defaults of $name', (odoo) => {
  let guard: GuardProcess;
  let sales: LegacySession;
  let admin: LegacySession;
  beforeAll(async () => {
    guard = await startGuardProcess(odoo.env);
    const session = (account: Account) => signedIn(guard, account);
    sales = await session(odoo.sales);
    admin = await session(odoo.admin);
  });
  afterAll(() => guard.stop());

  const result = async (session: LegacySession, tool: string, args: Record<string, unknown>) =>
    (await session.call(tool, args)).result;
  const answer = async (session: LegacySession, tool: string, args: Record<string, unknown>) => {
    const told = await result(session, tool, args);
    expect(told?.isError, JSON.stringify(told)).not.toBe(true);
    return told?.structuredContent;
  };
  const decision = (told: unknown) => decided.parse(told)._meta['odoo-mcp-guard/decision'];

  it('are three tools that are listed', async () => {
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} };
    const { response } = await post(guard.url, list, { 'mcp-session-id': sales.id });
    const tools = z
      .object({ tools: z.array(z.looseObject({ name: z.string() })) })
      .parse(response?.result).tools;
    expect(tools.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['read_group', 'name_search', 'get_defaults']),
    );
  });

  it('come with the keys that were asked for', async () => {
    const { groups } = groupsOf.parse(
      await answer(admin, 'read_group', {
        model: 'sale.order',
        groupby: ['state', 'partner_id', 'date_order:month'],
        fields: ['amount_total:sum'],
        orderby: 'amount_total:sum desc',
        limit: 3,
      }),
    );
    expect(groups.length).toBeGreaterThan(0);
    for (const group of groups)
      expect(group).toEqual({
        state: expect.any(String),
        partner_id: [expect.any(Number), expect.any(String)],
        'date_order:month': [expect.stringMatching(/^\d{4}-\d\d-01/), expect.any(String)],
        'amount_total:sum': expect.any(Number),
        __count: expect.any(Number),
      });
  });

  it('count the same records as a count does', async () => {
    const { groups } = groupsOf.parse(
      await answer(sales, 'read_group', { model: 'crm.lead', groupby: ['stage_id'] }),
    );
    const counted = await answer(sales, 'search_count', { model: 'crm.lead' });
    const total = groups.reduce((sum, { __count: count }) => sum + Number(count), 0);
    expect(counted).toMatchObject({ count: total });
  });

  it('show a figure under its field’s name, and say that the alias is gone', async () => {
    const told = await result(sales, 'read_group', {
      model: 'crm.lead',
      fields: ['name:max(expected_revenue)'],
      limit: 1,
    });
    const { groups } = groupsOf.parse(told?.structuredContent);
    expect(groups.map((group) => Object.keys(group).toSorted())).toEqual([
      ['__count', 'expected_revenue:max'],
    ]);
    expect(decision(told).changes).toEqual([{ change: 'keys_dropped', keys: ['name'] }]);
  });

  it.each(['v1 SDK', 'v2 SDK, legacy era'] as const)('fit what the %s checks', async (kind) => {
    const client = await connectClient(kind, { url: new URL(guard.url), headers: {} });
    try {
      const { login: username, password: credential } = odoo.admin;
      await client.call('login', { method: 'password', username, credential });
      // The tools have been listed, so the client holds results to their schemas.
      const model = 'res.country';
      const calls = { read_group: { groupby: ['currency_id'] }, name_search: {}, get_defaults: {} };
      for (const [tool, args] of Object.entries(calls)) {
        const told = await client.call(tool, { model, ...args });
        expect(told.isError, JSON.stringify(told.content)).not.toBe(true);
      }
    } finally {
      await client.close();
    }
  });

  it('are found by name, where every field a search by name looks in is open', async () => {
    const { records } = namesOf.parse(
      await answer(sales, 'name_search', { model: 'res.country', name: 'bel', limit: 5 }),
    );
    expect(records.map((record) => record.display_name)).toContain('Belgium');
    const partners = { model: 'res.partner', limit: 2 };
    expect(namesOf.parse(await answer(sales, 'name_search', partners)).records).toHaveLength(2);
    expect(decision(await result(sales, 'name_search', { ...partners, name: 'a' }))).toMatchObject({
      code: 'field_not_searchable',
      reason: expect.stringContaining('vat'),
    });
    expect(
      namesOf.parse(await answer(admin, 'name_search', { ...partners, name: 'a' })).records,
    ).toHaveLength(2);
  });

  it('start from what may be read', async () => {
    const seen = async (session: LegacySession, fields: readonly string[]) =>
      defaultsOf.parse(await answer(session, 'get_defaults', { model: 'res.partner', fields }))
        .defaults;
    expect(await seen(sales, ['active'])).toEqual({ active: true });
    expect(await seen(admin, ['active', 'vat'])).toEqual({ active: true });
    const all = await answer(sales, 'get_defaults', { model: 'crm.lead' });
    expect(defaultsOf.parse(all).defaults).toMatchObject({ active: true });
    const { defaults } = defaultsOf.parse(
      await answer(admin, 'get_defaults', {
        model: 'sale.order.line',
        fields: ['product_uom_qty'],
      }),
    );
    expect(defaults).toEqual({ product_uom_qty: 1 });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['get_defaults', { model: 'res.partner', fields: ['active', 'vat'] }, 'field_not_readable'],
    ['read_group', { model: 'res.partner', groupby: ['vat'] }, 'field_not_searchable'],
    ['read_group', { model: 'res.partner', fields: ['vat:max'] }, 'field_not_searchable'],
    ['read_group', { model: 'res.partner', fields: ['name:max(vat)'] }, 'field_not_searchable'],
    [
      'read_group',
      { model: 'res.partner', groupby: ['country_id'], fields: ['vat:count_distinct'] },
      'field_not_searchable',
    ],
    [
      'read_group',
      { model: 'res.partner', groupby: ['country_id'], domain: [['vat', '=like', 'BE%']] },
      'field_not_searchable',
    ],
    [
      'read_group',
      { model: 'res.partner', groupby: ['country_id'], orderby: 'vat:max desc' },
      'order_invalid',
    ],
    ['read_group', { model: 'res.partner', groupby: ['user_id.login'] }, 'arguments_invalid'],
    ['read_group', { model: 'res.partner', fields: ['x:array_agg(name)'] }, 'arguments_invalid'],
    ['read_group', { model: 'res.partner', fields: ['x:max(name)y'] }, 'arguments_invalid'],
    ['read_group', { model: 'res.partner', groupby: 'vat' }, 'arguments_invalid'],
    ['read_group', { model: 'res.partner', having: [['vat:max', '>', 'A']] }, 'arguments_invalid'],
    ['read_group', { model: 'res.users', groupby: ['login'] }, 'model_blocked'],
    ['name_search', { model: 'res.users', name: 'admin' }, 'model_blocked'],
    ['name_search', { model: 'ir.config_parameter' }, 'model_blocked'],
    ['name_search', { model: 'res.partner', name: 'BE0477' }, 'field_not_searchable'],
    [
      'name_search',
      { model: 'res.partner', domain: [['user_ids.password', '=like', 'a%']] },
      'field_not_searchable',
    ],
    ['get_defaults', { model: 'res.users', fields: ['login'] }, 'model_blocked'],
    ['get_defaults', { model: 'res.partner', context: { default_vat: 1 } }, 'arguments_invalid'],
  ])('are refused to sales: %s %j', async (tool, args, code) => {
    const told = await result(sales, tool, args);
    expect(told).toMatchObject({ isError: true });
    expect(decision(told)).toMatchObject({ effect: 'deny', code });
  });
});
