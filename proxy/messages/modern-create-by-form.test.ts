import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../policies/json.ts';
import {
  decisionOf,
  errorOf,
  type Guarded,
  guarded,
  MODERN_META,
  resultOf,
} from '../guarded.fixture.ts';
import { likeOdoo, memoryUpstream } from '../memory-upstream.fixture.ts';
import {
  created,
  FILES,
  FORMS,
  form,
  NEW,
  upstreamAsking,
  upstreamMissing,
} from './create-by-form.fixture.ts';

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
      requestState: expect.stringMatching(/^[\w-]{22}$/),
    });
    expect(created(upstream)[0]).toMatchObject({
      _meta: { 'io.modelcontextprotocol/clientCapabilities': { elicitation: { form: {} } } },
    });

    const second = await callModern(guard, {
      inputResponses: { missing_fields: { action: 'accept', content: { name: 'Azure' } } },
      ...(first.requestState === undefined ? {} : { requestState: first.requestState }),
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

  it.each<[string, JsonObject, JsonObject]>([
    ['of its own making', NEW, { requestState: 'made up' }],
    ['of another create', { ...NEW, values: { type: 'invoice' } }, {}],
  ])('gives the server no state %s', async (_, args, more) => {
    const upstream = upstreamAsking({ one: NAME }, 'state of the server');
    const guard = guarded(upstream, FILES);
    const { requestState = null } = resultOf(await callModern(guard));
    const inputResponses = { missing_fields: { action: 'accept', content: { name: 'Azure' } } };
    const repeated = { arguments: args, inputResponses, requestState, ...more };
    expect(decisionOf(await callModern(guard, repeated))).toMatchObject({
      code: 'arguments_invalid',
    });
    expect(created(upstream)).toHaveLength(1);
  });

  it('gives the server its state back once, and without it what a call can say by itself', async () => {
    const upstream = upstreamAsking({ one: NAME }, 'state of the server');
    const guard = guarded(upstream, FILES);
    const { requestState = null } = resultOf(await callModern(guard));
    const inputResponses = { missing_fields: { action: 'accept', content: { name: 'Azure' } } };
    await callModern(guard, { inputResponses, requestState });
    const again = await callModern(guard, { inputResponses, requestState });
    expect(decisionOf(again)).toMatchObject({ code: 'arguments_invalid' });
    await callModern(guard, { inputResponses });
    expect(created(upstream).map((params) => params.requestState)).toEqual([
      undefined,
      'state of the server',
      undefined,
    ]);
  });

  it('is not asked about where the server wants too much back', async () => {
    const guard = guarded(upstreamAsking({ one: NAME }, 'x'.repeat(70_000)), FILES);
    expect(decisionOf(await callModern(guard))).toMatchObject({ code: 'result_unreadable' });
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
