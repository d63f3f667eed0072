import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ScriptedOdoo, startScriptedOdoo } from './odoo/scripted-odoo.fixture.ts';
import { type RunningUpstream, startUpstream } from './running-upstream.fixture.ts';

let odoo: ScriptedOdoo;
let upstream: RunningUpstream;
beforeAll(async () => {
  odoo = await startScriptedOdoo(() => ({ fault: 'odoo.exceptions.AccessDenied' }));
  upstream = await startUpstream(odoo.url, 'demo');
});
afterAll(async () => {
  await upstream.close();
  await odoo.close();
});

const LIST = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
const SEARCH = {
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'search_count', arguments: { model: 'res.partner' } },
};
const account = { method: 'password', database: 'demo', login: 'bob', secret: 'pw-of-bob' };

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
}

/** Raw, because fetch would fold repeated headers. */
function post(
  headers: Record<string, string | string[]>,
  message: unknown = LIST,
  path = '/mcp',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      new URL(path, upstream.url),
      {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          ...headers,
        },
      },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          body += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode, body }));
      },
    );
    sent.on('error', reject);
    sent.end(JSON.stringify(message));
  });
}

describe('the HTTP server', () => {
  it('answers a request that carries the key', async () => {
    const { status, body } = await post(upstream.headers());
    expect(status).toBe(200);
    expect(body).toContain('"search_read"');
  });

  it.each<[string, () => Record<string, string | string[]>]>([
    ['no key', () => ({})],
    ['an empty key', () => ({ 'x-upstream-key': '' })],
    ['a wrong key', () => ({ 'x-upstream-key': 'x'.repeat(43) })],
    [
      'part of the key',
      () => ({ 'x-upstream-key': (upstream.headers()['x-upstream-key'] ?? '').slice(1) }),
    ],
    [
      'the key twice',
      () => ({
        'x-upstream-key': Array<string>(2).fill(upstream.headers()['x-upstream-key'] ?? ''),
      }),
    ],
  ])('refuses a request with %s, on every path, without a word', async (_case, headers) => {
    expect(await post(headers())).toEqual({ status: 401, body: '{}' });
    expect(await post(headers(), LIST, '/other')).toEqual({ status: 401, body: '{}' });
  });

  it('serves one path', async () => {
    expect((await post(upstream.headers(), LIST, '/')).status).toBe(404);
    expect((await post(upstream.headers(), LIST, '/mcp/')).status).toBe(404);
  });

  it.each<[string, string | string[]]>([
    ['no base64url', 'a b'],
    ['no credential', Buffer.from('{"method":"password"}').toString('base64url')],
    ['nothing', ''],
    ['two credentials', ['e30', 'e30']],
  ])('refuses a credential header with %s', async (_case, header) => {
    const { status, body } = await post({ ...upstream.headers(), 'x-odoo-credential': header });
    expect(status).toBe(400);
    expect(JSON.parse(body)).toEqual({ error: 'The x-odoo-credential header cannot be read' });
  });

  it('answers a tool call without an account with an error result', async () => {
    const { status, body } = await post(upstream.headers(), SEARCH);
    expect(status).toBe(200);
    expect(body).toContain('"isError":true');
    expect(body).toContain('Not signed in');
    expect(body).toContain('"class":"auth"');
  });

  it('writes no secret to its log or into an answer', async () => {
    const { body } = await post(upstream.headers(account), SEARCH);
    expect(body).toContain('"isError":true');
    const key = upstream.headers()['x-upstream-key'] ?? '';
    const header = upstream.headers(account)['x-odoo-credential'] ?? '';
    for (const secret of ['pw-of-bob', key, header]) {
      expect(upstream.log()).not.toContain(secret);
      expect(body).not.toContain(secret);
    }
    expect(upstream.log()).toContain('search_count');
  });

  it('has no sessions: GET and DELETE are not allowed', async () => {
    for (const method of ['GET', 'DELETE']) {
      const response = await fetch(upstream.url, { method, headers: upstream.headers() });
      expect(response.status).toBe(405);
      expect(response.headers.get('mcp-session-id')).toBeNull();
    }
  });
});
