import { afterEach, describe, expect, it } from 'vitest';
import type { OdooCredential } from './credential.ts';
import type { OdooErrorClass } from './errors.ts';
import {
  type ReceivedCall,
  type ScriptedAnswer,
  type ScriptedOdoo,
  startScriptedOdoo,
} from './scripted-odoo.fixture.ts';
import { Secret } from './secret.ts';
import { openXmlRpcTransport } from './xmlrpc-transport.ts';

let odoo: ScriptedOdoo | undefined;
afterEach(() => odoo?.close());

const bob: OdooCredential = {
  method: 'password',
  database: 'demo',
  login: 'bob',
  secret: new Secret('p<ss&word'),
};

const raw = (status: number, body: string): ScriptedAnswer => ({
  raw: (response) => response.writeHead(status, { 'content-type': 'text/xml' }).end(body),
});
const answer = (value: string) =>
  raw(
    200,
    `<?xml version="1.0"?>\n<methodResponse>\n<params>\n<param>\n<value>${value}</value>\n</param>\n</params>\n\n</methodResponse>\n`,
  );
const fault = (code: number, text: string) =>
  raw(
    200,
    `<?xml version="1.0"?>\n<methodResponse>\n<fault>\n<value><struct>\n<member>\n<name>faultCode</name>\n<value><int>${code}</int></value>\n</member>\n<member>\n<name>faultString</name>\n<value><string>${text}</string></value>\n</member>\n</struct></value>\n</fault>\n\n</methodResponse>\n`,
  );
/** A traceback of Python's XML-RPC writer. */
const writer = (method: string, ending: string) =>
  fault(
    1,
    `Traceback (most recent call last):\n  File "/usr/lib/python3.11/xmlrpc/client.py", line 514, in dumps\n    dump(v, write)\n  File "/usr/lib/python3.11/xmlrpc/client.py", line 536, in __dump\n    f(self, value, write)\n  File "/usr/lib/python3.11/xmlrpc/client.py", line 540, in ${method}\n${ending}\n`,
  );
const NUMBER_KEYS = writer('dump_struct', 'TypeError: dictionary key must be string');

async function connect(script: (call: ReceivedCall) => ScriptedAnswer) {
  odoo = await startScriptedOdoo((call) =>
    call.path === '/xmlrpc/2/common' ? answer('<int>7</int>') : script(call),
  );
  const transport = await openXmlRpcTransport(odoo.endpoint, bob);
  const call = (repeatable: boolean, kwargs = {}) =>
    transport.call({ model: 'res.groups', method: 'm', args: [[1]], kwargs, repeatable });
  return { transport, call, sent: () => odoo?.calls.slice(1) ?? [] };
}

describe('XML-RPC', () => {
  it('signs in and sends the secret with every call, escaped', async () => {
    const { transport, call, sent } = await connect(() => answer('<string>ok</string>'));
    expect([transport.uid, transport.login]).toEqual([7, 'bob']);
    expect(await call(false, { limit: 5 })).toBe('ok');
    expect(odoo?.calls[0]?.body).toContain('<methodName>authenticate</methodName>');
    expect(sent().map(({ path }) => path)).toEqual(['/xmlrpc/2/object']);
    expect(sent()[0]?.headers['content-type']).toBe('text/xml');
    for (const { body } of odoo?.calls ?? [])
      expect(body).toContain('<value><string>p&lt;ss&amp;word</string></value>');
  });

  it.each([
    ['false', answer('<boolean>0</boolean>')],
    ['a text', answer('<string>7</string>')],
    ['no user', answer('<int>0</int>')],
    ['a refusal', fault(3, 'Access Denied')],
  ])('does not sign in when Odoo answers %s', async (_case, said) => {
    odoo = await startScriptedOdoo(() => said);
    await expect(openXmlRpcTransport(odoo.endpoint, bob)).rejects.toMatchObject({
      class: 'auth',
      message: expect.stringContaining('refused the login'),
    });
  });

  it('gives nothing for what Odoo cannot write because it is nothing', async () => {
    const nil = 'TypeError: cannot marshal None unless allow_none is enabled';
    const { call, sent } = await connect(() => writer('dump_nil', nil));
    expect(await call(false)).toBeNull();
    expect(sent()).toHaveLength(1);
  });

  describe('an answer Odoo cannot write', () => {
    it('is asked for again through /jsonrpc when the call only reads', async () => {
      const { call, sent } = await connect(({ path }) =>
        path === '/jsonrpc' ? { result: { 1: 'base.group_user' } } : NUMBER_KEYS,
      );
      expect(await call(true)).toEqual({ 1: 'base.group_user' });
      expect(sent()[1]?.params.args).toEqual([
        'demo',
        7,
        'p<ss&word',
        'res.groups',
        'm',
        [[1]],
        {},
      ]);
    });

    it('is an error with a way out when it cannot be had that way either', async () => {
      const { call } = await connect(({ path }) =>
        path === '/jsonrpc' ? raw(404, '<html>') : NUMBER_KEYS,
      );
      await expect(call(true)).rejects.toMatchObject({
        class: 'validation',
        message: expect.stringMatching(/ODOO_PROTOCOL/),
      });
    });

    it('never makes a call that may write a second time', async () => {
      const { call, sent } = await connect(() => NUMBER_KEYS);
      await expect(call(false)).rejects.toMatchObject({
        class: 'validation',
        outcome: 'unknown',
        message: expect.stringMatching(/^Odoo carried the call out/),
      });
      expect(sent()).toHaveLength(1);
    });
  });

  it.each<[string, ScriptedAnswer, OdooErrorClass, string]>([
    ['a login page', raw(200, '<!doctype html><html></html>'), 'connection', 'refused'],
    ['a page that is not there', raw(404, '<html>'), 'connection', 'refused'],
    ['a proxy that gave up', raw(502, '<?xml version="1.0"?><x/>'), 'connection', 'unknown'],
    ['half an answer', raw(200, '<?xml version="1.0"?><methodResponse>'), 'internal', 'unknown'],
    [
      'an answer with a document type',
      raw(200, '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><methodResponse/>'),
      'internal',
      'unknown',
    ],
    ['a value of another type', answer('<datetime>x</datetime>'), 'internal', 'unknown'],
    ['an access error', fault(4, 'Private methods (such as _x)'), 'access', 'refused'],
  ])('%s is an error', async (_case, said, errorClass, outcome) => {
    const { call } = await connect(() => said);
    await expect(call(false)).rejects.toMatchObject({ class: errorClass, outcome });
  });

  it('does not send what XML cannot carry', async () => {
    const { call, sent } = await connect(() => answer('<nil/>'));
    await expect(call(false, { name: 'a\u0000' })).rejects.toMatchObject({
      class: 'validation',
      outcome: 'refused',
    });
    expect(sent()).toEqual([]);
  });
});
