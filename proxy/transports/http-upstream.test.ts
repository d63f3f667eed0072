import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { StreamEvent, Upstream, UpstreamAnswer, UpstreamContext } from '../exchange.ts';
import { UpstreamFailure } from '../exchange.ts';
import type { RpcRequest } from '../wire/message.ts';
import { createHttpUpstream, type HttpUpstreamSettings } from './http-upstream.ts';
import {
  type ScriptedServer,
  type SeenRequest,
  startScriptedServer,
} from './scripted-server.fixture.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(
  script: (request: SeenRequest, response: ServerResponse) => void,
  settings: Partial<HttpUpstreamSettings> = {},
): Promise<{ server: ScriptedServer; upstream: Upstream }> {
  const server = await startScriptedServer(script);
  const endpoint = { url: `http://127.0.0.1:${server.port}/mcp?x=1` };
  const upstream = createHttpUpstream({ name: 'test', endpoint, ...settings });
  cleanups.push(server.close, upstream.close);
  return { server, upstream };
}

const request: RpcRequest = {
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'été' },
};
const context = (changes: Partial<UpstreamContext> = {}): UpstreamContext => ({
  era: 'legacy',
  headers: {},
  signal: new AbortController().signal,
  ...changes,
});
const json = (response: ServerResponse, body: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
};
const result = (id: unknown = 1): object => ({ jsonrpc: '2.0', id, result: { ok: true } });

async function eventsOf(answer: UpstreamAnswer): Promise<StreamEvent[]> {
  if (answer.kind !== 'events') throw new Error(`expected events, got ${answer.kind}`);
  const events: StreamEvent[] = [];
  for await (const event of answer.events) events.push(event);
  return events;
}

async function reasonOf(answer: Promise<unknown>): Promise<string> {
  const error: unknown = await answer.then(
    () => 'answered',
    (failure: unknown) => failure,
  );
  return error instanceof UpstreamFailure ? error.reason : String(error);
}

describe('what goes out', () => {
  it('a legacy message with its version and session, and the headers of the guard', async () => {
    const { server, upstream } = await start((_, response) => json(response, result()));
    await upstream.exchange(
      request,
      context({
        protocolVersion: '2025-06-18',
        upstreamSession: 's-1',
        headers: { authorization: 'Bearer guard', accept: 'text/plain' },
      }),
    );
    expect(server.seen[0]).toMatchObject({ method: 'POST', body: JSON.stringify(request) });
    expect(server.seen[0]?.headers).toMatchObject({
      accept: 'application/json, text/event-stream',
      'accept-encoding': 'identity',
      authorization: 'Bearer guard',
      'content-type': 'application/json',
      'mcp-protocol-version': '2025-06-18',
      'mcp-session-id': 's-1',
    });
    expect(server.seen[0]?.headers).not.toHaveProperty('mcp-method');
  });

  it('initialize without a version header', async () => {
    const { server, upstream } = await start((_, response) => json(response, result()));
    const message = { jsonrpc: '2.0', id: 1, method: 'initialize', params: {} } as const;
    await upstream.exchange(message, context({ protocolVersion: '2025-06-18' }));
    expect(server.seen[0]?.headers).not.toHaveProperty('mcp-protocol-version');
  });

  it('a modern message with headers made from its body, not from the context', async () => {
    const { server, upstream } = await start((_, response) => json(response, result()));
    const _meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' };
    await upstream.exchange(
      { ...request, params: { ...request.params, _meta } },
      context({
        era: 'modern',
        protocolVersion: '2025-06-18',
        headers: { 'mcp-name': 'lie', 'mcp-param-region': 'eu' },
      }),
    );
    expect(server.seen[0]?.headers).toMatchObject({
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': '=?base64?w6l0w6k=?=',
      'mcp-param-region': 'eu',
    });
    expect(server.seen[0]?.headers).not.toHaveProperty('mcp-session-id');
  });

  it('over a Unix socket', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'upstream-'));
    const socketPath = join(directory, 'mcp.sock');
    const server = await startScriptedServer((_, response) => json(response, result()), socketPath);
    const upstream = createHttpUpstream({ name: 't', endpoint: { socketPath, path: '/mcp' } });
    cleanups.push(() => rm(directory, { recursive: true }), server.close, upstream.close);
    expect(await upstream.exchange(request, context())).toMatchObject({ kind: 'message' });
  });

  it.each(['ftp://x/', 'http://user:pass@127.0.0.1/', 'nonsense'])('never to %s', (url) => {
    expect(() => createHttpUpstream({ name: 't', endpoint: { url } })).toThrow();
  });
});

describe('a plain answer', () => {
  it('is the response to that very id, with the session it opens', async () => {
    const { upstream } = await start((_, response) => {
      response.setHeader('mcp-session-id', 'new');
      json(response, result());
    });
    expect(await upstream.exchange(request, context())).toEqual({
      kind: 'message',
      status: 200,
      message: result(),
      upstreamSession: 'new',
    });
  });

  it.each<[string, string, unknown]>([
    ['another id', 'invalid', result(2)],
    ['the id as a string', 'invalid', result('1')],
    ['a request', 'invalid', { jsonrpc: '2.0', id: 1, method: 'x' }],
    ['a batch', 'invalid', [result()]],
    ['a duplicate key', 'invalid', '{"jsonrpc":"2.0","id":1,"result":{"a":1,"a":2}}'],
    ['a rounded number', 'invalid', '{"jsonrpc":"2.0","id":1,"result":{"a":9007199254740993}}'],
    ['half an answer', 'invalid', '{"jsonrpc":"2.0","id":1'],
    ['too much', 'too_large', result('x'.repeat(2_000))],
  ])('with %s is refused', async (_name, reason, body) => {
    const { upstream } = await start((_, response) => json(response, body), {
      jsonLimits: { maxBytes: 1_000, maxDepth: 64, maxMembers: 1_000 },
    });
    expect(await reasonOf(upstream.exchange(request, context()))).toBe(reason);
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['HTML', (response) => response.setHeader('content-type', 'text/html').end('<p>')],
    ['nothing', (response) => response.writeHead(202).end()],
    [
      'a redirect',
      (response) => response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end(),
    ],
    [
      'gzip',
      (response) =>
        response
          .writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
          .end(JSON.stringify(result())),
    ],
  ])('of %s to a request is refused', async (_name, answer) => {
    const { server, upstream } = await start((_, response) => answer(response));
    expect(await reasonOf(upstream.exchange(request, context()))).toBe('invalid');
    expect(server.seen).toHaveLength(1);
  });

  it.each([400, 404])('of %i with an error is that error, its id restored', async (status) => {
    const error = { code: -32022, message: 'version', data: { supported: [] } };
    const { upstream } = await start((_, response) =>
      json(response, { jsonrpc: '2.0', id: null, error }, status),
    );
    expect(await upstream.exchange(request, context())).toEqual({
      kind: 'message',
      status,
      message: { jsonrpc: '2.0', id: 1, error },
    });
  });

  it.each([401, 404, 405, 500, 503])('of %i without one is that status', async (status) => {
    const { upstream } = await start((_, response) => json(response, { error: 'x' }, status));
    expect(await upstream.exchange(request, context())).toEqual({ kind: 'status', status });
  });

  it('to a notification is its status', async () => {
    const { upstream } = await start((_, response) => response.writeHead(202).end());
    const message = { jsonrpc: '2.0', method: 'notifications/initialized' } as const;
    expect(await upstream.exchange(message, context())).toEqual({ kind: 'status', status: 202 });
  });

  it('fifty with the same id at once find each its own caller', async () => {
    const { upstream } = await start(({ body }, response) => {
      const { id, params } = JSON.parse(body);
      setImmediate(() => json(response, { jsonrpc: '2.0', id, result: params }));
    });
    const calls = Array.from({ length: 50 }, (_, n) =>
      upstream.exchange({ ...request, params: { n } }, context()),
    );
    expect(
      (await Promise.all(calls)).map((answer) => answer.kind === 'message' && answer.message),
    ).toEqual(Array.from({ length: 50 }, (_, n) => ({ jsonrpc: '2.0', id: 1, result: { n } })));
  });
});

describe('a stream', () => {
  const open = (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
  };
  const progress = { jsonrpc: '2.0', method: 'notifications/progress', params: { progress: 1 } };

  it('gives cursors, hints, comments and messages, and ends with the answer', async () => {
    const { upstream } = await start((_, response) => {
      open(response);
      response.write('id: 1\nretry: 50\ndata:\n\n: ping\n\n');
      response.write(`event: message\r\nid: 2\r\ndata: ${JSON.stringify(progress)}\r\n\r\n`);
      response.write(`data: ${JSON.stringify(result())}\n\n`);
      // The answer is the end, whatever the server still says.
      response.write(`data: ${JSON.stringify(progress)}\n\n`);
    });
    expect(await eventsOf(await upstream.exchange(request, context()))).toEqual([
      { id: '1', retry: 50 },
      { comment: ' ping' },
      { id: '2', message: progress },
      { message: result() },
    ]);
  });

  it('loses what is no message of its own, but keeps the cursor', async () => {
    const log: string[] = [];
    const { upstream } = await start(
      (_, response) => {
        open(response);
        response.write('id: 1\ndata: not json\n\n');
        response.write(`id: 2\ndata: ${JSON.stringify(result(9))}\n\n`);
        response.write(`id: 3\nevent: other\ndata: ${JSON.stringify(progress)}\n\n`);
        response.write(`data: ${JSON.stringify([result()])}\n\n`);
        response.end(`data: ${JSON.stringify(result())}\n\n`);
      },
      { log: (line) => void log.push(line) },
    );
    expect(await eventsOf(await upstream.exchange(request, context()))).toEqual([
      { id: '1' },
      { id: '2' },
      { id: '3' },
      { message: result() },
    ]);
    expect(log).toHaveLength(4);
  });

  it('that the server ends early ends, so that its reader may resume', async () => {
    const { upstream } = await start((_, response) => {
      open(response);
      response.end('id: 1\ndata:\n\n');
    });
    expect(await eventsOf(await upstream.exchange(request, context()))).toEqual([{ id: '1' }]);
  });

  it('that breaks fails its reader', async () => {
    const { upstream } = await start((_, response) => {
      open(response);
      response.write('id: 1\ndata:\n\n', () => response.destroy());
    });
    expect(await reasonOf(upstream.exchange(request, context()).then(eventsOf))).toBe('closed');
  });

  it('with an event too large fails', async () => {
    const { upstream } = await start(
      (_, response) => {
        open(response);
        response.write(`data: ${'x'.repeat(2_000)}`);
      },
      { jsonLimits: { maxBytes: 1_000, maxDepth: 64, maxMembers: 1_000 } },
    );
    expect(await reasonOf(upstream.exchange(request, context()).then(eventsOf))).toBe('too_large');
  });

  it('that falls silent fails, unless it is one that may', async () => {
    const { upstream } = await start(
      (_, response) => {
        open(response);
        response.write('id: 1\ndata:\n\n');
      },
      { idleMs: 20 },
    );
    expect(await reasonOf(upstream.exchange(request, context()).then(eventsOf))).toBe('timeout');
  });

  it.each([
    ['many events', 60_000, 2_000, 1_500],
    ['few large ones', 1_000_000, 60, 45],
  ])('is not read faster than its reader reads: %s', async (_, size, count, most) => {
    let written = 0;
    let writing: ServerResponse | undefined;
    const chunk = `data: ${JSON.stringify({ ...progress, params: { pad: 'x'.repeat(size) } })}\n\n`;
    const { upstream } = await start((_, response) => {
      writing = response;
      open(response);
      const fill = (): void => {
        while (written < count) {
          written++;
          if (!response.write(chunk)) {
            response.once('drain', fill);
            return;
          }
        }
        response.end(`data: ${JSON.stringify(result())}\n\n`);
      };
      fill();
    });
    const answer = await upstream.exchange(request, context());
    // With nobody reading, the buffers on the way fill up and the server is left waiting.
    for (let still = 0, before = -1; still < 100; before = written) {
      await new Promise((resolve) => setImmediate(resolve));
      still = written === before ? still + 1 : 0;
    }
    expect(written).toBeLessThan(most);
    expect(writing?.writableNeedDrain).toBe(true);
    expect(await eventsOf(answer)).toHaveLength(count + 1);
  });

  it('left by its reader is closed at the upstream', async () => {
    let closed: Promise<unknown> = Promise.resolve();
    const { upstream } = await start((_, response) => {
      closed = once(response, 'close');
      open(response);
      response.write('id: 1\ndata:\n\n');
    });
    const answer = await upstream.exchange(request, context());
    if (answer.kind !== 'events') throw new Error('expected events');
    for await (const _ of answer.events) break;
    await closed;
  });
});

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

describe('sessions', () => {
  it('listening is a GET with cursor and session; what a resumed stream replays passes', async () => {
    const { server, upstream } = await start((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.end(`id: 8\ndata: ${JSON.stringify(result(5))}\n\n`);
    });
    const from = context({ upstreamSession: 's', protocolVersion: '2025-11-25' });
    const fresh = await upstream.listen(from);
    expect(await eventsOf(fresh)).toEqual([{ id: '8' }]);
    const resumed = await upstream.listen({ ...from, lastEventId: '7', answers: true });
    expect(await eventsOf(resumed)).toEqual([{ id: '8', message: result(5) }]);
    expect(server.seen[1]).toMatchObject({
      method: 'GET',
      headers: { 'last-event-id': '7', 'mcp-session-id': 's', accept: 'text/event-stream' },
    });
  });

  it('is silent for any time, but for a stream on which an answer is to come', async () => {
    const opened: ServerResponse[] = [];
    const { upstream } = await start(
      (_, response) => {
        opened.push(response);
        response.writeHead(200, { 'content-type': 'text/event-stream' });
        response.write('id: 1\ndata:\n\n');
      },
      { idleMs: 20 },
    );
    const resume = (answers: boolean) =>
      upstream.listen({ ...context(), lastEventId: '7', answers }).then(eventsOf);
    const unasked = resume(false);
    await vi.waitFor(() => expect(opened).toHaveLength(1));
    expect(await reasonOf(resume(true))).toBe('timeout');
    opened[0]?.end();
    expect(await unasked).toEqual([{ id: '1', message: undefined }]);
  });

  it('a server without a stream says so', async () => {
    const { upstream } = await start((_, response) => response.writeHead(405).end());
    expect(await upstream.listen(context())).toEqual({ kind: 'status', status: 405 });
    const modern = context({ era: 'modern' });
    expect(await upstream.listen(modern)).toEqual({ kind: 'status', status: 405 });
  });

  it('ending is a DELETE, where there is something to end', async () => {
    const { server, upstream } = await start((_, response) => response.writeHead(204).end());
    await upstream.endSession(context());
    await upstream.endSession(context({ upstreamSession: 's' }));
    expect(server.seen.map(({ method, headers }) => [method, headers['mcp-session-id']])).toEqual([
      ['DELETE', 's'],
    ]);
  });
});
