import { mkdtemp, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cleanups, context, json, request, result, start } from './http-upstream.fixture.ts';
import { createHttpUpstream } from './http-upstream.ts';
import { startScriptedServer } from './scripted-server.fixture.ts';
import { reasonOf } from './upstream-answers.fixture.ts';

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
