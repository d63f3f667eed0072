import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type DemoOdoo, startDemoOdoo } from '../demo/server.ts';
import { GUARD_MAIN, type GuardProcess, startGuardProcess } from './guard-process.fixture.ts';
import { signedIn } from './odoo-under-test.fixture.ts';
import { openLegacySession } from './raw-mcp.fixture.ts';

const UPSTREAM_MAIN = join(GUARD_MAIN, '..', '..', 'upstream', 'main.js');
const SALES = { login: 'sales', password: 'sales' };
const key = randomBytes(32).toString('base64url');

describe('a guard in front of its own server, which it did not start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'standalone-'));
  const socket = join(folder, 'upstream.sock');
  const ended: (() => Promise<unknown>)[] = [];
  let odoo: DemoOdoo;
  beforeAll(async () => {
    odoo = await startDemoOdoo({ version: 18 });
  });
  afterEach(async () => {
    for (const end of ended.splice(0)) await end();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await odoo.close();
  });

  async function upstream(args: readonly string[]) {
    const child = spawn(process.execPath, [UPSTREAM_MAIN, '--standalone', ...args], {
      env: { ODOO_URL: odoo.url, ODOO_DB: odoo.database, UPSTREAM_KEY: key },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    const kill = async () => {
      child.kill('SIGKILL');
      await exited;
    };
    ended.push(kill);
    const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
    return { kill, port: Number(JSON.parse(String(line)).port) };
  }

  async function guard(place: string, secret = key): Promise<GuardProcess> {
    writeFileSync(
      join(folder, 'gateway.yaml'),
      [
        `odoo: {database: ${odoo.database}}`,
        `upstream: {${place}, key: "\${UPSTREAM_KEY}"}`,
        'rate_limit: {global_per_minute: 1000}',
      ].join('\n'),
    );
    const started = await startGuardProcess({
      CONFIG_DIR: folder,
      UPSTREAM_KEY: secret,
      ODOO_URL: odoo.url,
    });
    ended.push(() => started.stop());
    return started;
  }

  const leads = { model: 'crm.lead' };

  it('signs people in through a socket, and goes on when the server was killed', async () => {
    const first = await upstream(['--socket', socket]);
    const session = await signedIn(await guard(`socket: ${socket}`), SALES);
    const before = (await session.call('search_count', leads)).result;
    expect(before).toMatchObject({ structuredContent: { count: expect.any(Number) } });
    await first.kill();
    expect((await session.call('search_count', leads)).result?.isError).toBe(true);
    await upstream(['--socket', socket]);
    expect((await session.call('search_count', leads)).result).toMatchObject({
      structuredContent: before?.structuredContent,
    });
  });

  it('signs people in over HTTP', async () => {
    const { port } = await upstream(['--port', '0', '--host', '127.0.0.1']);
    const session = await signedIn(await guard(`url: "http://127.0.0.1:${port}/mcp"`), SALES);
    expect((await session.call('search_count', leads)).result?.isError).not.toBe(true);
  });

  it('gets nowhere with another key', async () => {
    const { port } = await upstream(['--port', '0']);
    const other = await guard(`url: "http://127.0.0.1:${port}/mcp"`, 'another-'.repeat(5));
    await expect(openLegacySession(other.url)).rejects.toThrow();
  });
});
