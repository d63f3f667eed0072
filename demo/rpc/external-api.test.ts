import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OdooVersion } from '../engine/version.ts';
import { type DemoOdoo, startDemoOdoo } from '../server.ts';

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

async function send(
  url: string,
  body: string,
  headers: Record<string, string>,
  method: 'GET' | 'POST' = 'POST',
): Promise<Answer> {
  const answer = await request(url, method === 'GET' ? { method } : { method, headers, body });
  return {
    status: answer.statusCode,
    type: String(answer.headers['content-type']),
    headers: answer.headers,
    text: await answer.body.text(),
  };
}

const ADMIN_CALL = (demo: DemoOdoo, model: string, method: string, args: string) =>
  `<?xml version="1.0"?><methodCall><methodName>execute_kw</methodName><params><param><value><string>${demo.database}</string></value></param><param><value><int>2</int></value></param><param><value><string>admin</string></value></param><param><value><string>${model}</string></value></param><param><value><string>${method}</string></value></param><param><value><array><data>${args}</data></array></value></param></params></methodCall>`;
const IDS = (id: number) =>
  `<value><array><data><value><int>${id}</int></value></data></array></value>`;
const TEXTS = (text: string) =>
  `<value><array><data><value><string>${text}</string></value></data></array></value>`;

describe.each<OdooVersion>([17, 18, 19])('XML-RPC of the demo as Odoo %i', (version) => {
  let demo: DemoOdoo;
  beforeAll(async () => {
    demo = await startDemoOdoo({ version });
  });
  afterAll(() => demo.close());

  const common = (body: string) =>
    send(`${demo.url}/xmlrpc/2/common`, body, { 'content-type': 'text/xml' });
  const object = (model: string, method: string, args: string) =>
    send(`${demo.url}/xmlrpc/2/object`, ADMIN_CALL(demo, model, method, args), {
      'content-type': 'text/xml',
    });
  /** The documents of 17 and of later releases differ in quotes and an empty line. */
  const document = (content: string) =>
    version === 17
      ? `<?xml version='1.0'?>\n<methodResponse>\n${content}</methodResponse>\n`
      : `<?xml version="1.0"?>\n<methodResponse>\n${content}\n</methodResponse>\n`;
  const fault = (code: number, text: string) =>
    document(
      `<fault>\n<value><struct>\n<member>\n<name>faultCode</name>\n<value><int>${code}</int></value>\n</member>\n<member>\n<name>faultString</name>\n<value><string>${text}</string></value>\n</member>\n</struct></value>\n</fault>\n`,
    );

  test('a wrong password answers false, as recorded', async () => {
    const texts = [demo.database, 'admin', 'nope'];
    const params = texts.map((text) => `<param><value><string>${text}</string></value></param>`);
    const call = `<methodCall><methodName>authenticate</methodName><params>${params.join('')}<param><value><struct></struct></value></param></params></methodCall>`;
    expect(await common(call)).toMatchObject({
      status: 200,
      type: 'text/xml; charset=utf-8',
      text: document(
        '<params>\n<param>\n<value><boolean>0</boolean></value>\n</param>\n</params>\n',
      ),
    });
  });

  test('a record is written as recorded', async () => {
    const { text } = await object('res.partner', 'read', `${IDS(1)}${TEXTS('id')}`);
    expect(text).toBe(
      document(
        '<params>\n<param>\n<value><array><data>\n<value><struct>\n<member>\n<name>id</name>\n<value><int>1</int></value>\n</member>\n</struct></value>\n</data></array></value>\n</param>\n</params>\n',
      ),
    );
  });

  test('a record that is gone, a private method and an unknown model have their fault codes', async () => {
    const vals =
      '<value><struct><member><name>name</name><value><string>x</string></value></member></struct></value>';
    expect((await object('res.partner', 'write', `${IDS(99_999_999)}${vals}`)).text).toBe(
      fault(
        2,
        'Record does not exist or has been deleted.\n(Record: res.partner(99999999,), User: 2)',
      ),
    );
    const shown = version === 17 ? '_write' : "'res.partner._write'";
    expect((await object('res.partner', '_write', IDS(1))).text).toBe(
      fault(4, `Private methods (such as ${shown}) cannot be called remotely.`),
    );
    expect((await object('no.such.model', 'read', IDS(1))).text).toBe(
      fault(2, "Object no.such.model doesn't exist"),
    );
  });

  test.each([
    [
      'an unknown field',
      'read',
      `${IDS(1)}${TEXTS('no_such')}`,
      /ValueError: Invalid field 'no_su/,
    ],
    [
      'nothing',
      'check_access_rule',
      `${IDS(1)}<value><string>read</string></value>`,
      /in dump_nil\nTypeError: cannot marshal None unless allow_none is enabled\n/,
    ],
    [
      'number keys',
      'get_external_id',
      IDS(1),
      /in dump_struct\nTypeError: dictionary key must be string\n/,
    ],
  ])('%s is a traceback', async (_case, method, args, ending) => {
    const { status, text } = await object('res.partner', method, args);
    expect(status).toBe(200);
    expect(text).toMatch(/<int>1<\/int>[\s\S]*<string>Traceback \(most recent call last\):\n/);
    expect(text).toMatch(ending);
  });

  test('other than POST is not allowed, and no XML is a fault', async () => {
    const got = await send(`${demo.url}/xmlrpc/2/common`, '', {}, 'GET');
    expect([got.status, got.headers.allow]).toEqual([405, 'POST, OPTIONS']);
    const broken = await common('<nope');
    expect(broken.status).toBe(200);
    expect(broken.text).toContain('xml.parsers.expat.ExpatError');
  });
});

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
