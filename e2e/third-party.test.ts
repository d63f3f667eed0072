import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CLIENT_KINDS, connectClient, type TestClient } from '../upstream/mcp-clients.fixture.ts';
import { GUARD_MAIN } from './guard-process.fixture.ts';

const SERVER = join(import.meta.dirname, 'third-party-server.fixture.mjs');
const env = { PATH: process.env.PATH ?? '', MCP_LOG_LEVEL: 'error' };
const LEGACY_KINDS = CLIENT_KINDS.filter((kind) => kind !== 'v2 SDK, modern era');

function behindGuard(...args: readonly string[]) {
  return { command: process.execPath, args: [GUARD_MAIN, ...args], env };
}

async function names(client: TestClient): Promise<readonly string[]> {
  return (await client.tools()).map((tool) => tool.name);
}

describe('`odoo-mcp-guard -- COMMAND ARGS`', () => {
  it('hides every tool nobody described, unless told otherwise', async () => {
    const client = await connectClient('v1 SDK', behindGuard('--', process.execPath, SERVER));
    expect(await names(client)).toEqual([]);
    await expect(client.call('echo', { text: 'x' })).rejects.toThrow(/Unknown tool/);
    await client.close();
  });

  it.each(LEGACY_KINDS)('relays the tools that may pass to the %s', async (kind) => {
    const client = await connectClient(
      kind,
      behindGuard('--unbound-tools', 'allow', '--', process.execPath, SERVER),
    );
    expect(await names(client)).toEqual(['echo', 'end_process', 'environment']);
    const echoed = await client.call('echo', { text: 'hello' });
    expect(echoed.content).toEqual([{ type: 'text', text: 'hello' }]);
    await client.close();
  });

  it('hands the child no environment but what it needs', async () => {
    const target = behindGuard('--unbound-tools', 'allow', '--', process.execPath, SERVER);
    const client = await connectClient('v1 SDK', {
      ...target,
      env: { ...env, ODOO_USERNAME: 'someone', ODOO_API_KEY: 'a-key-of-the-operator' },
    });
    const seen = (await client.call('environment')).content[0]?.text ?? '';
    expect(seen.split(' ')).toContain('PATH');
    expect(seen).not.toMatch(/ODOO|KEY|MCP_/);
    await client.close();
  });

  it('answers one error when the child dies, and the next call works', async () => {
    const client = await connectClient(
      'v1 SDK',
      behindGuard('--unbound-tools', 'allow', '--', process.execPath, SERVER),
    );
    const died = await client.call('end_process');
    expect(died.isError).toBe(true);
    const echoed = await client.call('echo', { text: 'again' });
    expect(echoed.content).toEqual([{ type: 'text', text: 'again' }]);
    await client.close();
  });
});

describe('`odoo-mcp-guard --upstream URL`', () => {
  const server = spawn(process.execPath, [SERVER, '--http'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let url: string;
  beforeAll(async () => {
    [url] = (await once(createInterface({ input: server.stdout }), 'line')) as [string];
  });
  afterAll(() => {
    server.kill();
  });

  it.each(LEGACY_KINDS)('relays the tools that may pass to the %s', async (kind) => {
    const client = await connectClient(
      kind,
      behindGuard('--upstream', url, '--unbound-tools', 'allow'),
    );
    const echoed = await client.call('echo', { text: 'over HTTP' });
    expect(echoed.content).toEqual([{ type: 'text', text: 'over HTTP' }]);
    await client.close();
  });
});
