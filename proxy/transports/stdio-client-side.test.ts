import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import type { Handle, Inbound } from '../exchange.ts';
import { isRequest } from '../wire/message.ts';
import { echo, envelope, held, start } from './stdio-client.fixture.ts';

describe('messages', () => {
  it('of both eras are handled, under one session id for the process', async () => {
    const origins: Inbound['origin'][] = [];
    const { send, next } = start(async (inbound) => {
      origins.push(inbound.origin);
      await echo(inbound);
    });
    send({ id: 0, method: 'ping' }, { id: '0', method: 'tools/list', params: envelope });
    expect(await next()).toEqual({ jsonrpc: '2.0', id: 0, result: { era: 'legacy' } });
    expect(await next()).toEqual({ jsonrpc: '2.0', id: '0', result: { era: 'modern' } });
    expect(origins[0]).toMatchObject({ transport: 'stdio', source: 'stdio', paramHeaders: {} });
    expect(origins[0]?.sessionId).toMatch(/.{16,}/);
    expect(origins[1]).toEqual({ ...origins[0], protocolVersion: '2026-07-28' });
  });

  it('come in any chunks, with characters cut', async () => {
    const { input, next } = start(async ({ message, reply }) => {
      if (isRequest(message))
        reply.respond({ jsonrpc: '2.0', id: message.id, result: message.params ?? {} });
    });
    const bytes = Buffer.from('{"jsonrpc":"2.0","id":1,"method":"x","params":{"é":"😀"}}\r\n');
    for (const byte of bytes) input.write(Buffer.from([byte]));
    expect(await next()).toEqual({ jsonrpc: '2.0', id: 1, result: { é: '😀' } });
  });

  it.each<[string, string, number, unknown]>([
    ['no JSON', 'hello', -32700, null],
    ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"ping"}]', -32600, null],
    ['a duplicate key', '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}', -32700, null],
    ['an extra key', '{"jsonrpc":"2.0","id":7,"method":"ping","x":1}', -32600, 7],
    [
      'discovery without an envelope',
      '{"jsonrpc":"2.0","id":7,"method":"server/discover"}',
      -32602,
      7,
    ],
    ['a line too long', `"${'x'.repeat(2_000)}"`, -32700, null],
  ])('that are %s are answered here, and reading goes on', async (_name, line, code, id) => {
    const limits = { maxBytes: 1_000, maxDepth: 10, maxMembers: 100 };
    const { input, send, next } = start(echo, { jsonLimits: limits });
    input.write(`\n \r\n${line}\n`);
    send({ id: 'after', method: 'ping' });
    expect(await next()).toMatchObject({ id, error: { code } });
    expect(await next()).toMatchObject({ id: 'after', result: {} });
  });

  it('fifty at once with the same id are answered each with its own', async () => {
    const inbounds: Inbound[] = [];
    const { send, next } = start(async (inbound) => {
      inbounds.push(inbound);
      await new Promise((resolve) => setImmediate(resolve));
      const { message, reply } = inbound;
      if (isRequest(message))
        reply.respond({ jsonrpc: '2.0', id: message.id, result: message.params ?? {} });
    });
    send(...Array.from({ length: 50 }, (_, n) => ({ id: 1, method: 'x', params: { n } })));
    const answers: unknown[] = [];
    for (let n = 0; n < 50; n++) answers.push(await next());
    expect(answers).toEqual(
      Array.from({ length: 50 }, (_, n) => ({ jsonrpc: '2.0', id: 1, result: { n } })),
    );
  });
});

describe('answers', () => {
  it('as a stream are lines; cursors and comments have none', async () => {
    const { send, next } = start(async ({ message, reply }) => {
      if (!isRequest(message)) return;
      const sink = reply.stream();
      await sink.write({ id: '1', retry: 5 });
      await sink.write({ comment: 'x' });
      await sink.write({ message: { jsonrpc: '2.0', method: 'notifications/progress' } });
      await sink.write({ message: { jsonrpc: '2.0', id: message.id, result: { text: 'a\nb' } } });
      sink.end();
    });
    send({ id: 1, method: 'x' });
    expect(await next()).toMatchObject({ method: 'notifications/progress' });
    expect(await next()).toMatchObject({ id: 1, result: { text: 'a\nb' } });
  });

  it.each<[string, Handle, string]>([
    ['none', async () => {}, 'internal error'],
    ['a failure', async () => Promise.reject(new Error('secret')), 'internal error'],
    ['a bare 404', async ({ reply }) => reply.finish(404), 'initialize again'],
    ['a stream without one', async ({ reply }) => reply.stream().end(), 'ended its answer early'],
  ])('of the guard: %s becomes an error for the request', async (_name, handle, text) => {
    const { send, next } = start(handle);
    send({ id: 'q', method: 'x' });
    const answer = await next();
    expect(answer).toMatchObject({ id: 'q', error: { code: -32603 } });
    expect(JSON.stringify(answer)).toContain(text);
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  it('there is none to a request that the server has cancelled itself', async () => {
    const { send, next } = start(async ({ message, reply }) => {
      if (!isRequest(message)) return;
      const { id, method } = message;
      if (method === 'ping') return reply.respond({ jsonrpc: '2.0', id, result: {} });
      const sink = reply.stream();
      const params = { requestId: id };
      await sink.write({ message: { jsonrpc: '2.0', method: 'notifications/cancelled', params } });
      sink.end();
    });
    send({ id: 'sub', method: 'x' });
    expect(await next()).toMatchObject({ params: { requestId: 'sub' } });
    send({ id: 'p', method: 'ping' });
    expect(await next()).toMatchObject({ id: 'p' });
  });

  it('to notifications and responses there are none, whatever the guard does', async () => {
    const { send, next } = start(async ({ message, reply }) => {
      if (isRequest(message)) reply.respond({ jsonrpc: '2.0', id: message.id, result: {} });
      else reply.respond({ jsonrpc: '2.0', id: null, error: { code: 1, message: 'no' } });
    });
    send({ method: 'notifications/x' }, { id: 5, result: {} }, { id: 6, method: 'ping' });
    expect(await next()).toMatchObject({ id: 6 });
  });
});

describe('cancelling', () => {
  it('in the modern era aborts the requests with that very id, and silences them', async () => {
    const { handle, inbounds, arrived } = held();
    const { send, next } = start((inbound) =>
      isRequest(inbound.message) && inbound.message.method === 'ping'
        ? echo(inbound)
        : handle(inbound),
    );
    send(
      { id: 1, method: 'tools/list', params: envelope },
      { id: '1', method: 'tools/list', params: envelope },
    );
    await arrived(2);
    send(
      { method: 'notifications/cancelled', params: { requestId: 1 } },
      { id: 2, method: 'ping' },
    );
    expect(await next()).toMatchObject({ id: 2 });
    expect(inbounds.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    expect(inbounds).toHaveLength(2);
  });

  it('in the legacy era goes to the guard, and silences the request all the same', async () => {
    const seen: string[] = [];
    let answer: () => void = () => {};
    const { send, next } = start(async ({ message, signal, reply }) => {
      if ('method' in message) seen.push(message.method);
      if (!isRequest(message)) {
        answer();
        return;
      }
      if (message.method === 'slow')
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
      expect(signal.aborted).toBe(false);
      reply.respond({ jsonrpc: '2.0', id: message.id, result: {} });
    });
    send({ id: 1, method: 'slow' });
    send(
      { method: 'notifications/cancelled', params: { requestId: 1 } },
      { id: 2, method: 'ping' },
    );
    expect(await next()).toMatchObject({ id: 2 });
    send({ id: 3, method: 'ping' });
    expect(await next()).toMatchObject({ id: 3 });
    expect(seen).toEqual(['slow', 'notifications/cancelled', 'ping', 'ping']);
  });

  it('does not reach initialize', async () => {
    let proceed: () => void = () => {};
    const { send, next } = start(async ({ message, reply }) => {
      if (!isRequest(message)) {
        proceed();
        return;
      }
      await new Promise<void>((resolve) => {
        proceed = resolve;
      });
      reply.respond({ jsonrpc: '2.0', id: message.id, result: {} });
    });
    send({ id: 0, method: 'initialize' });
    send({ method: 'notifications/cancelled', params: { requestId: 0 } });
    expect(await next()).toMatchObject({ id: 0, result: {} });
  });
});

describe('listening', () => {
  it('begins when a legacy client is initialized, and ends with its input', async () => {
    const kinds: string[] = [];
    const { send, next, input, side } = start(echo, {
      handleSession: async ({ kind, reply, signal }) => {
        kinds.push(kind);
        const sink = reply.stream();
        await sink.write({ message: { jsonrpc: '2.0', id: 'ask', method: 'roots/list' } });
        await sink.write({ message: { jsonrpc: '2.0', id: 9, result: { not: 'asked' } } });
        await once(signal, 'abort');
      },
    });
    send({ method: 'notifications/initialized' });
    expect(await next()).toMatchObject({ id: 'ask', method: 'roots/list' });
    send({ method: 'notifications/initialized' }, { id: 1, method: 'ping' });
    expect(await next()).toMatchObject({ id: 1 });
    input.end();
    await side.done;
    expect(kinds).toEqual(['listen']);
  });
});
