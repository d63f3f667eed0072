import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OdooVersion } from '../engine/version.ts';
import { type DemoOdoo, startDemoOdoo } from '../server.ts';
import { send } from './external-api.fixture.ts';

describe('JSON-2 of the demo', () => {
  let demo: DemoOdoo;
  beforeAll(async () => {
    demo = await startDemoOdoo({ version: 19 });
  });
  afterAll(() => demo.close());

  const post = async (
    path: string,
    body: unknown,
    { key = 'demo-key-admin', database = demo.database }: { key?: string; database?: string } = {},
  ) => {
    const answer = await send(`${demo.url}/json/2/${path}`, JSON.stringify(body), {
      'content-type': 'application/json',
      'x-odoo-database': database,
      ...(key === '' ? {} : { authorization: `bearer ${key}` }),
    });
    const parsed: unknown = answer.type.startsWith('application/json')
      ? JSON.parse(answer.text)
      : answer.text;
    return { ...answer, body: parsed };
  };

  test('a record is read and created by name', async () => {
    const read = await post('res.partner/read', { ids: [1], fields: ['id'] });
    expect(read).toMatchObject({
      status: 200,
      type: 'application/json; charset=utf-8',
      body: [{ id: 1 }],
    });
    const created = await post('res.partner.category/create', { vals_list: { name: 'x' } });
    expect(created.body).toEqual([expect.any(Number)]);
    expect((await post('res.users/context_get', {})).body).toMatchObject({ uid: 2 });
  });

  test('nothing is null, a list as body counts as empty, and no records are no error', async () => {
    const named = { ids: [1], operation: 'read' };
    expect((await post('res.partner/check_access_rule', named)).text).toBe('null');
    const all = await post('res.partner/search_read', [1, 2]);
    expect(Array.isArray(all.body) && all.body.length).toBeGreaterThan(2);
    expect((await post('res.partner/write', { vals: { name: 'x' } })).body).toBe(true);
  });

  test.each<[string, string, unknown, { key?: string; database?: string }, number, string, string]>(
    [
      [
        'a wrong key',
        'res.partner/search',
        { domain: [] },
        { key: 'nope' },
        401,
        'werkzeug.exceptions.Unauthorized',
        'Invalid apikey',
      ],
      [
        'a password as key',
        'res.partner/search',
        { domain: [] },
        { key: 'admin' },
        401,
        'werkzeug.exceptions.Unauthorized',
        'Invalid apikey',
      ],
      [
        'no key',
        'res.partner/search',
        { domain: [] },
        { key: '' },
        401,
        'werkzeug.exceptions.Unauthorized',
        'User not authenticated, use an API Key with a Bearer Authorization header.',
      ],
      [
        'an unknown model',
        'no.such/read',
        { ids: [1] },
        {},
        404,
        'werkzeug.exceptions.NotFound',
        "the model 'no.such' does not exist",
      ],
      [
        'an unknown method',
        'res.partner/no_such',
        { ids: [1] },
        {},
        404,
        'werkzeug.exceptions.NotFound',
        "The method 'res.partner.no_such' does not exist",
      ],
      [
        'no method',
        'res.partner',
        {},
        {},
        404,
        'werkzeug.exceptions.NotFound',
        'Did you mean POST /json/2/<model>/<method>?',
      ],
      [
        'a missing argument',
        'res.partner/write',
        { ids: [1] },
        {},
        422,
        'werkzeug.exceptions.UnprocessableEntity',
        "missing a required argument: 'vals'",
      ],
      [
        'records of a model method',
        'res.partner/search',
        { ids: [1], domain: [] },
        {},
        422,
        'werkzeug.exceptions.UnprocessableEntity',
        'cannot call res.partner.search with ids',
      ],
      [
        'a private method',
        'res.partner/_write',
        { ids: [1] },
        {},
        403,
        'odoo.exceptions.AccessError',
        "Private methods (such as 'res.partner._write') cannot be called remotely.",
      ],
      [
        'a record that is gone',
        'res.partner/write',
        { ids: [99_999_999], vals: { name: 'x' } },
        {},
        404,
        'odoo.exceptions.MissingError',
        'Record does not exist or has been deleted.\n(Record: res.partner(99999999,), User: 2)',
      ],
      [
        'a contact without a name',
        'res.partner/create',
        { vals_list: { type: 'contact', name: false } },
        {},
        422,
        'odoo.exceptions.ValidationError',
        'The operation cannot be completed: Contacts require a name',
      ],
      [
        'an unknown field',
        'res.partner/read',
        { ids: [1], fields: ['no_such'] },
        {},
        500,
        'builtins.ValueError',
        "Invalid field 'no_such' on 'res.partner'",
      ],
      [
        'an unknown argument of a search',
        'res.partner/search_read',
        { nonsense: 1 },
        {},
        500,
        'builtins.TypeError',
        "BaseModel._read_format() got an unexpected keyword argument 'nonsense'",
      ],
      [
        'a context that is none',
        'res.partner/search',
        { domain: [], context: 'x' },
        {},
        500,
        'builtins.ValueError',
        'dictionary update sequence element #0 has length 1; 2 is required',
      ],
    ],
  )('%s is answered as recorded', async (_case, path, body, as, status, name, message) => {
    const answer = await post(path, body, as);
    expect(answer).toMatchObject({ status, body: { name, message, context: {} } });
    expect(answer.headers['www-authenticate']).toBe(status === 401 ? 'Bearer ' : undefined);
  });

  test('another database is a page, another kind of body is not taken', async () => {
    const elsewhere = await post('res.partner/search', { domain: [] }, { database: 'nodb' });
    expect(elsewhere).toMatchObject({ status: 404, type: 'text/html; charset=utf-8' });
    expect(elsewhere.text).toContain('No database is selected');
    const text = await send(`${demo.url}/json/2/res.partner/read`, '{}', {
      'content-type': 'text/plain',
    });
    expect(text.status).toBe(415);
    const broken = await send(`${demo.url}/json/2/res.partner/search`, '{no', {
      'content-type': 'application/json',
      authorization: 'Bearer demo-key-admin',
    });
    expect(broken.status).toBe(400);
  });

  test.each<OdooVersion>([17, 18])('is not there as Odoo %i', async (version) => {
    const older = await startDemoOdoo({ version });
    const answer = await send(`${older.url}/json/2/res.partner/read`, '{}', {
      'content-type': 'application/json',
    });
    expect(answer.status).toBe(404);
    expect(answer.type).toContain('text/html');
    await older.close();
  });
});
