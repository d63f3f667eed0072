import { describe, expect, it } from 'vitest';
import type { Handle, SessionRequest } from '../exchange.ts';
import { isRequest } from '../wire/message.ts';
import { startHttpSide } from './http-server.ts';
import { echo, modernBody, modernHeaders, rpc, start, VERSION } from './http-side.fixture.ts';
import { openSocket, parseAnswer, post, request, sendRaw } from './raw-http.fixture.ts';

describe('what the transport tells of a message', () => {
  it('the era, the peer, the token, the session and the mirrored parameters', async () => {
    const port = await start();
    const answer = await sendRaw(
      port,
      post(modernBody, {
        ...modernHeaders,
        authorization: 'bEaReR abc.def-_~+/==',
        'mcp-session-id': 's-1',
        'Mcp-Param-Region': 'eu',
        'x-odoo-login': 'admin',
        'x-upstream-key': 'guessed',
        cookie: 'a=b',
      }),
    );
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/json',
      'cache-control': 'no-store',
    });
    expect(JSON.parse(answer.body)).toEqual({
      jsonrpc: '2.0',
      id: 1,
      result: {
        era: 'modern',
        origin: {
          transport: 'http',
          source: '127.0.0.1',
          bearer: 'abc.def-_~+/==',
          sessionId: 's-1',
          protocolVersion: VERSION,
          paramHeaders: { 'mcp-param-region': 'eu' },
        },
      },
    });
  });

  it('the peer, also where it resets the connection right after its request', async () => {
    const sources: string[] = [];
    const port = await start({
      async handle({ origin, reply }) {
        sources.push(origin.source);
        reply.finish(202);
      },
    });
    for (let turn = 0; turn < 30; turn += 1) {
      const socket = await openSocket(port);
      socket.on('error', () => {}).write(post(modernBody, modernHeaders));
      socket.resetAndDestroy();
    }
    await sendRaw(port, post(modernBody, modernHeaders));
    expect(new Set(sources)).toEqual(new Set(['127.0.0.1']));
  });

  it('a notification is answered with a bare 202', async () => {
    const port = await start();
    const answer = await sendRaw(
      port,
      post('{"jsonrpc":"2.0","method":"notifications/initialized"}'),
    );
    expect(answer).toMatchObject({ status: 202, body: '' });
  });

  it.each(['*/*', 'application/*, text/*', 'text/event-stream;q=0.5,application/json'])(
    'Accept: %s will do',
    async (accept) => {
      const port = await start();
      expect((await sendRaw(port, post(rpc(), { accept }))).status).toBe(200);
    },
  );

  it('GET and DELETE become session requests', async () => {
    const seen: SessionRequest[] = [];
    const port = await start({
      handleSession: async (session) => {
        seen.push(session);
        session.reply.finish(204);
      },
    });
    const accept = 'text/event-stream';
    const headers = { accept, 'mcp-session-id': 'abc', 'last-event-id': '7' };
    await sendRaw(port, request('GET', '/mcp', headers));
    await sendRaw(port, request('DELETE', '/mcp?x', { 'mcp-session-id': 'abc' }));
    expect(seen).toMatchObject([
      { kind: 'listen', origin: { sessionId: 'abc', lastEventId: '7' } },
      { kind: 'end', origin: { sessionId: 'abc' } },
    ]);
  });
});

describe('every request gets one answer', () => {
  it('fifty at once with the same id get each its own', async () => {
    let release: () => void = () => {};
    const all = new Promise<void>((resolve) => {
      release = resolve;
    });
    let waiting = 0;
    const port = await start({
      handle: async ({ message, reply }) => {
        if (++waiting === 50) release();
        await all;
        if (!isRequest(message)) return;
        reply.respond({ jsonrpc: '2.0', id: message.id, result: { params: message.params ?? {} } });
      },
    });
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => sendRaw(port, post(rpc({ params: { n } })))),
    );
    expect(answers.map((answer) => JSON.parse(answer.body))).toEqual(
      Array.from({ length: 50 }, (_, n) => ({ jsonrpc: '2.0', id: 1, result: { params: { n } } })),
    );
  });

  it.each<[string, Handle]>([
    ['returns without one', async () => {}],
    ['fails', async () => Promise.reject(new Error('secret of the guard'))],
  ])('a handler that %s: 500, and no detail', async (_name, handle) => {
    const lines: string[] = [];
    const port = await start({ handle, log: (line) => void lines.push(line) });
    const answer = await sendRaw(port, post(rpc({ id: 'x' })));
    expect(answer.status).toBe(500);
    expect(JSON.parse(answer.body)).toMatchObject({ id: 'x', error: { code: -32603 } });
    expect(answer.body).not.toContain('secret');
  });

  it('a second answer is an error of the handler, and the first stands', async () => {
    const lines: string[] = [];
    const port = await start({
      handle: async ({ reply }) => {
        reply.finish(202);
        reply.finish(500);
      },
      log: (line) => void lines.push(line),
    });
    expect((await sendRaw(port, post(rpc()))).status).toBe(202);
    expect(lines.join()).toContain('answered twice');
  });

  it('a stream that its handler leaves open is ended', async () => {
    const port = await start({ handle: async ({ reply }) => void reply.stream() });
    const answer = await sendRaw(port, post(rpc()));
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('text/event-stream');
  });
});

describe('streams', () => {
  it('each event leaves at once, with its cursor, and keep-alives in between', async () => {
    let proceed: () => void = () => {};
    const seen = new Promise<void>((resolve) => {
      proceed = resolve;
    });
    const port = await start({
      keepAliveMs: 10,
      handle: async ({ reply }) => {
        const sink = reply.stream({ headers: { 'mcp-session-id': 'new' } });
        await sink.write({ id: '1', retry: 100 });
        await sink.write({ id: '2', message: { jsonrpc: '2.0', method: 'notifications/message' } });
        await seen;
        await sink.write({ message: { jsonrpc: '2.0', id: 1, result: {} } });
        sink.end();
      },
    });
    const socket = await openSocket(port);
    socket.write(post(rpc()));
    let text = '';
    for await (const chunk of socket.setEncoding('utf8')) {
      text += chunk;
      if (text.includes('notifications/message') && text.includes('\n:\n\n')) proceed();
    }
    const { headers } = parseAnswer(text);
    expect(headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'mcp-session-id': 'new',
    });
    expect(text).toContain('id: 1\nretry: 100\ndata: \n\n');
    expect(text).toContain('id: 2\ndata: {"jsonrpc":"2.0","method":"notifications/message"}\n\n');
  });

  it('a writer waits for a slow reader, and no longer once the reader has gone', async () => {
    let blocked: () => void = () => {};
    const isBlocked = new Promise<void>((resolve) => {
      blocked = resolve;
    });
    let finished: () => void = () => {};
    const isFinished = new Promise<void>((resolve) => {
      finished = resolve;
    });
    const message = {
      jsonrpc: '2.0',
      method: 'notifications/message',
      params: { data: 'x'.repeat(100_000) },
    } as const;
    const port = await start({
      handle: async ({ reply }) => {
        const sink = reply.stream();
        let taken = false;
        do {
          taken = false;
          const write = sink.write({ message }).then(() => {
            taken = true;
          });
          await new Promise((resolve) => setImmediate(resolve));
          if (taken) continue;
          blocked();
          await write;
          break;
        } while (taken);
        await sink.write({ message });
        finished();
      },
    });
    const socket = await openSocket(port);
    socket.pause();
    socket.write(post(rpc()));
    await isBlocked;
    socket.destroy();
    await isFinished;
  });
});

it('a client that never reads its answer does not keep it in memory', async () => {
  let left: () => void = () => {};
  const gone = new Promise<void>((resolve) => {
    left = resolve;
  });
  const port = await start({
    stalledMs: 50,
    keepAliveMs: 1,
    handle: async ({ reply, signal }) => {
      const sink = reply.stream();
      signal.addEventListener('abort', left);
      const data = 'x'.repeat(10_000_000);
      await sink.write({
        message: { jsonrpc: '2.0', method: 'notifications/x', params: { data } },
      });
      await gone;
    },
  });
  const socket = await openSocket(port);
  socket.on('error', () => {}).pause();
  socket.write(post(modernBody, modernHeaders));
  await gone;
  socket.destroy();
});

it('an address that is taken is an error to the one who starts it', async () => {
  const port = await start();
  const second = startHttpSide({ port, handle: echo, handleSession: async () => {} });
  await expect(second).rejects.toThrow(/EADDRINUSE/);
});
