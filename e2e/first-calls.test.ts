import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { connectClient } from '../upstream/mcp-clients.fixture.ts';
import { type GuardProcess, startGuardProcess } from './guard-process.fixture.ts';
import { odoosUnderTest, signedIn } from './odoo-under-test.fixture.ts';
import { post, type RawResponse } from './raw-mcp.fixture.ts';

const MODERN = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
};

function modern(url: string, method: string, params: Record<string, unknown> = {}) {
  const headers: Record<string, string> = {
    'mcp-protocol-version': '2026-07-28',
    'mcp-method': method,
  };
  return post(
    url,
    { jsonrpc: '2.0', id: 0, method, params: { ...params, _meta: MODERN } },
    headers,
  );
}

/** What a denied tool call says: the decision of its `_meta`. */
function decision(response: RawResponse): Record<string, unknown> {
  expect(response.result).toMatchObject({ isError: true });
  const meta = response.result?._meta as Record<string, Record<string, unknown>>;
  return meta['odoo-mcp-guard/decision'] ?? {};
}

describe.each(odoosUnderTest())('`npm start` in front of $name', (odoo) => {
  let guard: GuardProcess;
  beforeAll(async () => {
    guard = await startGuardProcess(odoo.env);
  });
  afterAll(async () => {
    expect(await guard.stop()).toBe(0);
  });

  it('answers a legacy client: initialize, login, search_read', async () => {
    const session = await signedIn(guard, odoo.sales);
    const { result } = await session.call('search_read', {
      model: 'res.partner',
      fields: ['name', 'vat'],
      limit: 2,
    });
    expect(result?.structuredContent).toMatchObject({
      model: 'res.partner',
      count: 2,
      records: [
        { name: expect.any(String), vat: '***' },
        { name: expect.any(String), vat: '***' },
      ],
    });
  });

  it('answers a modern client: server/discover, then tools/list with _meta', async () => {
    const discovered = await modern(guard.url, 'server/discover');
    expect(discovered.response?.result).toMatchObject({
      resultType: 'complete',
      supportedVersions: expect.arrayContaining(['2026-07-28']),
      capabilities: { tools: {} },
    });
    const listed = await modern(guard.url, 'tools/list');
    expect(listed.response?.result).toMatchObject({ cacheScope: 'private', ttlMs: 0 });
    const tools = listed.response?.result?.tools as { name: string }[];
    expect(tools.map((tool) => tool.name)).toContain('search_read');
  });

  it.each([
    ['search_read', { model: 'res.users' }, 'model_blocked'],
    ['search_read', { model: 'ir.config_parameter' }, 'model_blocked'],
    [
      'search_read',
      { model: 'res.partner', domain: [['user_ids.password', '=like', 'a%']] },
      'field_not_searchable',
    ],
    [
      'search_count',
      { model: 'res.partner', domain: [['user_ids.password', '=like', 'a%']] },
      'field_not_searchable',
    ],
    ['search_read', { model: 'res.partner', order: 'vat desc' }, 'field_not_searchable'],
  ])('denies %s %j with rule and reason', async (tool, args, code) => {
    const session = await signedIn(guard, odoo.sales);
    expect(decision(await session.call(tool, args))).toMatchObject({
      effect: 'deny',
      code,
      rule: expect.stringMatching(/\S/),
      reason: expect.stringMatching(/\S/),
    });
  });

  it('creates, changes and deletes for those who may, and refuses the rest', async () => {
    const sales = await signedIn(guard, odoo.sales);
    const made = await sales.call('create_record', {
      model: 'crm.lead',
      values: { name: 'Guarded lead', type: 'lead' },
    });
    const id = made.result?.structuredContent as { id: number };
    expect(id).toMatchObject({ id: expect.any(Number) });
    const changed = await sales.call('update_record', {
      model: 'crm.lead',
      record_id: id.id,
      values: { name: 'Guarded lead, renamed' },
    });
    expect(changed.result?.structuredContent).toMatchObject({ success: true });
    expect(
      decision(await sales.call('delete_record', { model: 'crm.lead', record_id: id.id })),
    ).toMatchObject({ effect: 'deny' });
    expect(
      decision(
        await sales.call('update_record', {
          model: 'crm.lead',
          record_id: id.id,
          values: { active: false },
        }),
      ),
    ).toMatchObject({ code: 'field_not_writable' });

    const admin = await signedIn(guard, odoo.admin);
    const dropped = await admin.call('delete_record', { model: 'crm.lead', record_id: id.id });
    expect(dropped.result?.structuredContent).toMatchObject({ success: true });
  });

  it('writes an order with its lines, and changes it', async () => {
    const admin = await signedIn(guard, odoo.admin);
    const first = async (model: string, domain: unknown[]) => {
      const { result } = await admin.call('search_read', {
        model,
        domain,
        fields: ['id'],
        limit: 1,
      });
      return z
        .object({ records: z.tuple([z.object({ id: z.number() })]) })
        .parse(result?.structuredContent).records[0].id;
    };
    const partner = await first('res.partner', [['is_company', '=', true]]);
    const product = await first('product.product', [['sale_ok', '=', true]]);
    const made = await admin.call('create_record', {
      model: 'sale.order',
      values: { partner_id: partner, order_line: [[0, 0, { product_id: product }]] },
    });
    const { id } = z.object({ id: z.number() }).parse(made.result?.structuredContent);
    const changed = await admin.call('update_record', {
      model: 'sale.order',
      record_id: id,
      values: { client_order_ref: 'PO 7', order_line: [[0, 0, { product_id: product }]] },
    });
    expect(changed.result?.structuredContent).toMatchObject({ success: true });
    const read = await admin.call('get_record', {
      model: 'sale.order',
      record_id: id,
      fields: ['client_order_ref', 'order_line'],
    });
    expect(read.result?.structuredContent).toMatchObject({
      record: { client_order_ref: 'PO 7', order_line: [expect.any(Number), expect.any(Number)] },
    });
    const dropped = await admin.call('delete_record', { model: 'sale.order', record_id: id });
    expect(dropped.result?.structuredContent).toMatchObject({ success: true });
  });

  it('lists models and fields without the hidden ones', async () => {
    const session = await signedIn(guard, odoo.sales);
    const models = (await session.call('list_models', {})).result?.structuredContent as {
      models: { model: string }[];
    };
    const names = models.models.map(({ model }) => model);
    expect(names).toContain('res.partner');
    expect(names).not.toContain('res.users');
    const fields = (await session.call('get_model_fields', { model: 'res.partner' })).result
      ?.structuredContent as { fields: Record<string, unknown> };
    expect(Object.keys(fields.fields)).toContain('name');
    expect(Object.keys(fields.fields)).not.toContain('vat');
  });

  it('writes one audit record per call', async () => {
    const session = await signedIn(guard, odoo.sales);
    await session.call('search_read', { model: 'res.users' });
    await expect
      .poll(() => guard.auditOf(session).map(({ method, tool, decision: d }) => [method, tool, d]))
      .toEqual([
        ['initialize', undefined, 'allowed'],
        ['tools/call', 'login', 'allowed'],
        ['tools/call', 'search_read', 'denied'],
      ]);
  });

  it.each(['v1 SDK', 'v2 SDK, legacy era'] as const)('serves the %s', async (kind) => {
    const client = await connectClient(kind, { url: new URL(guard.url), headers: {} });
    await client.call('login', {
      method: 'password',
      username: odoo.sales.login,
      credential: odoo.sales.password,
    });
    const read = await client.call('search_read', { model: 'crm.lead', limit: 1 });
    expect(read.isError).not.toBe(true);
    await client.close();
  });
});
