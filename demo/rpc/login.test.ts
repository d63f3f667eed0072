import { request } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { OdooVersion } from '../engine/version.ts';
import { type DemoOdoo, startDemoOdoo } from '../server.ts';
import { type DemoClient, demoClient } from '../testing/client.fixture.ts';

describe.each<OdooVersion>([17, 18, 19])('logging in, as Odoo %i', (version) => {
  let demo: DemoOdoo;
  let client: DemoClient;
  const code = version === 19 ? 0 : 200;
  const session = (params: { [name: string]: string }) =>
    client.post('/web/session/authenticate', params);
  const service = (name: string, method: string, args: (string | number | object)[]) =>
    client.post('/jsonrpc', { service: name, method, args: args as never });
  beforeAll(async () => {
    demo = await startDemoOdoo({ version });
    client = demoClient(demo);
  });
  afterAll(() => demo.close());
  beforeEach(() => demo.reset());

  test('a session tells who it is and is found again by its cookie', async () => {
    const answer = await session({ db: 'demo', login: 'sales', password: 'sales' });
    expect(answer.cookie).toMatch(/^session_id=\S{20,}$/);
    expect(answer.body.result).toMatchObject({
      uid: 4,
      is_system: false,
      is_admin: false,
      is_internal_user: true,
      user_context: { lang: 'en_US', tz: false, uid: 4 },
      db: 'demo',
      server_version_info: [version, 0, 0, 'final', 0, ''],
      name: 'Sam Sales',
      username: 'sales',
      partner_id: expect.any(Number),
      user_companies: { current_company: 1 },
    });
    const info = await client.post('/web/session/get_session_info', {}, answer.cookie);
    expect(info.body.result).toMatchObject({ uid: 4, username: 'sales' });
  });

  test('the administrator is system and admin, the portal user is not internal', async () => {
    expect((await client.login('admin', 'admin')).info).toMatchObject({
      is_system: true,
      is_admin: true,
    });
    expect((await client.login('portal', 'portal')).info).toMatchObject({
      is_system: false,
      is_internal_user: false,
    });
  });

  test.each([
    [
      'a wrong password',
      { db: 'demo', login: 'admin', password: 'nope' },
      'odoo.exceptions.AccessDenied',
      'Access Denied',
    ],
    [
      'an API key',
      { db: 'demo', login: 'sales', password: 'demo-key-sales' },
      'odoo.exceptions.AccessDenied',
      'Access Denied',
    ],
    [
      'no password',
      { db: 'demo', login: 'admin', password: '' },
      'odoo.exceptions.AccessDenied',
      'Access Denied',
    ],
    [
      'the system user',
      { db: 'demo', login: '__system__', password: '' },
      'odoo.exceptions.AccessDenied',
      'Access Denied',
    ],
    [
      'an unknown database',
      { db: 'nodb', login: 'admin', password: 'admin' },
      'odoo.exceptions.AccessError',
      'Database not found.',
    ],
  ])('no session with %s', async (_name, params, name, message) => {
    const answer = await session(params);
    expect(answer.cookie).toBe('');
    expect(answer.body).toMatchObject({
      id: 7,
      error: { code, message: 'Odoo Server Error', data: { name, message } },
    });
  });

  test('without a session, after its end, and after a password change: session expired, no id', async () => {
    const expired = {
      jsonrpc: '2.0',
      id: null,
      error: {
        code: 100,
        message: 'Odoo Session Expired',
        data: {
          name: 'odoo.http.SessionExpiredException',
          debug: expect.any(String),
          message: 'Session expired',
          arguments: ['Session expired'],
          context: {},
        },
      },
    };
    const read = { model: 'res.partner', method: 'search_read', args: [[]], kwargs: { limit: 1 } };
    expect((await client.post('/web/dataset/call_kw', read)).body).toEqual(expired);
    expect((await client.post('/web/session/get_session_info', {})).body).toEqual(expired);
    const { cookie } = await client.login('demo', 'demo');
    expect((await client.post('/web/session/destroy', {}, cookie)).body).toEqual({
      jsonrpc: '2.0',
      id: 7,
    });
    expect((await client.post('/web/dataset/call_kw', read, cookie)).body).toEqual(expired);
    const again = await client.login('demo', 'demo');
    await client.execute('admin', 'res.users', 'write', [[3], { password: 'other' }]);
    expect((await client.post('/web/dataset/call_kw', read, again.cookie)).body).toEqual(expired);
  });

  test('common.login and authenticate give the uid, for a password or an API key, else false', async () => {
    const results = await Promise.all(
      [
        service('common', 'login', ['demo', 'sales', 'sales']),
        service('common', 'authenticate', ['demo', 'sales', 'demo-key-sales', {}]),
        service('common', 'authenticate', ['demo', 'sales', 'demo-key-admin', {}]),
        service('common', 'login', ['demo', 'admin', 'nope']),
      ].map(async (answer) => (await answer).body.result),
    );
    expect(results).toEqual([4, 4, false, false]);
  });

  test.each<[string, (string | number)[], string, string]>([
    ['a wrong password', ['demo', 2, 'nope'], 'odoo.exceptions.AccessDenied', 'Access Denied'],
    ['an empty password', ['demo', 2, ''], 'odoo.exceptions.AccessDenied', 'Access Denied'],
    [
      "another user's key",
      ['demo', 2, 'demo-key-sales'],
      'odoo.exceptions.AccessDenied',
      'Access Denied',
    ],
    [
      'an unknown user',
      ['demo', 99999, 'admin'],
      'odoo.exceptions.MissingError',
      'Record does not exist or has been deleted.\n(Record: res.users(99999,), User: 99999)',
    ],
    [
      'an unknown database',
      ['nodb', 2, 'admin'],
      'psycopg2.OperationalError',
      'connection to server at "127.0.0.1", port 5432 failed: FATAL:  database "nodb" does not exist\n',
    ],
  ])('execute_kw refuses %s', async (_name, credential, name, message) => {
    const answer = await service('object', 'execute_kw', [
      ...credential,
      'res.partner',
      'search',
      [[]],
    ]);
    expect(answer.body).toMatchObject({ id: 7, error: { code, data: { name, message } } });
    expect(demo.requests).toEqual([]);
  });

  test('every call that reaches a model is in the request log, until reset', async () => {
    await client.execute('sales', 'res.partner', 'search', [[['id', '=', 1]]], { limit: 1 });
    const { call } = await client.login('hr', 'hr');
    await call('hr.employee', 'read', [[5], ['name']]);
    expect(demo.requests).toEqual([
      {
        user: 'sales',
        model: 'res.partner',
        method: 'search',
        args: [[['id', '=', 1]]],
        kwargs: { limit: 1 },
      },
      { user: 'hr', model: 'hr.employee', method: 'read', args: [[5], ['name']], kwargs: {} },
    ]);
    demo.reset();
    expect(demo.requests).toEqual([]);
  });

  test('version, health, database list and unknown pages', async () => {
    const info = {
      server_version: `${version}.0-demo`,
      server_version_info: [version, 0, 0, 'final', 0, ''],
      server_serie: `${version}.0`,
      protocol_version: 1,
    };
    expect((await client.post('/web/webclient/version_info', {})).body.result).toEqual(info);
    expect((await service('common', 'version', [])).body.result).toEqual(info);
    expect((await client.post('/web/database/list', {})).body.result).toEqual(['demo']);
    expect((await service('db', 'list', [])).body.result).toEqual(['demo']);
    expect((await service('db', 'db_exist', ['nodb'])).body.result).toBe(false);
    const health = await request(`${demo.url}/web/health`);
    expect(await health.body.json()).toEqual({ status: 'pass' });
    const missing = await client.post('/no/such/page', {});
    expect([missing.status, missing.contentType]).toEqual([404, 'text/html; charset=utf-8']);
  });

  test.each([
    ['broken JSON', '{not json', 'Invalid JSON data'],
    ['a batch', '[]', 'Invalid JSON-RPC data'],
  ])('%s is a bad request', async (_name, body, text) => {
    const answer = await request(`${demo.url}/jsonrpc`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(answer.statusCode).toBe(400);
    expect(await answer.body.text()).toBe(text);
  });

  test('it says that it is a demo', async () => {
    const home = await request(`${demo.url}/`);
    expect(home.headers.server).toContain('not Odoo');
    expect(await home.body.text()).toContain('not Odoo');
  });
});
