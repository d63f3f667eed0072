import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../policies/json.ts';
import { errorOf, guarded, resultOf } from '../guarded.fixture.ts';
import {
  type Act,
  error,
  json,
  likeOdoo,
  type MemoryUpstream,
  memoryUpstream,
} from '../memory-upstream.fixture.ts';
import { isRequest } from '../wire/message.ts';

const FILES = {
  model_access: `
stock_models: {full_crud: [res.partner], read_only: [crm.lead]}
sensitive_fields: {res.partner: [vat]}
`,
};
const worker = { bearer: 'worker', era: 'modern' } as const;

/** Has resources like the bundled upstream: every record of every model has a name and a tax id. */
const withResources: Act = (request, context) => {
  const uri = String(request.params?.uri);
  switch (request.method) {
    case 'resources/list':
      return json(request, {
        resources: [
          { uri: 'odoo://models', name: 'models', size: 7 },
          { uri: 'odoo://secrets', name: 'secrets' },
          { uri: 'test://one', name: 'one', size: 7, icons: [] },
        ],
        _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'theirs' }, secret: 1 },
        nextCursor: 'next',
        ttlMs: 60_000,
        cacheScope: 'public',
      });
    case 'resources/templates/list':
      return json(request, {
        resourceTemplates: [
          { uriTemplate: 'odoo://record/{model}/{id}{?fields}', name: 'record' },
          { uriTemplate: 'test://{id}', name: 'tests' },
        ],
      });
    case 'resources/read':
      if (uri.includes('/404'))
        return error(request, -32602, 'no such record: Azure', 200, { uri });
      if (uri.startsWith('odoo://record/'))
        return contents(uri, {
          record: { id: 3, name: 'Azure', vat: 'BE1' },
          model: 'res.partner',
          secret: 1,
        });
      if (uri === 'odoo://models')
        return contents(uri, { models: [{ model: 'res.partner' }, { model: 'hr.employee' }] });
      return json(request, {
        contents: [{ uri, text: 'anything' }],
        ttlMs: 9,
        cacheScope: 'public',
      });
    default:
      return likeOdoo(request, context);
  }
  function contents(of: string, value: JsonObject) {
    const text = JSON.stringify(value);
    const found = [{ uri: of, mimeType: 'application/json', text }];
    return json(request, { resultType: 'complete', contents: found });
  }
};

function read(upstream: MemoryUpstream) {
  return upstream.received.flatMap(({ message }) =>
    isRequest(message) && message.method === 'resources/read' ? [message.params?.uri] : [],
  );
}

function textOf(result: JsonObject): JsonObject {
  const [only] = Array.isArray(result.contents) ? result.contents : [];
  return JSON.parse(String(only?.text));
}

describe('resources/list', () => {
  it('names what is bound, for this caller alone', async () => {
    const guard = guarded(memoryUpstream(withResources), FILES);
    expect(resultOf(await guard.ask('resources/list', {}, worker))).toEqual({
      resources: [{ uri: 'odoo://models', name: 'models' }],
      nextCursor: 'next',
      ttlMs: 0,
      cacheScope: 'private',
      _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'theirs' } },
    });
    expect(resultOf(await guard.ask('resources/templates/list', {}, worker))).toMatchObject({
      resourceTemplates: [{ uriTemplate: 'odoo://record/{model}/{id}{?fields}' }],
    });
  });

  it('asks nothing as anybody: it holds nothing out of Odoo', async () => {
    const upstream = memoryUpstream(withResources);
    const guard = guarded(upstream, FILES);
    await guard.ask('resources/list', { cursor: '', other: 1 }, { ...worker });
    expect(upstream.received.at(-1)?.context.headers).toEqual({});
    expect(upstream.received.at(-1)?.message).toMatchObject({ params: { cursor: '' } });
    expect(upstream.received.at(-1)?.message).not.toHaveProperty('params.other');
  });

  it('names what is not bound only where the operator lets it pass, to nobody unknown', async () => {
    const guard = guarded(memoryUpstream(withResources), {
      ...FILES,
      gateway: `
odoo: {database: demo}
upstream: {unbound: {resources: allow}}
identity: {stdio: {name: me, odoo: {login: b, api_key: k}}}`,
    });
    const uris = async (asking: object) =>
      JSON.stringify(resultOf(await guard.ask('resources/list', {}, asking)));
    // Nothing of it is anybody's to judge, so nothing of it is taken away.
    expect(await uris({ era: 'modern', transport: 'stdio' })).toContain(
      '{"uri":"test://one","name":"one","size":7,"icons":[]}',
    );
    expect(await uris({ era: 'modern', transport: 'stdio' })).not.toContain('secrets');
    expect(await uris({ era: 'modern' })).not.toContain('test://one');
  });

  it('hides what the caller could read with no variables', async () => {
    const guard = guarded(memoryUpstream(withResources), { ...FILES, model_access: '{}' });
    const { resourceTemplates } = resultOf(await guard.ask('resources/templates/list', {}, worker));
    expect(resourceTemplates).toEqual([]);
  });

  it('is denied where the server gives no list', async () => {
    const guard = guarded(memoryUpstream(likeOdoo), FILES);
    expect(errorOf(await guard.ask('resources/list', {}, worker))).toMatchObject({
      data: { code: 'result_unreadable' },
    });
  });
});

describe('resources/read of a record', () => {
  const RECORD = 'odoo://record/res.partner/3?fields=name,vat';

  it('is rewritten, carried by the caller’s account, and filtered', async () => {
    const upstream = memoryUpstream(withResources);
    const guard = guarded(upstream, FILES);
    const result = resultOf(await guard.ask('resources/read', { uri: RECORD }, worker));
    expect(read(upstream)).toEqual(['odoo://record/res.partner/3?fields=id,name']);
    expect(upstream.received.at(-1)?.context.headers).toHaveProperty('x-odoo-credential');
    expect(result).toMatchObject({
      contents: [{ uri: RECORD, mimeType: 'application/json' }],
      ttlMs: 0,
      cacheScope: 'private',
    });
    expect(textOf(result)).toEqual({
      record: { id: 3, name: 'Azure', vat: '***' },
      model: 'res.partner',
    });
    expect(guard.audit.at(-1)).toMatchObject({
      method: 'resources/read',
      resource: 'odoo://record/{model}/{id}{?fields}',
      operations: [{ kind: 'read', model: 'res.partner', ids: [3] }],
      decision: 'allowed',
      rows: 1,
    });
  });

  it('works in the legacy era, whose results say nothing of caches', async () => {
    const guard = guarded(memoryUpstream(withResources), FILES);
    const session = await guard.signedIn();
    const uri = 'odoo://record/res.partner/3?fields=name';
    const result = resultOf(await guard.ask('resources/read', { uri }, { session }));
    expect(result).not.toHaveProperty('cacheScope');
    expect(textOf(result)).toMatchObject({ record: { name: 'Azure' } });
  });

  it.each([
    ['odoo://record/hr.employee/3', 'model_not_allowed'],
    ['odoo://record/ir.config_parameter/3', 'model_blocked'],
    ['odoo://record/res.partner/0', 'ids_invalid'],
    ['odoo://record/res.partner/3?fields=name&fields=vat', 'arguments_invalid'],
    ['odoo://record/res.partner%2F3/3', 'arguments_invalid'],
    ['odoo://record/res.partner/3?fields=parent_id.name', 'arguments_invalid'],
  ])('is denied for %s (%s)', async (uri, code) => {
    const upstream = memoryUpstream(withResources);
    const guard = guarded(upstream, FILES);
    const refused = errorOf(await guard.ask('resources/read', { uri }, worker));
    expect(refused).toMatchObject({ code: 4030, data: { effect: 'deny', code } });
    expect(read(upstream)).toEqual([]);
    expect(guard.audit.at(-1)).toMatchObject({ decision: 'denied' });
  });

  it('is refused to a stranger', async () => {
    const upstream = memoryUpstream(withResources);
    const guard = guarded(upstream, FILES);
    for (const asking of [{ era: 'modern' as const }, { session: await guard.open() }]) {
      expect(errorOf(await guard.ask('resources/read', { uri: RECORD }, asking))).toMatchObject({
        data: { code: 'not_signed_in' },
      });
    }
    expect(read(upstream)).toEqual([]);
  });

  it('draws on the rate', async () => {
    const guard = guarded(memoryUpstream(withResources), {
      ...FILES,
      gateway: `
odoo: {database: demo}
rate_limit: {global_per_minute: 2}
identity: {stdio: {name: me, odoo: {login: b, api_key: k}}}`,
    });
    const asking = { era: 'modern', transport: 'stdio' } as const;
    const uri = 'odoo://record/res.partner/3?fields=name';
    for (let n = 0; n < 2; n += 1) await guard.ask('resources/read', { uri }, asking);
    expect(errorOf(await guard.ask('resources/read', { uri }, asking))).toMatchObject({
      code: 4290,
    });
  });
});

it('odoo://models names the models the caller may use', async () => {
  const guard = guarded(memoryUpstream(withResources), FILES);
  const result = resultOf(await guard.ask('resources/read', { uri: 'odoo://models' }, worker));
  expect(textOf(result)).toMatchObject({ models: [{ model: 'res.partner' }] });
  expect(JSON.stringify(result)).not.toContain('hr.employee');
});

describe('a resource that is not there', () => {
  const legacy = { code: -32002, message: 'Resource not found' };
  const modern = { code: -32602, message: 'Resource not found' };

  it.each([
    ['no server knows', 'odoo://nothing'],
    ['no binding describes', 'test://one'],
    ['is spelt otherwise', 'ODOO://record/res.partner/3'],
    ['is no URI', 'odoo://record/res.partner/3\n'],
    ['the server does not find', 'odoo://record/res.partner/404?fields=name'],
  ])('is the same in its era: one that %s', async (_, uri) => {
    const guard = guarded(memoryUpstream(withResources), FILES);
    const session = await guard.signedIn();
    expect(errorOf(await guard.ask('resources/read', { uri }, { session }))).toEqual({
      ...legacy,
      data: { uri },
    });
    expect(errorOf(await guard.ask('resources/read', { uri }, worker))).toEqual({
      ...modern,
      data: { uri },
    });
  });

  it.each([[{}], [{ uri: 7 }], [{ uri: 'odoo://models', inputResponses: {} }]])(
    'is none of the parameters %j',
    async (params) => {
      const guard = guarded(memoryUpstream(withResources), FILES);
      expect(errorOf(await guard.ask('resources/read', params, worker))).toMatchObject({
        code: -32602,
      });
    },
  );
});

describe('a resource no binding describes, where the operator lets it pass', () => {
  const gateway = (binding: string) => `
odoo: {database: demo}
upstream: {${binding} unbound: {resources: allow}}
identity: {stdio: {name: me, odoo: {login: b, api_key: k}}}`;
  const me = { era: 'modern', transport: 'stdio' } as const;

  it('passes as it is, for this caller alone', async () => {
    const upstream = memoryUpstream(withResources);
    const guard = guarded(upstream, { ...FILES, gateway: gateway('') });
    expect(resultOf(await guard.ask('resources/read', { uri: 'test://one' }, me))).toEqual({
      resultType: 'complete',
      contents: [{ uri: 'test://one', text: 'anything' }],
      ttlMs: 0,
      cacheScope: 'private',
    });
    expect(guard.audit.at(-1)).toMatchObject({ rule: 'gateway.yaml:upstream.unbound.resources' });
  });

  it.each([
    'odoo://nothing',
    'ODOO://record/res.users/1',
    'odoo://record/res.users/1#x',
    '\todoo://record/res.users/1',
    'od\noo://record/res.users/1',
    'odoo:record/res.users/1',
    'no scheme',
    `test://${'a'.repeat(3_000)}`,
  ])('never passes under a scheme that is bound, nor in an odd spelling: %j', async (uri) => {
    const upstream = memoryUpstream(withResources);
    const guard = guarded(upstream, { ...FILES, gateway: gateway('') });
    expect(errorOf(await guard.ask('resources/read', { uri }, me))).toMatchObject({
      code: -32602,
      message: 'Resource not found',
    });
    expect(read(upstream)).toEqual([]);
  });

  it('must not ask the client for something instead, nor be too large', async () => {
    const answers: JsonObject[] = [
      { resultType: 'input_required', inputRequests: { one: { method: 'roots/list' } } },
      { contents: [{ uri: 'test://one', text: 'x'.repeat(2_000) }] },
    ];
    const guard = guarded(
      memoryUpstream((request, context) =>
        request.method === 'resources/read'
          ? json(request, answers.shift() ?? {})
          : likeOdoo(request, context),
      ),
      {
        model_access: 'max_response_bytes: 1024',
        gateway: gateway(''),
      },
    );
    const ask = () => guard.ask('resources/read', { uri: 'test://one' }, me);
    expect(errorOf(await ask())).toMatchObject({ data: { code: 'message_not_supported' } });
    expect(errorOf(await ask())).toMatchObject({ data: { code: 'result_too_large' } });
  });
});
