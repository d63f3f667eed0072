import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../policies/json.ts';
import {
  type Asking,
  decisionOf,
  errorOf,
  type Guarded,
  guarded,
  INITIALIZE,
  MODERN_META,
  resultOf,
} from '../guarded.fixture.ts';
import {
  type Act,
  json,
  likeOdoo,
  type MemoryUpstream,
  memoryUpstream,
  response,
  stream,
  toolCallOf,
  toolError,
  toolResult,
} from '../memory-upstream.fixture.ts';
import { type RecordingReply, recordingReply } from '../recording-reply.fixture.ts';
import { isRequest, type RpcRequest } from '../wire/message.ts';

const FIELDS: JsonObject = {
  id: { type: 'integer', store: true },
  name: { type: 'char', store: true, string: 'Name' },
  vat: { type: 'char', store: true, string: 'Tax id' },
  type: { type: 'selection', store: true, string: 'Address type' },
  since: { type: 'datetime', store: true, string: 'Since' },
  parent_id: { type: 'many2one', relation: 'res.partner', store: true, string: 'Company' },
  lead_id: { type: 'many2one', relation: 'mail.message', store: true, string: 'Lead' },
  image: { type: 'binary', store: true, string: 'Image' },
};
const FILES = {
  model_access: `
stock_models: {full_crud: [res.partner]}
sensitive_fields: {res.partner: [vat]}
`,
};
const missing = (name: string, more: JsonObject = {}) => ({
  name,
  type: 'char',
  string: name,
  ...more,
});

/** Fails a create without a name, or whatever else it is told to miss, like the bundled upstream. */
function upstreamMissing(
  listed: readonly JsonObject[] = [missing('name')],
  has: (values: JsonObject) => boolean = (values) => values.name !== undefined,
): MemoryUpstream {
  const act: Act = (request, context) => {
    if (request.method !== 'tools/call') return likeOdoo(request, context);
    const { name, args } = toolCallOf(request);
    if (name === 'get_model_fields') return json(request, toolResult({ fields: FIELDS }));
    if (name !== 'create_record') return likeOdoo(request, context);
    if (has(Object(args.values)))
      return json(request, toolResult({ id: 42, model: 'res.partner' }));
    const failed = toolError('validation', 'Name is missing.');
    const meta = { ...Object(failed._meta), 'odoo-mcp/missing': listed };
    return json(request, { ...failed, _meta: meta });
  };
  return memoryUpstream(act);
}

/** Asks for a name by form, as the bundled upstream does in the modern era. */
function upstreamAsking(inputRequests: JsonObject, requestState?: string): MemoryUpstream {
  const act: Act = (request, context) => {
    if (request.method !== 'tools/call') return likeOdoo(request, context);
    const { name, args } = toolCallOf(request);
    if (name === 'get_model_fields') return json(request, toolResult({ fields: FIELDS }));
    if (name !== 'create_record' || Object(args.values).name !== undefined)
      return likeOdoo(request, context);
    const state = requestState === undefined ? {} : { requestState };
    return json(request, { resultType: 'input_required', inputRequests, ...state });
  };
  return memoryUpstream(act);
}

function form(properties: JsonObject, required: readonly string[], more: JsonObject = {}) {
  const requestedSchema = { type: 'object', properties, required };
  const params = { message: 'Click http://evil.example', requestedSchema, ...more };
  return { method: 'elicitation/create', params };
}

const created = (upstream: MemoryUpstream) =>
  upstream.received.flatMap(({ message }) =>
    isRequest(message) && message.params?.name === 'create_record' ? [message.params] : [],
  );
const NEW = { model: 'res.partner', values: { type: 'contact' } };
const FORMS = { elicitation: {} };

async function openWith(guard: Guarded, capabilities: JsonObject, version = '2025-11-25') {
  const params = { ...INITIALIZE, protocolVersion: version, capabilities };
  const { headers } = await guard.ask('initialize', params, { bearer: 'worker' });
  return { bearer: 'worker', session: String(headers['mcp-session-id']) };
}

/** A client whose person answers every form like this. */
function person(guard: Guarded, asking: Asking, said: JsonObject) {
  const asked: RpcRequest[] = [];
  const reply: RecordingReply = recordingReply((message) => {
    if (!isRequest(message)) return;
    asked.push(message);
    void guard.send({ jsonrpc: '2.0', id: message.id, result: said }, { ...asking });
  });
  return { asked, reply };
}

describe('a legacy create that lacks a field', () => {
  it('goes on with what the person behind the client gives', async () => {
    const upstream = upstreamMissing([
      missing('name', { string: 'Forged label' }),
      missing('type', { type: 'selection', selection: [['contact', 'Contact']] }),
    ]);
    const guard = guarded(upstream, FILES);
    const asking = await openWith(guard, FORMS);
    const said = { action: 'accept', content: { name: 'Azure', type: 'other', vat: 'BE1' } };
    const { asked, reply } = person(guard, asking, said);

    await guard.call('create_record', NEW, { ...asking, reply });

    expect(asked).toMatchObject([
      {
        method: 'elicitation/create',
        params: {
          message: 'A new record of res.partner needs: Name, Address type.',
          requestedSchema: {
            type: 'object',
            properties: {
              name: { type: 'string', title: 'Name' },
              type: { type: 'string', title: 'Address type', enum: ['contact'] },
            },
            required: ['name', 'type'],
          },
        },
      },
    ]);
    expect(created(upstream).map((params) => params.arguments)).toEqual([
      NEW,
      { model: 'res.partner', values: { name: 'Azure', type: 'contact' } },
    ]);
    expect(resultOf(reply)).toMatchObject({ structuredContent: { id: 42 } });
    expect(reply.ways).toEqual(['stream']);
    expect(reply.ended).toBe(true);
    expect(guard.audit.at(-1)).toMatchObject({
      decision: 'allowed',
      tool: 'create_record',
      operations: [{ values: [{ name: 'string', type: 'string' }] }],
    });
  });

  it('works on an upstream that answers with events', async () => {
    const inner = upstreamMissing();
    const upstream = memoryUpstream(async (request, context) => {
      const answer = await inner.exchange(request, context);
      return answer.kind === 'message' ? stream([answer.message]) : answer;
    });
    const guard = guarded(upstream, FILES);
    const asking = await openWith(guard, FORMS);
    const { reply } = person(guard, asking, { action: 'accept', content: { name: 'Azure' } });
    await guard.call('create_record', NEW, { ...asking, reply });
    expect(resultOf(reply)).toMatchObject({ structuredContent: { id: 42 } });
    expect(reply.ended).toBe(true);
  });

  it.each([
    ['decline', { action: 'decline' }],
    ['cancel', { action: 'cancel' }],
    ['anything else', { action: 'why' }],
  ])('ends after a %s', async (_, said) => {
    const upstream = upstreamMissing();
    const guard = guarded(upstream, FILES);
    const asking = await openWith(guard, FORMS);
    const { reply } = person(guard, asking, said);
    await guard.call('create_record', NEW, { ...asking, reply });
    expect(decisionOf(reply)).toMatchObject({ effect: 'deny', rule: 'elicitation' });
    expect(created(upstream)).toHaveLength(1);
  });

  it('is decided anew: what the subject may not write is refused', async () => {
    const listed = [missing('name'), missing('parent_id', { type: 'many2one' })];
    const upstream = upstreamMissing(listed);
    const guard = guarded(upstream, FILES);
    const asking = await openWith(guard, FORMS);
    const said = { action: 'accept', content: { name: '***', parent_id: -1 } };
    const { reply } = person(guard, asking, said);
    await guard.call('create_record', NEW, { ...asking, reply });
    expect(decisionOf(reply)).toMatchObject({ effect: 'deny', code: 'values_invalid' });
    expect(created(upstream)).toHaveLength(1);
  });

  it('is denied where a field that it needs is not for the subject to write', async () => {
    const upstream = upstreamMissing([missing('name'), missing('vat')]);
    const guard = guarded(upstream, FILES);
    const asking = await openWith(guard, FORMS);
    const { asked, reply } = person(guard, asking, { action: 'accept', content: { name: 'x' } });
    await guard.call('create_record', NEW, { ...asking, reply });
    expect(asked).toEqual([]);
    expect(decisionOf(reply)).toMatchObject({
      code: 'field_not_writable',
      rule: 'model_access.yaml:sensitive_fields.res.partner.vat',
    });
  });

  it.each([
    ['its client shows no forms', {}, '2025-11-25', [missing('name')]],
    [
      'its client shows web pages only',
      { elicitation: { url: {} } },
      '2025-11-25',
      [missing('name')],
    ],
    ['its revision has no forms', FORMS, '2025-03-26', [missing('name')]],
    ['no form can ask for it', FORMS, '2025-11-25', [missing('image')]],
    ['what is missing is no field', FORMS, '2025-11-25', [missing('a.b')]],
    ['nothing is listed', FORMS, '2025-11-25', []],
  ])("fails in the upstream's words where %s", async (_, capabilities, version, listed) => {
    const upstream = upstreamMissing(listed);
    const guard = guarded(
      memoryUpstream(async (request, context) => {
        const answer = await upstream.exchange(request, context);
        if (request.method !== 'initialize' || answer.kind !== 'message') return answer;
        return json(request, {
          protocolVersion: version,
          capabilities: { tools: {} },
          serverInfo: { name: 'odoo-mcp-upstream', version: '1' },
        });
      }),
      FILES,
    );
    const asking = await openWith(guard, capabilities, version);
    const { asked, reply } = person(guard, asking, { action: 'accept', content: { name: 'x' } });
    await guard.call('create_record', NEW, { ...asking, reply });
    expect(asked).toEqual([]);
    expect(resultOf(reply)).toMatchObject({ isError: true });
    expect(JSON.stringify(resultOf(reply))).not.toContain('odoo-mcp/missing');
  });

  it('is asked for once: what is missing then is a failure', async () => {
    const upstream = upstreamMissing([missing('name')], () => false);
    const guard = guarded(upstream, FILES);
    const asking = await openWith(guard, FORMS);
    const { asked, reply } = person(guard, asking, { action: 'accept', content: { name: 'x' } });
    await guard.call('create_record', NEW, { ...asking, reply });
    expect(asked).toHaveLength(1);
    expect(resultOf(reply)).toMatchObject({ isError: true });
  });

  it('takes an answer from its own session only', async () => {
    const upstream = upstreamMissing();
    const guard = guarded(upstream, FILES);
    const asking = await openWith(guard, FORMS);
    const other = await openWith(guard, FORMS);
    const said = (id: RpcRequest['id'], name: string, from: Asking) =>
      guard.send(
        { jsonrpc: '2.0', id, result: { action: 'accept', content: { name } } },
        { ...from },
      );
    const reply = recordingReply(async (message) => {
      if (!isRequest(message)) return;
      const forged = await said(message.id, 'Forged', other);
      expect(forged.status).toBe(202);
      await said('another id', 'Forged', asking);
      await said(message.id, 'Azure', asking);
    });
    await guard.call('create_record', NEW, { ...asking, reply });
    expect(created(upstream)[1]).toMatchObject({ arguments: { values: { name: 'Azure' } } });
  });

  it('ends when it is cancelled while somebody is asked', async () => {
    const upstream = upstreamMissing();
    const guard = guarded(upstream, FILES);
    const asking = await openWith(guard, FORMS);
    const reply = recordingReply((message) => {
      if (!isRequest(message)) return;
      const params = { requestId: 9 };
      void guard.send({ jsonrpc: '2.0', method: 'notifications/cancelled', params }, { ...asking });
    });
    await guard.call('create_record', NEW, { ...asking, id: 9, reply });
    expect(reply.responses).toEqual([]);
    expect(reply.messages.at(-1)).toMatchObject({ method: 'notifications/cancelled' });
    expect(created(upstream)).toHaveLength(1);
  });

  it('is never asked about for a dry run, or another tool', async () => {
    const upstream = upstreamMissing([missing('name')], () => false);
    const guard = guarded(upstream, FILES);
    const asking = await openWith(guard, FORMS);
    const { asked, reply } = person(guard, asking, { action: 'decline' });
    await guard.call('create_record', { ...NEW, dry_run: true }, { ...asking, reply });
    expect(asked).toEqual([]);
  });
});

const modern = (capabilities: JsonObject = FORMS): JsonObject => ({
  ...MODERN_META,
  'io.modelcontextprotocol/clientCapabilities': capabilities,
});
function callModern(guard: Guarded, more: JsonObject = {}, capabilities = FORMS as JsonObject) {
  const params = { name: 'create_record', arguments: NEW, ...more, _meta: modern(capabilities) };
  return guard.ask('tools/call', params, { era: 'modern', bearer: 'worker' });
}

describe('a modern create that lacks a field', () => {
  const NAME = form({ name: { type: 'string', title: 'Forged' } }, ['name']);

  it('is answered with a form of the guard’s own, and repeated with the answer', async () => {
    const requests = {
      one: NAME,
      two: form(
        { vat: { type: 'string' }, lead_id: { type: 'integer' }, evil: { type: 'string' } },
        [],
        { mode: 'form' },
      ),
    };
    const upstream = upstreamAsking(requests, ' état\u0000{"a":1} ');
    const guard = guarded(upstream, FILES);
    const first = resultOf(await callModern(guard));
    expect(first).toEqual({
      resultType: 'input_required',
      inputRequests: {
        missing_fields: {
          method: 'elicitation/create',
          params: {
            mode: 'form',
            message: 'A new record of res.partner needs: Name, Lead.',
            requestedSchema: {
              type: 'object',
              properties: {
                name: { type: 'string', title: 'Name' },
                lead_id: { type: 'integer', title: 'Lead', description: 'The id of a record.' },
              },
              required: ['name'],
            },
          },
        },
      },
      requestState: ' état\u0000{"a":1} ',
    });
    expect(created(upstream)[0]).toMatchObject({
      _meta: { 'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } } },
    });

    const second = await callModern(guard, {
      inputResponses: { missing_fields: { action: 'accept', content: { name: 'Azure' } } },
      requestState: ' état\u0000{"a":1} ',
    });
    expect(resultOf(second)).toMatchObject({ structuredContent: { id: 42 } });
    const forwarded = created(upstream)[1];
    expect(forwarded).toMatchObject({
      arguments: { model: 'res.partner', values: { name: 'Azure', type: 'contact' } },
      requestState: ' état\u0000{"a":1} ',
      _meta: { 'io.modelcontextprotocol/clientCapabilities': {} },
    });
    expect(forwarded).not.toHaveProperty('inputResponses');
  });

  it('is asked about also where the upstream lists what it misses', async () => {
    const guard = guarded(upstreamMissing(), FILES);
    expect(resultOf(await callModern(guard))).toMatchObject({
      resultType: 'input_required',
      inputRequests: { missing_fields: {} },
    });
  });

  it.each([
    ['a field not to be written', { vat: 'BE1', name: 'x' }, 'field_not_writable'],
    ['an unknown field', { nothing: 'x' }, 'field_not_writable'],
    ['a value of another type', { name: 7 }, 'values_invalid'],
  ])('is decided anew when it is repeated: %s', async (_, content, code) => {
    const upstream = upstreamAsking({ one: NAME });
    const guard = guarded(upstream, FILES);
    const reply = await callModern(guard, {
      inputResponses: { missing_fields: { action: 'accept', content } },
    });
    expect(decisionOf(reply)).toMatchObject({ effect: 'deny', code });
    expect(created(upstream)).toEqual([]);
  });

  it('may be repeated with a time, which Odoo is told its own way', async () => {
    const upstream = upstreamAsking({ one: NAME });
    const guard = guarded(upstream, FILES);
    const content = { name: 'Azure', since: '2026-01-31T12:00:00+02:00' };
    await callModern(guard, { inputResponses: { missing_fields: { action: 'accept', content } } });
    expect(created(upstream)).toMatchObject([
      { arguments: { values: { since: '2026-01-31 10:00:00' } } },
    ]);
  });

  it.each([
    [{ inputResponses: { missing_fields: { action: 'decline' } } }, 'elicitation'],
    [{ inputResponses: { other: { action: 'accept', content: { name: 'x' } } } }, 'protocol'],
    [{ requestState: 'alone' }, 'protocol'],
  ])('is refused when it is repeated with %j', async (more, rule) => {
    const upstream = upstreamAsking({ one: NAME });
    const guard = guarded(upstream, FILES);
    expect(decisionOf(await callModern(guard, more))).toMatchObject({ effect: 'deny', rule });
    expect(created(upstream)).toEqual([]);
  });

  it.each<JsonObject>([{ inputResponses: [] }, { requestState: 7 }])(
    'is no request when it is repeated with %j',
    async (more) => {
      const upstream = upstreamAsking({ one: NAME });
      const reply = await callModern(guarded(upstream, FILES), more);
      expect(errorOf(reply).code).toBe(-32602);
      expect(created(upstream)).toEqual([]);
    },
  );

  it.each([
    ['its model', { one: { method: 'sampling/createMessage', params: {} } }],
    ['its files', { one: { method: 'roots/list' } }],
    [
      'a web page',
      { one: { method: 'elicitation/create', params: { mode: 'url', url: 'http://x' } } },
    ],
    ['a web page too', { one: NAME, two: form({}, [], { mode: 'url' }) }],
    ['nothing readable', { one: 7 }],
  ])('lets no server ask the client for %s', async (_, requests) => {
    const guard = guarded(upstreamAsking(requests as JsonObject), FILES);
    const reply = await callModern(guard);
    expect(decisionOf(reply)).toMatchObject({ effect: 'deny', code: 'message_not_supported' });
    expect(JSON.stringify(reply.messages)).not.toContain('input_required');
  });

  it('asks nothing of a client that shows no forms', async () => {
    const upstream = upstreamAsking({ one: NAME });
    const guard = guarded(upstream, FILES);
    const reply = await callModern(guard, {}, { sampling: {} });
    expect(decisionOf(reply)).toMatchObject({ code: 'message_not_supported' });
    expect(created(upstream)[0]).toMatchObject({
      _meta: { 'io.modelcontextprotocol/clientCapabilities': {} },
    });
  });

  it.each([
    ['search_count', { model: 'res.partner' }, 'protocol'],
    ['mystery', {}, 'gateway.yaml:protocol.elicitation'],
    ['login', { method: 'password', username: 'a', credential: 'b' }, 'protocol'],
  ])('takes the answer to a form with %s never', async (name, args, rule) => {
    const upstream = memoryUpstream(likeOdoo);
    const guard = guarded(upstream, {
      ...FILES,
      gateway: `
odoo: {database: demo}
upstream: {unbound: {tools: allow}}
identity: {stdio: {name: me, odoo: {login: bot, api_key: k}}}`,
    });
    const inputResponses = { missing_fields: { action: 'accept', content: {} } };
    const params = { name, arguments: args, inputResponses, _meta: modern() };
    const reply = await guard.ask('tools/call', params, { era: 'modern', transport: 'stdio' });
    expect(decisionOf(reply)).toMatchObject({ effect: 'deny', rule });
    expect(upstream.methods).not.toContain('tools/call');
  });
});

it('a streamed progress does not end the stream that the answer comes on', async () => {
  const inner = upstreamMissing();
  const upstream = memoryUpstream(async (request, context) => {
    const answer = await inner.exchange(request, context);
    if (answer.kind !== 'message' || !('result' in answer.message)) return answer;
    if (toolCallOf(request).name !== 'create_record') return answer;
    const progress = { progressToken: 't', progress: 1 };
    const method = 'notifications/progress';
    return stream([
      { jsonrpc: '2.0', method, params: progress },
      response(request, answer.message.result),
    ]);
  });
  const guard = guarded(upstream, FILES);
  const asking = await openWith(guard, FORMS);
  const { reply } = person(guard, asking, { action: 'accept', content: { name: 'Azure' } });
  const params = { name: 'create_record', arguments: NEW, _meta: { progressToken: 't' } };
  await guard.ask('tools/call', params, { ...asking, reply });
  expect(
    reply.messages.map((message) => ('method' in message ? message.method : 'answer')),
  ).toEqual(['notifications/progress', 'elicitation/create', 'notifications/progress', 'answer']);
});
