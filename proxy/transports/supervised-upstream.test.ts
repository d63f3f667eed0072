import { once } from 'node:events';
import { existsSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../policies/json.ts';
import type { UpstreamContext } from '../exchange.ts';
import type { RpcRequest } from '../wire/message.ts';
import {
  type SupervisedUpstream,
  type SupervisedUpstreamSettings,
  startSupervisedUpstream,
} from './supervised-upstream.ts';
import { reasonOf } from './upstream-answers.fixture.ts';

const script = fileURLToPath(new URL('scripted-http-child.fixture.mjs', import.meta.url));
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(
  mode = 'steady',
  settings: Partial<SupervisedUpstreamSettings> = {},
): Promise<{
  upstream: SupervisedUpstream;
  logged: (text: string) => Promise<void>;
  /** Where the children were told to listen, the first one's first. */
  sockets: readonly string[];
}> {
  const sockets: string[] = [];
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const markers = await mkdtemp(join(tmpdir(), 'supervised-'));
  cleanups.push(() => rm(markers, { recursive: true }));
  const upstream = await startSupervisedUpstream({
    name: 'upstream',
    command: process.execPath,
    args: (address) => {
      const path = address.kind === 'socket' ? address.path : '';
      sockets.push(path);
      return [script, path, mode, join(markers, 'm')];
    },
    env: { UPSTREAM_KEY: 'k' },
    minBackoffMs: 1,
    log: (line) => {
      lines.push(line);
      for (const check of waiting) check();
    },
    ...settings,
  });
  cleanups.push(upstream.close);
  const logged = (text: string): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (!lines.some((line) => line.includes(text))) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });
  return { upstream, logged, sockets };
}

const context = (signal: AbortSignal = new AbortController().signal): UpstreamContext => ({
  era: 'legacy',
  headers: {},
  signal,
});
const call = (method: string): RpcRequest => ({ jsonrpc: '2.0', id: 1, method });

async function ask(upstream: SupervisedUpstream): Promise<JsonObject> {
  const answer = await upstream.exchange(call('ping'), context());
  if (answer.kind === 'message' && 'result' in answer.message) return answer.message.result;
  throw new Error('expected a result');
}

/** Resolves when nobody can connect to a socket any more. */
async function refuses(path: string): Promise<void> {
  const socket = connect(path);
  const outcome = await Promise.race([
    once(socket, 'connect').then(() => 'connected'),
    once(socket, 'error').then(() => 'refused'),
  ]).catch(() => 'refused');
  socket.destroy();
  if (outcome === 'connected') await refuses(path);
}

describe('a child that is ready', () => {
  it('is asked over a socket that only this user can reach, and has the configured key', async () => {
    const { upstream } = await start();
    const { pid, key, socketPath } = await ask(upstream);
    expect(pid).toBe(upstream.pid);
    expect(key).toBe('k');
    expect(statSync(dirname(String(socketPath))).mode & 0o777).toBe(0o700);
    await upstream.close();
    expect(existsSync(dirname(String(socketPath)))).toBe(false);
    expect(await reasonOf(upstream.exchange(call('ping'), context()))).toBe('closed');
  });
});

describe('a child that dies', () => {
  it('fails what is in flight, and the next call is answered by its successor', async () => {
    const { upstream, logged } = await start();
    const { pid } = await ask(upstream);
    const held = reasonOf(upstream.exchange(call('hold'), context()));
    await logged('holding');
    process.kill(Number(pid), 'SIGKILL');
    expect(await held).toBe('closed');
    await logged('upstream ended');
    const successor = await ask(upstream);
    expect(successor.pid).not.toBe(pid);
    expect(successor.pid).toBe(upstream.pid);
  });

  it('has the next call wait for its successor, though nobody was told of the death yet', async () => {
    const { upstream, sockets } = await start('survived');
    const { pid } = upstream;
    process.kill(Number(pid), 'SIGKILL');
    await refuses(String(sockets[0]));
    expect(upstream.pid).toBe(pid);
    const successor = await ask(upstream);
    expect(successor.pid).not.toBe(pid);
  });

  it('again and again is started again and again', async () => {
    const { upstream, logged } = await start('stumbling');
    expect(await reasonOf(upstream.exchange(call('die'), context()))).toBe('closed');
    await logged('did not start');
    expect(await ask(upstream)).toMatchObject({ key: 'k' });
  });

  it('is not waited for longer than a call may take, or than its caller stays', async () => {
    const { upstream, logged } = await start('steady', { minBackoffMs: 600_000, timeoutMs: 400 });
    expect(await reasonOf(upstream.exchange(call('die'), context()))).toBe('closed');
    await logged('upstream ended');
    expect(await reasonOf(upstream.exchange(call('ping'), context()))).toBe('timeout');
    const abort = new AbortController();
    const waiting = reasonOf(upstream.exchange(call('ping'), context(abort.signal)));
    abort.abort();
    expect(await waiting).toBe('aborted');
    const last = reasonOf(upstream.exchange(call('ping'), context()));
    await upstream.close();
    expect(await last).toBe('closed');
  });
});

describe('a child that never gets ready', () => {
  it.each([
    ['because it ends', 'broken', 'exit code 4'],
    ['because it says nothing', 'silent', 'not ready within'],
  ])('%s is an error at the start', async (_name, mode, why) => {
    await expect(start(mode, { startTimeoutMs: 300 })).rejects.toThrow(
      mode === 'broken' ? /ended before|not ready/ : why,
    );
  });

  it.skipIf(process.platform === 'win32').each([
    ['/no/such/folder', /no folder can be made in \/no\/such\/folder \(ENOENT\).*Set TMPDIR/],
    [`/${'x'.repeat(70)}`, /is too long for a socket below it. Set TMPDIR/],
  ])('because its socket cannot be in %s is one that says what to set', async (folder, message) => {
    const before = process.env.TMPDIR;
    process.env.TMPDIR = folder;
    const starting = startSupervisedUpstream({
      ...{ name: 'upstream', command: process.execPath, args: () => [], env: {} },
      log: () => {},
    });
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
    await expect(starting).rejects.toThrow(message);
  });

  it('says in its own words why it ended', async () => {
    await expect(start('broken')).rejects.toThrow(
      'ended before it was ready: exit code 4, after it said: the setting is wrong',
    );
  });

  it('because there is no such program is one too', async () => {
    await expect(start('steady', { command: '/no/such/program' })).rejects.toThrow(/ENOENT/);
  });
});
