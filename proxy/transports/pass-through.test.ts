import { afterEach, describe, expect, it } from 'vitest';
import { type HttpSide, startHttpSide } from './http-server.ts';
import type { PassThroughSettings } from './pass-through.ts';
import { request, sendRaw } from './raw-http.fixture.ts';
import { type ScriptedServer, startScriptedServer } from './scripted-server.fixture.ts';

let side: HttpSide | undefined;
let server: ScriptedServer | undefined;
afterEach(async () => {
  await side?.close();
  await server?.close();
});

async function start(settings: Partial<PassThroughSettings> = {}): Promise<number> {
  server = await startScriptedServer((_, response) => {
    response.writeHead(200, {
      'content-type': 'text/plain',
      'set-cookie': 'session=upstream',
      'www-authenticate': 'Bearer resource_metadata="https://upstream"',
      'access-control-allow-origin': '*',
      etag: '"1"',
    });
    response.end('passed');
  });
  side = await startHttpSide({
    port: 0,
    handle: async () => {},
    handleSession: async () => {},
    passThrough: {
      target: { origin: `http://127.0.0.1:${server.port}` },
      paths: ['/ui/*', '/.well-known/about'],
      upstreamEndpoint: '/rpc',
      ...settings,
    },
  });
  return side.port;
}

describe('listed paths', () => {
  it('pass, with their query, without credentials in either direction', async () => {
    const port = await start();
    const answer = await sendRaw(
      port,
      request('GET', '/ui/app.js?v=%2F..', {
        accept: 'text/javascript',
        authorization: 'Bearer secret',
        cookie: 'a=b',
        'mcp-session-id': 'abc',
        'x-forwarded-for': '1.2.3.4',
        'x-odoo-login': 'admin',
        'x-upstream-key': 'guessed',
      }),
    );
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('passed');
    expect(answer.headers).toHaveProperty('etag');
    for (const name of ['set-cookie', 'www-authenticate', 'access-control-allow-origin'])
      expect(answer.headers).not.toHaveProperty(name);
    expect(Object.keys(server?.seen[0]?.headers ?? {}).sort()).toEqual([
      'accept',
      'connection',
      'host',
    ]);
    expect((await sendRaw(port, request('GET', '/.well-known/about'))).status).toBe(200);
  });

  it.each([
    '/ui',
    '/other',
    '/.well-known/about/more',
    '/ui/../rpc',
    '/ui/./x',
    '/ui/%2e%2e/rpc',
    '/ui/..%2frpc',
    '/ui/..\\rpc',
    '/ui//x',
    '//ui/x',
    '/ui/x;y',
    '/ui/%00',
    '/rpc',
    '/UI/x',
    'http://127.0.0.1/ui/x',
  ])('%s does not', async (path) => {
    const port = await start();
    expect((await sendRaw(port, request('GET', path))).status).toBe(404);
    expect(server?.seen).toEqual([]);
  });

  it('do not for other verbs, chunked bodies, upgrades or foreign hosts', async () => {
    const port = await start();
    expect((await sendRaw(port, request('DELETE', '/ui/x'))).status).toBe(404);
    const chunked = `${request('POST', '/ui/x', { 'transfer-encoding': 'chunked' })}0\r\n\r\n`;
    expect((await sendRaw(port, chunked)).status).toBe(404);
    const upgrade = { connection: 'upgrade', upgrade: 'websocket' };
    expect((await sendRaw(port, request('GET', '/ui/x', upgrade))).status).toBe(404);
    const foreign = request('GET', '/ui/x', { host: 'evil.example' });
    expect((await sendRaw(port, foreign)).status).toBe(403);
    expect(server?.seen).toEqual([]);
  });

  it('answer 502 when the upstream is not there', async () => {
    const port = await start();
    await server?.close();
    expect((await sendRaw(port, request('GET', '/ui/x'))).status).toBe(502);
  });
});

it.each([
  '/*',
  '/rpc',
  '/RPC/',
  '/rpc/*',
  '/mcp',
  '/health',
  '/a/../b',
  '/a%2fb',
  'a',
  '/a*',
  '//x',
  '',
])('an entry of %j is refused at the start', async (entry) => {
  await expect(start({ paths: [entry] })).rejects.toThrow(/pass-through path/);
});
