import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import type { Handle, Inbound, SessionRequest } from '../exchange.ts';
import { isRequest } from '../wire/message.ts';
import { type HttpSide, type HttpSideSettings, startHttpSide } from './http-server.ts';
import { openSocket, parseAnswer, post, request, sendRaw } from './raw-http.fixture.ts';

let side: HttpSide | undefined;
afterEach(async () => {
  await side?.close();
  side = undefined;
});

/** Answers every request with what the transport said of it. */
const echo: Handle = async ({ message, era, origin, reply }) => {
  if (isRequest(message))
    reply.respond({ jsonrpc: '2.0', id: message.id, result: { era, origin: { ...origin } } });
  else reply.finish(202);
};

async function start(settings: Partial<HttpSideSettings> = {}): Promise<number> {
  side = await startHttpSide({
    port: 0,
    handle: echo,
    handleSession: async ({ reply }) => reply.finish(405),
    ...settings,
  });
  return side.port;
}

const rpc = (extra: object = {}): string =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping', ...extra });
const VERSION = '2026-07-28';
const envelope = {
  'io.modelcontextprotocol/protocolVersion': VERSION,
  'io.modelcontextprotocol/clientCapabilities': {},
};
const modernBody = rpc({ method: 'tools/list', params: { _meta: envelope } });
const modernHeaders = { 'mcp-protocol-version': VERSION, 'mcp-method': 'tools/list' };

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

describe('refused before the body is read', () => {
  it.each<[string, number, Record<string, string | readonly string[] | null>]>([
    ['a foreign Host', 403, { host: 'evil.example' }],
    ['a Host that ends like ours', 403, { host: 'localhost.evil.example' }],
    ['a Host with a user part', 403, { host: 'evil@localhost' }],
    ['a foreign Origin', 403, { origin: 'https://evil.example' }],
    ['an Origin that begins like ours', 403, { origin: 'http://localhost.evil.example' }],
    ['an opaque Origin', 403, { origin: 'null' }],
    ['a body that is a form', 415, { 'content-type': 'text/plain' }],
    ['a media type that contains JSON', 415, { 'content-type': 'text/plain; application/json' }],
    ['no media type', 415, { 'content-type': null }],
    ['a compressed body', 415, { 'content-encoding': 'gzip' }],
    ['JSON only', 406, { accept: 'application/json' }],
    ['events only', 406, { accept: 'text/event-stream' }],
    ['events with no weight', 406, { accept: 'application/json, text/event-stream;q=0' }],
    ['nothing accepted', 406, { accept: null }],
    ['two sessions', 400, { 'mcp-session-id': ['a', 'b'] }],
    ['two versions', 400, { 'mcp-protocol-version': ['2025-11-25', '2025-06-18'] }],
    ['two names', 400, { 'mcp-name': ['a', 'a'] }],
    ['two parameters', 400, { 'mcp-param-x': ['a', 'b'] }],
    ['two tokens', 400, { authorization: ['Bearer a', 'Bearer b'] }],
    ['two hosts', 400, { host: ['localhost', 'evil.example'] }],
    ['two origins', 400, { origin: ['http://localhost', 'https://evil.example'] }],
    ['two media types', 400, { 'content-type': ['application/json', 'application/json'] }],
    ['a session id with a space', 400, { 'mcp-session-id': 'a b' }],
    ['a session id too long', 400, { 'mcp-session-id': 'x'.repeat(257) }],
    ['another scheme', 401, { authorization: 'Basic YTpi' }],
    ['an empty token', 401, { authorization: 'Bearer' }],
    ['two tokens in one header', 401, { authorization: 'Bearer a, Bearer b' }],
    ['a body declared too large', 413, { 'content-length': '99999999' }],
  ])('%s: %i', async (_name, status, headers) => {
    const calls: Inbound[] = [];
    const port = await start({ handle: async (inbound) => void calls.push(inbound) });
    const answer = await sendRaw(port, post(rpc(), headers));
    expect(answer.status).toBe(status);
    const body: unknown = JSON.parse(answer.body);
    expect(body).toMatchObject({ jsonrpc: '2.0', error: { code: -32600 } });
    expect(body).not.toHaveProperty('id');
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    expect(calls).toEqual([]);
  });

  it('configured hosts and origins are let in, and local ones on any port', async () => {
    const port = await start({
      allowedHosts: ['guard.example', 'other.example:8443'],
      allowedOrigins: ['https://app.example'],
    });
    const status = async (headers: Record<string, string>): Promise<number> =>
      (await sendRaw(port, post(rpc(), headers))).status;
    expect(await status({ host: 'GUARD.example:9999' })).toBe(200);
    expect(await status({ host: 'other.example:8443' })).toBe(200);
    expect(await status({ host: 'other.example' })).toBe(403);
    expect(await status({ host: '[::1]:80', origin: 'http://127.0.0.1:6274' })).toBe(200);
    expect(await status({ origin: 'https://app.example' })).toBe(200);
    expect(await status({ origin: 'http://app.example' })).toBe(403);
  });

  it.each([
    ['Host', { host: 'guard.example' }, 'server.allowed_hosts'],
    ['Origin', { origin: 'https://app.example' }, 'server.allowed_origins'],
  ])('a foreign %s is told which key lets it in', async (_what, headers, key) => {
    const port = await start();
    const { body } = await sendRaw(port, post(rpc(), headers));
    expect(body).toContain(`${key} of gateway.yaml`);
  });

  it.each(['GET', 'DELETE'])('%s under 2026-07-28 gets 405, session or not', async (verb) => {
    const port = await start({
      handleSession: async ({ reply }) => reply.finish(200),
    });
    const headers = { 'mcp-protocol-version': VERSION, 'mcp-session-id': 's-1' };
    const answer = await sendRaw(port, request(verb, '/mcp', headers));
    expect([answer.status, answer.headers.allow]).toEqual([405, 'POST']);
  });

  it('a version header set aside is told to the log and to whoever compares other headers', async () => {
    const log: string[] = [];
    const port = await start({ versionHeader: 'lenient', log: (line) => void log.push(line) });
    const answer = await sendRaw(port, post(modernBody, { 'mcp-protocol-version': '2025-11-25' }));
    expect(JSON.parse(answer.body).result).toMatchObject({
      era: 'modern',
      origin: { protocolVersion: VERSION, bodyOnly: true },
    });
    expect(log).toEqual([expect.stringContaining('"2025-11-25"')]);
  });

  it('other verbs get 405, other paths 404, in every spelling', async () => {
    const port = await start();
    const put = await sendRaw(port, request('PUT', '/mcp'));
    expect([put.status, put.headers.allow]).toEqual([405, 'GET, POST, DELETE']);
    expect((await sendRaw(port, request('OPTIONS', '/mcp'))).status).toBe(405);
    for (const path of [
      '/',
      '/MCP',
      '/mcp/',
      '//mcp',
      '/%6dcp',
      '/x/../mcp',
      'http://localhost/mcp',
    ])
      expect((await sendRaw(port, request('GET', path))).status).toBe(404);
  });

  it('health says that the process is up, and nothing else', async () => {
    const port = await start();
    const answer = await sendRaw(port, request('GET', '/health'));
    expect(answer).toMatchObject({ status: 200, body: '{"status":"ok"}' });
    expect((await sendRaw(port, request('GET', '/health', { host: 'evil.example' }))).status).toBe(
      403,
    );
  });
});

describe('browsers', () => {
  it('an allowed origin may send the MCP headers and read the session id', async () => {
    const port = await start();
    const origin = 'http://localhost:6274';
    const preflight = await sendRaw(
      port,
      request('OPTIONS', '/mcp', {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'mcp-session-id, mcp-param-region, x-odoo-login',
      }),
    );
    expect(preflight.status).toBe(204);
    expect(preflight.headers['access-control-allow-origin']).toBe(origin);
    expect(preflight.headers['access-control-allow-headers']).toContain('mcp-protocol-version');
    expect(preflight.headers['access-control-allow-headers']).toContain('mcp-param-region');
    expect(preflight.headers['access-control-allow-headers']).not.toContain('x-odoo');
    const answer = await sendRaw(port, post(rpc(), { origin }));
    expect(answer.headers['access-control-expose-headers']).toContain('mcp-session-id');
    expect(answer.headers.vary).toBe('origin');
  });

  it('any other origin is told nothing', async () => {
    const port = await start();
    const answer = await sendRaw(
      port,
      request('OPTIONS', '/mcp', { origin: 'https://evil.example' }),
    );
    expect(answer.status).toBe(403);
    expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('refused for what the body says', () => {
  it.each<[string, number, number | string | null, string]>([
    ['a batch', -32600, null, `[${rpc()}]`],
    ['a null id', -32600, null, rpc({ id: null })],
    ['a fraction for an id', -32600, null, rpc({ id: 1.5 })],
    ['a huge id', -32700, null, '{"jsonrpc":"2.0","id":9007199254740993,"method":"ping"}'],
    ['an extra key', -32600, 'a', rpc({ id: 'a', extra: true })],
    [
      'a duplicate key',
      -32700,
      null,
      '{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call"}',
    ],
    [
      '__proto__',
      -32700,
      null,
      '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"__proto__":{}}}',
    ],
    ['deep nesting', -32700, null, '['.repeat(100_000)],
    ['no JSON', -32700, null, '{"jsonrpc":'],
    ['nothing', -32700, null, ''],
  ])('%s', async (_name, code, id, body) => {
    const port = await start();
    const answer = await sendRaw(port, post(body));
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ jsonrpc: '2.0', id, error: { code } });
  });

  it.each<[string, number, Record<string, string | null>, string]>([
    ['a missing envelope', -32602, modernHeaders, rpc({ method: 'tools/list' })],
    ['a missing version header', -32020, { 'mcp-method': 'tools/list' }, modernBody],
    ['a differing method header', -32020, { ...modernHeaders, 'mcp-method': 'ping' }, modernBody],
    [
      'an unknown version',
      -32022,
      { ...modernHeaders, 'mcp-protocol-version': '2030-01-01' },
      modernBody.replace(VERSION, '2030-01-01'),
    ],
  ])('the era: %s', async (_name, code, headers, body) => {
    const port = await start();
    const answer = await sendRaw(port, post(body, headers));
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ id: 1, error: { code } });
  });

  it('a 10 MB body is refused while it is still being sent, whole or in chunks', async () => {
    const port = await start();
    const big = 'x'.repeat(10 * 1024 * 1024);
    expect((await sendRaw(port, post(`"${big}"`))).status).toBe(413);
    const chunked = `${big.length.toString(16)}\r\n${big}\r\n0\r\n\r\n`;
    const headers = { 'content-length': null, 'transfer-encoding': 'chunked' };
    const head = post('', headers);
    expect((await sendRaw(port, head + chunked)).status).toBe(413);
  });
});

describe('framing tricks', () => {
  it.each<[string, string]>([
    [
      'a length and chunks at once',
      post(rpc(), { 'transfer-encoding': 'chunked', 'content-length': '4' }),
    ],
    ['two lengths', post(rpc(), { 'content-length': ['4', '44'] })],
    ['a folded header', post(rpc(), { 'x-a': 'b\r\n folded' })],
    ['a length that is no number', post(rpc(), { 'content-length': '+44' })],
    ['a space before the colon', post(rpc(), { 'content-length ': '4' })],
    [
      'chunked twice',
      post('0\r\n\r\n', { 'content-length': null, 'transfer-encoding': 'chunked, chunked' }),
    ],
    [
      'an unknown coding',
      post('0\r\n\r\n', { 'content-length': null, 'transfer-encoding': 'xchunked' }),
    ],
    [
      'a bad chunk size',
      `${post('', { 'content-length': null, 'transfer-encoding': 'chunked' })}zz\r\n`,
    ],
    [
      'a bare LF after a chunk size',
      `${post('', { 'content-length': null, 'transfer-encoding': 'chunked' })}2\n{}\n0\n\n`,
    ],
    ['headers without end', post(rpc(), { 'x-a': 'b'.repeat(20_000) })],
    ['no host', post(rpc(), { host: null })],
    ['a NUL in a header', post(rpc(), { 'mcp-name': 'a\0b' })],
  ])('%s', async (_name, bytes) => {
    let handled = 0;
    const port = await start({
      handle: async () => {
        handled++;
      },
    });
    const answer = await sendRaw(port, bytes);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(handled).toBe(0);
  });

  it('a body in many small chunks is one message', async () => {
    const port = await start();
    const chunks = [...rpc()].map((letter) => `1\r\n${letter}\r\n`).join('');
    const head = post('', { 'content-length': null, 'transfer-encoding': 'chunked' });
    expect((await sendRaw(port, `${head}${chunks}0\r\n\r\n`)).status).toBe(200);
  });

  it('a client that never finishes its headers, or its body, is cut off', async () => {
    const port = await start({ headersTimeoutMs: 50, requestTimeoutMs: 100 });
    const [slowHead, slowBody] = await Promise.all([
      sendRaw(port, 'POST /mcp HTTP/1.1\r\nhost: localhost\r\n'),
      sendRaw(port, post(rpc(), { 'content-length': '4000' })),
    ]);
    expect([slowHead.status, slowBody.status]).toEqual([408, 408]);
  });

  it('a body announced with Expect is asked for only when the headers have passed', async () => {
    const port = await start();
    const expecting = { expect: '100-continue' };
    const welcome = await sendRaw(port, post(rpc(), expecting));
    expect(welcome.status).toBe(100);
    expect(parseAnswer(welcome.body).status).toBe(200);
    const refused = await sendRaw(
      port,
      post(rpc(), { ...expecting, 'content-type': 'text/plain' }),
    );
    expect(refused.status).toBe(415);
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

describe('a client that goes away', () => {
  /** Starts a call, goes away once it is being handled, and waits for what the handler saw. */
  async function leave(body: string, headers: Record<string, string>): Promise<boolean> {
    let arrived: (signal: AbortSignal) => void = () => {};
    const arrival = new Promise<AbortSignal>((resolve) => {
      arrived = resolve;
    });
    let proceed: () => void = () => {};
    const gone = new Promise<void>((resolve) => {
      proceed = resolve;
    });
    let outcome: (aborted: boolean) => void = () => {};
    const seen = new Promise<boolean>((resolve) => {
      outcome = resolve;
    });
    const port = await start({
      handle: async ({ signal, reply }) => {
        const sink = reply.stream();
        arrived(signal);
        await gone;
        // The first write learns of the closed socket at the latest.
        await sink.write({ comment: 'still here' });
        sink.end();
        outcome(signal.aborted);
      },
    });
    const socket = await openSocket(port);
    socket.write(post(body, headers));
    const signal = await arrival;
    const serverSaw =
      headers['mcp-method'] === undefined ? connectionsGone(port) : once(signal, 'abort');
    socket.destroy();
    await serverSaw;
    proceed();
    return seen;
  }

  /** A health check on a new connection is answered after the close of the old one was seen. */
  async function connectionsGone(port: number): Promise<void> {
    for (let round = 0; round < 5; round++) await sendRaw(port, request('GET', '/health'));
  }

  it('has cancelled a modern request', async () => {
    expect(await leave(modernBody, modernHeaders)).toBe(true);
  });

  it('has not cancelled a legacy one', async () => {
    expect(await leave(rpc(), {})).toBe(false);
  });

  it('has stopped listening', async () => {
    let arrived: (signal: AbortSignal) => void = () => {};
    const arrival = new Promise<AbortSignal>((resolve) => {
      arrived = resolve;
    });
    const port = await start({
      handleSession: async ({ signal, reply }) => {
        reply.stream();
        arrived(signal);
        await once(signal, 'abort');
      },
    });
    const socket = await openSocket(port);
    socket.write(request('GET', '/mcp', { accept: 'text/event-stream', connection: 'keep-alive' }));
    const signal = await arrival;
    socket.destroy();
    if (!signal.aborted) await once(signal, 'abort');
    expect(signal.aborted).toBe(true);
  });

  it('an answer given in full does not count as cancelled', async () => {
    let signal: AbortSignal | undefined;
    const port = await start({
      handle: async (inbound) => {
        signal = inbound.signal;
        await echo(inbound);
      },
    });
    await sendRaw(port, post(modernBody, modernHeaders));
    expect(signal?.aborted).toBe(false);
  });
});

it('closing aborts what is in flight, in both eras, and ends every socket', async () => {
  const signals: AbortSignal[] = [];
  let both: () => void = () => {};
  const arrived = new Promise<void>((resolve) => {
    both = resolve;
  });
  const port = await start({
    handle: async ({ signal }) => {
      signals.push(signal);
      if (signals.length === 2) both();
      await once(signal, 'abort');
    },
  });
  const calls = [sendRaw(port, post(rpc())), sendRaw(port, post(modernBody, modernHeaders))].map(
    (call) => call.catch(() => 'ended'),
  );
  await arrived;
  await side?.close();
  await Promise.all(calls);
  expect(signals.map((signal) => signal.aborted)).toEqual([true, true]);
});

it('an address that is taken is an error to the one who starts it', async () => {
  const port = await start();
  const second = startHttpSide({ port, handle: echo, handleSession: async () => {} });
  await expect(second).rejects.toThrow(/EADDRINUSE/);
});
