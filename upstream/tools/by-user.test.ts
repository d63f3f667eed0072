import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoOdoo, startDemoOdoo } from '../../demo/server.ts';
import { connectClient, type TestClient } from '../mcp-clients.fixture.ts';
import { type RunningUpstream, startUpstream } from '../running-upstream.fixture.ts';

/** Tools as users with fewer rights, who all reach the same upstream process. */
describe.each([17, 18, 19] as const)('users of Odoo %i', (version) => {
  let demo: DemoOdoo;
  let upstream: RunningUpstream;
  const clients = new Map<string, TestClient>();

  beforeAll(async () => {
    demo = await startDemoOdoo({ version });
    upstream = await startUpstream(new URL(demo.url));
    for (const login of ['admin', 'sales', 'hr', 'portal']) {
      const account = { method: 'password', database: 'demo', login, secret: login };
      const target = { url: upstream.url, headers: upstream.headers(account) };
      clients.set(login, await connectClient('v2 SDK, legacy era', target));
    }
  });
  afterAll(async () => {
    for (const client of clients.values()) await client.close();
    await upstream?.close();
    await demo?.close();
  });

  const call = async (login: string, name: string, args: Record<string, unknown>) => {
    const result = await clients.get(login)?.call(name, args);
    if (result === undefined) throw new Error(`${login} is not connected`);
    return result;
  };

  it.each(['sales', 'hr', 'portal'])('%s logs in as itself, no administrator', async (login) => {
    const args = { method: 'password', username: login, credential: login };
    const { structuredContent } = await call(login, 'login', args);
    expect(structuredContent).toMatchObject({ login, is_admin: false });
    expect(structuredContent?.groups).not.toContain('base.group_system');
    expect(structuredContent?.groups).toContain(
      login === 'portal' ? 'base.group_portal' : 'base.group_user',
    );
  });

  it('the portal user gets a list of models without the ones it cannot read', async () => {
    const { structuredContent } = await call('portal', 'list_models', {});
    expect(structuredContent?.models).toContainEqual(
      expect.objectContaining({ model: 'res.partner' }),
    );
    expect(JSON.stringify(structuredContent)).not.toContain('ir.config_parameter');
  });

  it('an internal user gets a list of models without the ones it cannot read', async () => {
    const { structuredContent } = await call('sales', 'list_models', {});
    const names = JSON.stringify(structuredContent?.models);
    expect(names).toContain('"sale.order"');
    expect(names).not.toContain('ir.config_parameter');
  });

  it('what Odoo refuses is an access error without groups, users or hints to ask someone', async () => {
    const result = await call('sales', 'search_read', { model: 'ir.config_parameter' });
    expect(result).toMatchObject({
      isError: true,
      _meta: { 'odoo-mcp/error': { class: 'access', retryable: false } },
    });
    expect(result.content[0]?.text).not.toMatch(/administrator|groups|Settings|id=/i);
  });

  it('a dry run says no where the write would be refused', async () => {
    const result = await call('portal', 'create_record', {
      model: 'res.partner',
      values: { name: 'x' },
      dry_run: true,
    });
    expect(result).toMatchObject({
      isError: true,
      _meta: { 'odoo-mcp/error': { class: 'access', retryable: false } },
    });
  });

  it('interleaved calls never see the rights or the records of another user', async () => {
    const logins = ['admin', 'sales', 'hr', 'portal'];
    const alone = new Map<string, unknown>();
    const read = async (login: string) => {
      const args = { model: 'sale.order', fields: ['name'], order: 'id', limit: 500 };
      return JSON.stringify(await call(login, 'search_read', args));
    };
    for (const login of logins) alone.set(login, await read(login));
    expect(new Set(alone.values()).size).toBeGreaterThan(2);
    const rounds = Array.from({ length: 12 }, () => logins).flat();
    const answers = await Promise.all(rounds.map(async (login) => [login, await read(login)]));
    for (const [login, answer] of answers) expect(answer).toEqual(alone.get(login ?? ''));
  });

  it('reads are bounded: the limit is lowered, an offset below zero is zero', async () => {
    const args = {
      model: 'res.partner',
      fields: ['name'],
      limit: 100_000,
      offset: -5,
      domain: null,
    };
    const { structuredContent } = await call('admin', 'search_read', args);
    expect(structuredContent?.hint).toBe('limit was lowered to 500.');
    expect(demo.requests.at(-1)).toMatchObject({ model: 'res.partner', method: 'search_read' });
    expect(JSON.stringify(demo.requests.at(-1))).toMatch(/"offset":0.*"limit":501/);
  });
});
