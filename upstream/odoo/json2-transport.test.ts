import { afterEach, describe, expect, it } from 'vitest';
import type { OdooCredential } from './credential.ts';
import type { ConnectionTrouble, OdooErrorClass } from './errors.ts';
import { openJson2Transport, type WithoutNames } from './json2-transport.ts';
import { openTransport } from './protocol-choice.ts';
import {
  type ReceivedCall,
  type ScriptedAnswer,
  type ScriptedOdoo,
  startScriptedOdoo,
} from './scripted-odoo.fixture.ts';
import { Secret } from './secret.ts';

let odoo: ScriptedOdoo | undefined;
afterEach(() => odoo?.close());

const bob: OdooCredential = {
  method: 'api_key',
  database: 'demo',
  login: 'bob',
  secret: new Secret('bobs-key'),
};

const json = (status: number, body: unknown): ScriptedAnswer => ({
  raw: (response) =>
    response
      .writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
      .end(JSON.stringify(body)),
});
const page = (status: number, html: string): ScriptedAnswer => ({
  raw: (response) => response.writeHead(status, { 'content-type': 'text/html' }).end(html),
});
const failure = (status: number, name: string, message: string) =>
  json(status, {
    name,
    message,
    arguments: [message, status],
    context: {},
    debug: 'Traceback (most recent call last):\n  File "/opt/odoo/odoo/http.py", line 1, in x\n',
  });

/** Signs bob in; `script` answers the calls after that. */
const signsIn =
  (script: (call: ReceivedCall) => ScriptedAnswer) =>
  (call: ReceivedCall): ScriptedAnswer => {
    if (call.path.endsWith('/context_get'))
      return json(200, { lang: 'en_US', tz: 'Europe/Brussels', uid: 7 });
    if (call.path.endsWith('/res.users/read')) return json(200, [{ id: 7, login: 'bob' }]);
    return script(call);
  };

async function connect(
  script: (call: ReceivedCall) => ScriptedAnswer,
  withoutNames: WithoutNames = 'refuse',
) {
  odoo = await startScriptedOdoo(signsIn(script));
  const transport = await openJson2Transport(odoo.endpoint, bob, withoutNames);
  const call = (method: string, args: unknown[], kwargs = {}, model = 'res.partner') =>
    transport.call({ model, method, args, kwargs, repeatable: false });
  const sent = () => odoo?.calls.slice(2) ?? [];
  return { transport, call, sent };
}

describe('JSON-2', () => {
  it('takes the key as bearer token and names the database in every request', async () => {
    const { transport, call, sent } = await connect(() => json(200, true));
    expect([transport.uid, transport.login]).toEqual([7, 'bob']);
    expect(await call('write', [[1], { name: 'x' }], { context: { lang: 'fr_FR' } })).toBe(true);
    for (const { headers } of odoo?.calls ?? [])
      expect(headers).toMatchObject({
        authorization: 'bearer bobs-key',
        'x-odoo-database': 'demo',
        'content-type': 'application/json',
      });
    expect(sent().map(({ path, body }) => [path, JSON.parse(body)])).toEqual([
      ['/json/2/res.partner/write', { ids: [1], vals: { name: 'x' }, context: { lang: 'fr_FR' } }],
    ]);
  });

  it('gives nothing for nothing, and one id for one new record', async () => {
    const answers = [json(200, null), json(200, [8]), json(200, [8]), json(200, [8, 9])];
    const { call } = await connect(() => answers.shift() ?? json(500, {}));
    expect(await call('action_confirm', [[1]])).toBeNull();
    expect(await call('create', [{ name: 'x' }])).toBe(8);
    expect(await call('create', [[{ name: 'x' }]])).toEqual([8]);
    expect(await call('create', [[{ name: 'x' }, { name: 'y' }]])).toEqual([8, 9]);
  });

  const NO_DATABASE =
    '<!DOCTYPE html>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>No database is selected and the requested URL was not found in the server-wide controllers.</p>';

  it.each<[string, ScriptedAnswer, OdooErrorClass, RegExp]>([
    [
      'a key that was revoked',
      failure(401, 'werkzeug.exceptions.Unauthorized', 'Invalid apikey'),
      'auth',
      /no longer accepts/,
    ],
    [
      'a model without rights',
      failure(
        403,
        'odoo.exceptions.AccessError',
        "You are not allowed to access 'System Parameter' (ir.config_parameter) records.\n\nThis operation is allowed for the following groups:\n\t- Role / Administrator\n\nContact your administrator to request access if necessary.",
      ),
      'access',
      /^You are not allowed to access 'System Parameter' records\.$/,
    ],
    [
      'an unknown model',
      failure(404, 'werkzeug.exceptions.NotFound', "the model 'res.partner' does not exist"),
      'missing',
      /^Model 'res\.partner' does not exist/,
    ],
    [
      'an unknown method',
      failure(
        404,
        'werkzeug.exceptions.NotFound',
        "The method 'res.partner.nosuch' does not exist",
      ),
      'missing',
      /^The method 'res\.partner\.nosuch' does not exist$/,
    ],
    [
      'a record that is gone',
      failure(
        404,
        'odoo.exceptions.MissingError',
        'Record does not exist or has been deleted.\n(Record: res.partner(99999999,), User: 2)',
      ),
      'missing',
      /^Record does not exist or has been deleted\.$/,
    ],
    [
      'a value that does not hold',
      failure(
        422,
        'odoo.exceptions.ValidationError',
        'The operation cannot be completed: Contacts require a name',
      ),
      'validation',
      /Contacts require a name/,
    ],
    [
      'an operation refused by the business',
      failure(422, 'odoo.exceptions.UserError', 'You must first cancel it.'),
      'user',
      /^You must first cancel it\.$/,
    ],
    [
      'a missing argument',
      failure(
        422,
        'werkzeug.exceptions.UnprocessableEntity',
        "missing a required argument: 'vals'",
      ),
      'validation',
      /^missing a required argument: 'vals'$/,
    ],
    [
      'a body that is no JSON',
      failure(400, 'werkzeug.exceptions.BadRequest', 'could not parse the body as json'),
      'validation',
      /could not parse/,
    ],
    [
      'an unknown field',
      failure(500, 'builtins.ValueError', "Invalid field 'no_such' on 'res.partner'"),
      'validation',
      /^Invalid field 'no_such' on 'res\.partner'$/,
    ],
    [
      'an unknown field that is written',
      failure(500, 'builtins.KeyError', 'no_such'),
      'validation',
      /^Odoo does not know no_such here\.$/,
    ],
    [
      'an error of its own kind',
      failure(500, 'some.module.Error', 'secret detail'),
      'internal',
      /^Odoo failed while carrying out the call\.$/,
    ],
    ['a database that is gone', page(404, NO_DATABASE), 'database', /does not have this database/],
  ])('%s is of the class JSON-RPC gives it', async (_case, answer, errorClass, text) => {
    const { call } = await connect(() => answer);
    await expect(call('write', [[1], {}])).rejects.toMatchObject({
      class: errorClass,
      message: expect.stringMatching(text),
    });
  });

  it.each<[string, ScriptedAnswer, ConnectionTrouble]>([
    ['a page that is not there', page(404, '<html>'), 'misdirected'],
    ['a login page', page(200, '<html>'), 'misdirected'],
    ['a proxy that gave up', page(502, '<html>'), 'unavailable'],
    ['JSON of a proxy that gave up', json(503, { error: 'down' }), 'unavailable'],
    ['a list in the place of an error', json(400, [1]), 'misdirected'],
  ])('%s is no answer of Odoo', async (_case, answer, trouble) => {
    const { call } = await connect(() => answer);
    await expect(call('unlink', [[1]])).rejects.toMatchObject({ class: 'connection', trouble });
  });

  it.each([
    ['a model that leaves the path', 'read', '../web/session'],
    ['a method that leaves the path', '../../jsonrpc', 'res.partner'],
    ['a model with a query', 'read', 'res.partner?x=1'],
    ['a model that begins with a dot', 'read', '..'],
  ])('%s is not sent', async (_case, method, model) => {
    const { call, sent } = await connect(() => json(200, true));
    await expect(call(method, [[1]], {}, model)).rejects.toMatchObject({ class: 'validation' });
    expect(sent()).toEqual([]);
  });

  it.each([
    ['the key of somebody else', [{ id: 7, login: 'alice' }]],
    ['a key of nobody', []],
  ])('%s does not sign in', async (_case, read) => {
    odoo = await startScriptedOdoo(({ path }) =>
      json(200, path.endsWith('/context_get') ? { uid: 7 } : read),
    );
    await expect(openJson2Transport(odoo.endpoint, bob, 'jsonrpc')).rejects.toMatchObject({
      class: 'auth',
      message: expect.stringContaining('refused the login'),
    });
  });

  it.each(['key\r\nx-odoo-database: other', 'two words', 'schlüssel'])(
    'a key that is none (%j) goes nowhere',
    async (key) => {
      odoo = await startScriptedOdoo(() => json(200, { uid: 7 }));
      const other = { ...bob, secret: new Secret(key) };
      await expect(openJson2Transport(odoo.endpoint, other, 'refuse')).rejects.toMatchObject({
        class: 'auth',
      });
      expect(odoo.calls).toEqual([]);
    },
  );
});

describe('a call whose arguments have no names in JSON-2', () => {
  const unnamed = ['action_do', [[1], 'by place']] as const;

  it('is refused when nothing but JSON-2 is to be used', async () => {
    const { call, sent } = await connect(() => json(200, true));
    await expect(call(unnamed[0], [...unnamed[1]])).rejects.toMatchObject({
      class: 'version',
      message: expect.stringMatching(/action_do on res\.partner.*ODOO_PROTOCOL/),
    });
    expect(sent()).toEqual([]);
  });

  it('goes through /jsonrpc otherwise, as the same user with the same key', async () => {
    const { call, sent } = await connect(() => ({ result: 'done' }), 'jsonrpc');
    expect(await call(unnamed[0], [...unnamed[1]], { a: 1 })).toBe('done');
    expect(sent().map(({ path, params }) => [path, params.args])).toEqual([
      [
        '/jsonrpc',
        ['demo', 7, 'bobs-key', 'res.partner', 'action_do', [[1], 'by place'], { a: 1 }],
      ],
    ]);
  });

  it.each([
    'cannot call res.partner.action_do with ids',
    "missing a required argument: 'values'",
    "got an unexpected keyword argument 'vals'",
  ])('goes through /jsonrpc when Odoo says before running it that it is one: %s', async (text) => {
    const refusal = failure(422, 'werkzeug.exceptions.UnprocessableEntity', text);
    const script = ({ path }: ReceivedCall) => (path === '/jsonrpc' ? { result: 1 } : refusal);
    const { call, sent } = await connect(script, 'jsonrpc');
    expect(await call('action_do', [[1]])).toBe(1);
    expect(sent().map(({ path }) => path)).toEqual(['/json/2/res.partner/action_do', '/jsonrpc']);
  });

  it('is never sent twice when it may have run', async () => {
    const refusal = failure(422, 'werkzeug.exceptions.UnprocessableEntity', 'The file is too big');
    const { call, sent } = await connect(() => refusal, 'jsonrpc');
    await expect(call('action_do', [[1]])).rejects.toMatchObject({ class: 'validation' });
    expect(sent()).toHaveLength(1);
  });
});

describe('JSON-2 if it works', () => {
  const answers = (json2: ScriptedAnswer) => (call: ReceivedCall) =>
    call.path === '/jsonrpc' ? { result: 9 } : json2;

  it.each<[string, ScriptedAnswer]>([
    [
      'a password in the place of a key',
      failure(401, 'werkzeug.exceptions.Unauthorized', 'Invalid apikey'),
    ],
    ['a proxy that does not let it through', page(404, '<html>')],
    ['a redirect to the login page', page(303, '')],
  ])('%s leaves the login to /jsonrpc', async (_case, answer) => {
    odoo = await startScriptedOdoo(answers(answer));
    const transport = await openTransport(odoo.endpoint, bob, 'json2-if-it-works');
    expect(transport.uid).toBe(9);
    expect(odoo.calls.map(({ path }) => path)).toEqual([
      '/json/2/res.users/context_get',
      '/jsonrpc',
    ]);
  });

  it.each<[string, ScriptedAnswer]>([
    ['a lost connection', { raw: (response) => response.destroy() }],
    ['a proxy that gave up', page(502, '<html>')],
  ])('%s is not taken for an answer', async (_case, answer) => {
    odoo = await startScriptedOdoo(answers(answer));
    await expect(openTransport(odoo.endpoint, bob, 'json2-if-it-works')).rejects.toMatchObject({
      class: 'connection',
    });
    expect(odoo.calls).toHaveLength(1);
  });
});
