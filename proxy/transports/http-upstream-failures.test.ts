import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RpcRequest } from '../wire/message.ts';
import { cleanups, context, request, start } from './http-upstream.fixture.ts';
import { createHttpUpstream } from './http-upstream.ts';
import { reasonOf } from './upstream-answers.fixture.ts';

describe('no answer', () => {
  it('within the time: timeout', async () => {
    const { upstream } = await start(() => {}, { timeoutMs: 30 });
    expect(await reasonOf(upstream.exchange(request, context()))).toBe('timeout');
  });

  it('of a whole body within the time: timeout', async () => {
    const { upstream } = await start(
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{');
      },
      { timeoutMs: 30 },
    );
    expect(await reasonOf(upstream.exchange(request, context()))).toBe('timeout');
  });

  it('from nobody: unreachable', async () => {
    const { server, upstream } = await start(() => {});
    await server.close();
    expect(await reasonOf(upstream.exchange(request, context()))).toBe('unreachable');
    const gone = { socketPath: join(tmpdir(), 'no-such.sock'), path: '/' };
    const other = createHttpUpstream({ name: 't', endpoint: gone });
    cleanups.push(other.close);
    expect(await reasonOf(other.exchange(request, context()))).toBe('unreachable');
  });

  it('from a server that hangs up: closed, and asked once', async () => {
    const { server, upstream } = await start((_, response) => response.destroy());
    expect(await reasonOf(upstream.exchange(request, context()))).toBe('closed');
    expect(server.seen).toHaveLength(1);
  });

  it('in HTTP: invalid', async () => {
    const server: Server = createServer((socket) => {
      socket.once('data', () => socket.end('SSH-2.0-no\r\n\r\n'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const endpoint = { url: `http://127.0.0.1:${port}/` };
    const upstream = createHttpUpstream({ name: 't', endpoint });
    cleanups.push(() => new Promise((resolve) => server.close(resolve)), upstream.close);
    expect(await reasonOf(upstream.exchange(request, context()))).toBe('invalid');
  });

  it('wanted any more: aborted, and the upstream sees it', async () => {
    let arrived: (closed: Promise<unknown>) => void = () => {};
    const arrival = new Promise<Promise<unknown>>((resolve) => {
      arrived = (closed) => resolve(Promise.resolve(closed));
    });
    const abort = new AbortController();
    let closed: Promise<unknown> = Promise.resolve();
    const { upstream } = await start((_, response) => {
      closed = once(response, 'close');
      arrived(Promise.resolve());
    });
    const call = reasonOf(upstream.exchange(request, context({ signal: abort.signal })));
    await arrival;
    abort.abort();
    expect(await call).toBe('aborted');
    await closed;
    const late = upstream.exchange(request, context({ signal: abort.signal }));
    expect(await reasonOf(late)).toBe('aborted');
  });

  it.each([
    ['legacy', 'tools/call', 'timeout', true],
    ['legacy', 'tools/call', 'aborted', true],
    ['legacy', 'initialize', 'timeout', false],
    ['modern', 'tools/list', 'aborted', false],
  ] as const)('%s %s, %s: that it is given up is said: %j', async (era, method, how, isSaid) => {
    const abort = new AbortController();
    let hears: () => void = () => {};
    const told = new Promise<void>((resolve) => {
      hears = resolve;
    });
    const { server, upstream } = await start(
      ({ body }, response) => {
        const { method: said } = JSON.parse(body);
        if (said === method && how === 'aborted') abort.abort();
        if (said === method) return;
        response.writeHead(202).end();
        hears();
      },
      how === 'timeout' ? { timeoutMs: 30 } : {},
    );
    const asked: RpcRequest = { jsonrpc: '2.0', id: 7, method };
    const own = context({ era, signal: abort.signal, protocolVersion: '2026-07-28' });
    expect(await reasonOf(upstream.exchange(asked, own))).toBe(how);
    if (!isSaid) await upstream.exchange({ jsonrpc: '2.0', method: 'mark' }, context());
    await told;
    const params = { requestId: 7 };
    expect(JSON.parse(server.seen.at(-1)?.body ?? '')).toEqual({
      jsonrpc: '2.0',
      ...(isSaid ? { method: 'notifications/cancelled', params } : { method: 'mark' }),
    });
    expect(server.seen).toHaveLength(2);
  });

  it('after closing: closed where the request was sent, and unreachable where it was not', async () => {
    let arrives = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrives = resolve;
    });
    const { upstream } = await start(() => arrives());
    const sent = reasonOf(upstream.exchange(request, context()));
    await arrived;
    const unsent = reasonOf(upstream.exchange(request, context()));
    await upstream.close();
    expect(await sent).toBe('closed');
    expect(await unsent).toBe('unreachable');
  });
});
