import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoOdoo, startDemoOdoo } from '../demo/server.ts';
import { CLIENT_KINDS, connectClient } from '../upstream/mcp-clients.fixture.ts';
import { GUARD_MAIN } from './guard-process.fixture.ts';

let odoo: DemoOdoo;
beforeAll(async () => {
  odoo = await startDemoOdoo({ version: 18 });
});
afterAll(async () => {
  await odoo.close();
});

function guardOnStdio(env: Readonly<Record<string, string>>) {
  return {
    command: process.execPath,
    args: [GUARD_MAIN],
    env: { PATH: process.env.PATH ?? '', MCP_LOG_LEVEL: 'error', ODOO_URL: odoo.url, ...env },
  };
}

describe.each(CLIENT_KINDS)('`odoo-mcp-guard` on stdio, with the %s', (kind) => {
  it('signs in with the login tool, and finds the only database by itself', async () => {
    const client = await connectClient(kind, guardOnStdio({}));
    const unsigned = await client.call('search_count', { model: 'crm.lead' });
    expect(unsigned).toMatchObject({ isError: true });
    const login = await client.call('login', {
      method: 'password',
      username: 'sales',
      credential: 'sales',
    });
    expect(login.structuredContent).toMatchObject({ login: 'sales', database: 'demo' });
    const read = await client.call('search_read', {
      model: 'res.partner',
      fields: ['name', 'vat'],
    });
    expect(read.structuredContent).toMatchObject({
      records: expect.arrayContaining([expect.objectContaining({ vat: '***' })]),
    });
    await client.close();
  });

  it('is the person the environment names', async () => {
    const client = await connectClient(
      kind,
      guardOnStdio({ ODOO_DB: 'demo', ODOO_USERNAME: 'sales', ODOO_PASSWORD: 'sales' }),
    );
    const counted = await client.call('search_count', { model: 'crm.lead' });
    expect(counted.structuredContent).toMatchObject({ model: 'crm.lead' });
    const refused = await client.call('search_read', { model: 'res.users' });
    expect(refused).toMatchObject({
      isError: true,
      _meta: { 'odoo-mcp-guard/decision': { code: 'model_blocked' } },
    });
    await client.close();
  });
});
