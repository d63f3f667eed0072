import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENT_KINDS, connectClient } from '../upstream/mcp-clients.fixture.ts';
import { makeFirstCalls } from './first-calls.fixture.ts';
import { npmStart, npmStartFails, type Started } from './npm-start.fixture.ts';

describe('what `npm start` prints', () => {
  let started: Started;
  beforeAll(async () => {
    started = await npmStart();
  });
  afterAll(async () => {
    const running = started.processes();
    // This script, the guard, the demo Odoo, the upstream.
    expect(running.length).toBeGreaterThanOrEqual(4);
    expect(await started.ctrlC()).toBe(0);
    for (const pid of running) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  it.each(CLIENT_KINDS)('configures the %s, and the three calls do what they say', async (kind) => {
    const { url, headers } = started.configuration.mcpServers.odoo;
    const client = await connectClient(kind, { url: new URL(url), headers });
    await makeFirstCalls(client, started.greeting);
    await client.close();
  });

  it('names logins that sign in', async () => {
    const { url } = started.configuration.mcpServers.odoo;
    const logins = [...started.greeting.matchAll(/^ {2}(\w+) \/ (\w+) /gm)];
    expect(logins.map(([, login]) => login)).toContain('sales');
    for (const [, username = '', credential = ''] of logins) {
      const client = await connectClient('v1 SDK', { url: new URL(url), headers: {} });
      const login = await client.call('login', { method: 'password', username, credential });
      expect(login.structuredContent).toMatchObject({ login: username });
      await client.close();
    }
  });

  it('names bearer tokens that are let in', async () => {
    const { url } = started.configuration.mcpServers.odoo;
    const tokens = [...started.greeting.matchAll(/^ {2}(demo-\w+) /gm)].map(([, token]) => token);
    expect(tokens).toContain('demo-admin');
    for (const token of tokens) {
      const headers = { authorization: `Bearer ${token}` };
      const client = await connectClient('v2 SDK, modern era', { url: new URL(url), headers });
      const count = await client.call('search_count', { model: 'res.partner' });
      expect(count.structuredContent?.count).toBeGreaterThan(0);
      await client.close();
    }
  });
});

describe('`npm start` that cannot', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'config-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('names the port that is taken, and leaves nothing running', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const failed = await npmStartFails({ MCP_PORT: String(port) });
    taken.close();
    expect(failed).toMatchObject({ code: 1, left: [] });
    expect(failed.problems).toContain(`Port ${port} of 127.0.0.1 is in use. Set MCP_PORT`);
  });

  it.each([
    [
      'ODOO_URL',
      'odoo.example.com',
      'environment ODOO_URL: the value is not an address with http://',
    ],
    ['MCP_PORT', '80800', 'environment MCP_PORT: must be at most 65535'],
    ['CONFIG_DIR', '/nowhere/at/all', '/nowhere/at/all does not exist'],
  ])('says what is wrong with %s=%s before anything is started', async (name, value, problem) => {
    const failed = await npmStartFails({ MCP_PORT: '0', [name]: value });
    expect(failed).toMatchObject({ code: 1, left: [] });
    expect(failed.problems).toContain(problem);
    expect(failed.problems).not.toContain('▸ starting');
  });

  it('gives the place of a mistake in a policy file', async () => {
    const text = 'default_policy: deny\nstock_models:\n  readonly: [res.partner]\n';
    writeFileSync(join(folder, 'model_access.yaml'), text);
    const failed = await npmStartFails({ MCP_PORT: '0', CONFIG_DIR: folder });
    expect(failed).toMatchObject({ code: 1, left: [] });
    expect(failed.problems).toContain('model_access.yaml:3:3 unknown key "readonly"');
    expect(failed.problems).toContain('"read_only"');
    expect(failed.problems).not.toMatch(/^\s+at /m);
  });
});

it('`npm start` for an Odoo that does not answer starts, and signing in says so', async () => {
  // The port of TCPMUX, which nothing has used for decades.
  const started = await npmStart({ ODOO_URL: 'http://127.0.0.1:1', ODOO_DB: 'demo' });
  try {
    const { url } = started.configuration.mcpServers.odoo;
    const client = await connectClient('v1 SDK', { url: new URL(url), headers: {} });
    const args = { method: 'password', username: 'sales', credential: 'sales' };
    const login = await client.call('login', args);
    expect(login.isError).toBe(true);
    expect(login.content[0]?.text).toMatch(/Odoo cannot be reached/);
    await client.close();
  } finally {
    expect(await started.ctrlC()).toBe(0);
  }
});
