import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { OdooVersion } from '../engine/version.ts';
import { type DemoOdoo, startDemoOdoo } from '../server.ts';
import { send } from './external-api.fixture.ts';

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
