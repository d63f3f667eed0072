import { describe, expect, it } from 'vitest';
import type { Inbound } from '../exchange.ts';
import { modernBody, modernHeaders, rpc, start, VERSION } from './http-side.fixture.ts';
import { parseAnswer, post, request, sendRaw } from './raw-http.fixture.ts';

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
