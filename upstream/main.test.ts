import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type CompiledUpstream, compileUpstream } from './compiled-upstream.fixture.ts';
import { CLIENT_KINDS, connectClient } from './mcp-clients.fixture.ts';
import {
  type ReceivedCall,
  type ScriptedAnswer,
  type ScriptedOdoo,
  startScriptedOdoo,
} from './odoo/scripted-odoo.fixture.ts';
import { packageVersion } from './package-version.ts';

const KEY = randomBytes(32).toString('hex');

let compiled: CompiledUpstream;
const started = new Set<ChildProcess>();
beforeAll(() => {
  compiled = compileUpstream();
});
afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  started.clear();
});
afterAll(() => compiled.remove());

function start(args: readonly string[], env: Record<string, string> = { UPSTREAM_KEY: KEY }) {
  const child = spawn(process.execPath, [compiled.main, ...args], { env });
  started.add(child);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const exited = once(child, 'exit').then(([code]) => ({ code: Number(code), stderr }));
  const firstLine = async () => {
    const [line] = await once(child.stdout.setEncoding('utf8'), 'data');
    return String(line);
  };
  return { child, exited, firstLine };
}

describe('the process serving HTTP', () => {
  it('says on one line that it is ready on its socket, and serves there', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'upstream-'));
    const socketPath = join(folder, 'mcp.sock');
    try {
      const env = { UPSTREAM_KEY: KEY, MCP_LOG_LEVEL: 'info' };
      const { firstLine, child, exited } = start(['--socket', socketPath], env);
      expect(await firstLine()).toBe('{"ready":true}\n');
      const asked = request({ socketPath, path: '/mcp', method: 'POST' });
      asked.end('{}');
      const [response] = await once(asked, 'response');
      expect(response.statusCode).toBe(401);
      response.resume();
      child.stdin.end();
      expect(await exited).toEqual({ code: 0, stderr: '' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('names the port it chose', async () => {
    const { firstLine } = start(['--port', '0']);
    expect(JSON.parse(await firstLine())).toEqual({ ready: true, port: expect.any(Number) });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('ends on %s', async (signal) => {
    const { child, exited, firstLine } = start(['--port', '0']);
    await firstLine();
    child.kill(signal);
    expect((await exited).code).toBe(0);
  });

  it('ends when its parent closes stdin', async () => {
    const { child, exited, firstLine } = start(['--port', '0']);
    await firstLine();
    child.stdin.end();
    expect((await exited).code).toBe(0);
  });

  it('that no guard has started outlives its stdin, and ends on a signal', async () => {
    const { child, exited, firstLine } = start(['--port', '0', '--standalone']);
    const { port } = JSON.parse(await firstLine());
    child.stdin.end();
    await once(child.stdin, 'close');
    const asked = request({ host: '127.0.0.1', port, path: '/mcp', method: 'POST' });
    asked.end('{}');
    const [response] = await once(asked, 'response');
    expect(response.statusCode).toBe(401);
    response.resume();
    child.kill('SIGTERM');
    expect((await exited).code).toBe(0);
  });

  it('that no guard has started takes the place of one that was killed', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'upstream-'));
    const args = ['--standalone', '--socket', join(folder, 'mcp.sock')];
    try {
      const killed = start(args);
      await killed.firstLine();
      expect(statSync(join(folder, 'mcp.sock')).mode & 0o777).toBe(0o700);
      killed.child.kill('SIGKILL');
      await killed.exited;
      const next = start(args);
      expect(await next.firstLine()).toBe('{"ready":true}\n');
      expect(await start(args).exited).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('could not start (EADDRINUSE)'),
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('listens where it is told to', async () => {
    const { firstLine } = start(['--port', '0', '--host', '::1']);
    const { port } = JSON.parse(await firstLine());
    const asked = request({ host: '::1', port, path: '/mcp', method: 'POST' });
    asked.end('{}');
    const [response] = await once(asked, 'response');
    expect(response.statusCode).toBe(401);
    response.resume();
  });

  it.each<[string, string[], Record<string, string>, RegExp]>([
    [
      'an address without a port',
      ['--host', '0.0.0.0'],
      { UPSTREAM_KEY: KEY },
      /--host needs --port/,
    ],
    ['no key', ['--port', '0'], {}, /UPSTREAM_KEY is not set/],
    ['a short key', ['--port', '0'], { UPSTREAM_KEY: 'abc' }, /UPSTREAM_KEY is shorter/],
    [
      'a pool of no size',
      ['--port', '0'],
      { UPSTREAM_KEY: KEY, ODOO_POOL_SIZE: '0' },
      /ODOO_POOL_SIZE is no whole number from 1 to 1000/,
    ],
    ['a wrong port', ['--port', '99999'], { UPSTREAM_KEY: KEY }, /port/],
    [
      'two places',
      ['--port', '0', '--socket', '/tmp/x'],
      { UPSTREAM_KEY: KEY },
      /cannot be used with/,
    ],
    ['an unknown option', ['--listen'], { UPSTREAM_KEY: KEY }, /unknown option/],
    [
      'a socket it cannot make',
      ['--socket', '/nowhere/at/all.sock'],
      { UPSTREAM_KEY: KEY },
      /could not start \(E\w+\)/,
    ],
  ])('does not start with %s', async (_case, args, env, text) => {
    const { code, stderr } = await start(args, env).exited;
    expect(code).toBe(1);
    expect(stderr).toMatch(text);
    expect(stderr).not.toContain(KEY);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe('the process on stdio', () => {
  let odoo: ScriptedOdoo;
  beforeAll(async () => {
    odoo = await startScriptedOdoo(demoScript);
  });
  afterAll(() => odoo.close());

  const target = (env: Record<string, string> = {}) => ({
    command: process.execPath,
    args: [compiled.main],
    env: { ODOO_URL: odoo.url.href, ...env },
  });
  const count = { model: 'res.partner' };

  it.each(CLIENT_KINDS)('serves the %s and keeps one login', async (kind) => {
    const client = await connectClient(kind, target());
    try {
      expect(client.serverInfo).toMatchObject({
        name: 'odoo-mcp-upstream',
        version: packageVersion(),
      });
      expect(await client.call('search_count', count)).toMatchObject({
        isError: true,
        content: [{ text: expect.stringContaining('Not signed in') }],
      });
      const login = (credential: string) =>
        client.call('login', { method: 'password', username: 'bob', credential });
      expect((await login('right')).structuredContent).toMatchObject({ uid: 7, login: 'bob' });
      expect((await client.call('search_count', count)).structuredContent).toEqual({
        count: 3,
        model: 'res.partner',
      });
      // A failed login must not sign the caller out.
      expect((await login('wrong')).isError).toBe(true);
      expect((await client.call('search_count', count)).isError).not.toBe(true);
    } finally {
      await client.close();
    }
  });

  it('signs in by itself with the account of its environment', async () => {
    const client = await connectClient('v2 SDK, modern era', {
      ...target({ ODOO_USERNAME: 'bob', ODOO_API_KEY: 'right', ODOO_DB: 'demo' }),
    });
    try {
      expect((await client.call('search_count', count)).structuredContent?.count).toBe(3);
    } finally {
      await client.close();
    }
  });

  it('starts and lists its tools without an Odoo, and says what is missing when called', async () => {
    const client = await connectClient('v1 SDK', {
      ...target({
        ODOO_URL: 'http://127.0.0.1:1',
        ODOO_USERNAME: 'bob',
        ODOO_API_KEY: 'k',
        ODOO_MAX_RETRIES: '0',
      }),
    });
    try {
      const result = await client.call('search_count', count);
      expect(result).toMatchObject({
        isError: true,
        content: [{ text: expect.stringContaining('Odoo cannot be reached') }],
        _meta: { 'odoo-mcp/error': { class: 'connection', retryable: true } },
      });
    } finally {
      await client.close();
    }
  });
});

/** Odoo 18 with one user, bob, whose password and API key are both `right`. */
function demoScript(call: ReceivedCall): ScriptedAnswer {
  const { params, path } = call;
  if (path === '/web/database/list') return { result: ['demo'] };
  if (path === '/web/webclient/version_info') return { result: { server_version: '18.0' } };
  if (path === '/web/session/authenticate')
    return params.password === 'right'
      ? { result: { uid: 7, db: 'demo', username: 'bob' }, session: 's1' }
      : { fault: 'odoo.exceptions.AccessDenied' };
  if (params.service === 'common')
    return { result: JSON.stringify(params.args).includes('"right"') ? 7 : false };
  const named = params.service === 'object' ? params.args : [params.method];
  const methods = Array.isArray(named) ? named : [];
  if (methods.includes('search_count')) return { result: 3 };
  if (methods.includes('has_group')) return { result: false };
  return {
    result: [
      {
        id: 7,
        name: 'Bob',
        login: 'bob',
        partner_id: [9, 'Bob'],
        company_id: [1, 'Acme'],
        groups_id: [],
      },
    ],
  };
}
