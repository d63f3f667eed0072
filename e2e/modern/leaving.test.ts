import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { GUARD_MAIN } from '../guard-process.fixture.ts';
import { startInspectedGuard } from '../robustness/inspected-guard.fixture.ts';

const SERVER = ['--', process.execPath, join(import.meta.dirname, 'stateless-server.fixture.mjs')];
const VERSION = '2026-07-28';
const META = 'io.modelcontextprotocol';
const LISTEN = {
  jsonrpc: '2.0',
  id: 'sub',
  method: 'subscriptions/listen',
  params: {
    notifications: { toolsListChanged: true },
    _meta: { [`${META}/protocolVersion`]: VERSION, [`${META}/clientCapabilities`]: {} },
  },
};
const TAG = { _meta: { [`${META}/subscriptionId`]: 'sub' } };
const HEARD = [
  {
    jsonrpc: '2.0',
    method: 'notifications/subscriptions/acknowledged',
    params: { notifications: { toolsListChanged: true }, ...TAG },
  },
  { jsonrpc: '2.0', id: 'sub', result: { resultType: 'complete', ...TAG } },
];

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

describe('a guard that is told to end gives those who listen the result of their subscription', () => {
  it('over HTTP', async () => {
    const guard = await startInspectedGuard({ upstream: SERVER });
    cleanups.push(guard.stop);
    const response = await fetch(guard.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': VERSION,
        'mcp-method': LISTEN.method,
      },
      body: JSON.stringify(LISTEN),
    });
    let text = '';
    let left: Promise<unknown> | undefined;
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      text += chunk;
      if (text.includes('acknowledged')) left ??= guard.stop();
    }
    await left;
    const told = [...text.matchAll(/^data: (.*)$/gm)].map(([, data = '']) => JSON.parse(data));
    expect(told).toEqual(HEARD);
  });

  it('on stdio', async () => {
    const guard = spawn(process.execPath, [GUARD_MAIN, '--unbound-tools', 'allow', ...SERVER], {
      env: { PATH: process.env.PATH ?? '' },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    cleanups.push(() => guard.kill('SIGKILL'));
    const exited = once(guard, 'exit');
    const told: unknown[] = [];
    guard.stdin.write(`${JSON.stringify(LISTEN)}\n`);
    for await (const line of createInterface({ input: guard.stdout })) {
      told.push(JSON.parse(line));
      if (told.length === 1) guard.kill('SIGTERM');
    }
    await exited;
    expect(told).toEqual(HEARD);
  });
});
