import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../policies/json.ts';
import { decisionOf, errorOf, guarded, MODERN_META, resultOf } from '../guarded.fixture.ts';
import {
  type Act,
  error,
  json,
  likeOdoo,
  memoryUpstream,
  stream,
} from '../memory-upstream.fixture.ts';
import type { RpcNotification } from '../wire/message.ts';
import {
  all,
  asked,
  asking,
  CAPABILITIES,
  client,
  EVERYTHING,
  files,
  form,
  LOG_LEVEL,
  model,
  page,
  STATE,
} from './input-required.fixture.ts';

describe('what the server is told of the client', () => {
  it.each([
    ['{}', {}],
    [EVERYTHING, { sampling: { tools: {} }, elicitation: { form: {}, url: {} }, roots: {} }],
    ['{elicitation: forms}', { elicitation: { form: {} } }],
    ['{sampling: allow, roots: deny}', { sampling: { tools: {} } }],
  ])('is what the policy opens: %s', async (protocol, told) => {
    const { sent } = asked({ content: [] }, { protocol });
    expect((await sent())?._meta).toMatchObject({ [CAPABILITIES]: told });
  });

  it('is no more than it declares', async () => {
    const { sent } = asked({ content: [] }, { capabilities: { roots: {}, other: {} } });
    expect((await sent())?._meta).toMatchObject({ [CAPABILITIES]: { roots: {} } });
  });

  it('is missed where the policy keeps it: declaring it again would not help', async () => {
    const needs: Act = (request) =>
      error(request, -32021, 'secret', 400, { requiredCapabilities: { sampling: {}, roots: {} } });
    const kept = asked(needs, { protocol: '{roots: allow}' });
    expect(decisionOf(await kept.reply)).toMatchObject({
      code: 'message_not_supported',
      rule: 'gateway.yaml:protocol.sampling',
    });
    const lacked = asked(needs, { capabilities: { roots: {} } });
    const reply = await lacked.reply;
    expect(errorOf(reply)).toMatchObject({
      code: -32021,
      data: { requiredCapabilities: { sampling: {}, roots: {} } },
    });
    expect(reply.status).toBe(400);
  });
});

describe('what the server asks for', () => {
  it.each([
    ['tools/call', { name: 'any', arguments: {} }],
    ['resources/read', { uri: 'test://one' }],
    ['prompts/get', { name: 'any' }],
  ])(
    'passes from %s as far as everything is open, and its state as it is',
    async (method, params) => {
      const { reply } = asked(asking(all, { secret: 1, ttlMs: 5 }), { method, params });
      expect(resultOf(await reply)).toEqual(asking(all));
    },
  );

  it.each([
    ['{elicitation: forms}', ['form'], ['page', 'model', 'folders']],
    ['{elicitation: allow, roots: allow}', ['form', 'page', 'folders'], ['model']],
    ['{sampling: allow}', ['model'], ['form', 'page', 'folders']],
  ])('loses under %s what is not open, and says so', async (protocol, left, lost) => {
    const { reply, guard } = asked(asking(all), { protocol });
    const result = resultOf(await reply);
    expect(Object.keys(Object(result.inputRequests))).toEqual(left);
    expect(result).toMatchObject({
      requestState: STATE,
      _meta: { 'odoo-mcp-guard/decision': { changes: [{ change: 'keys_dropped', keys: lost }] } },
    });
    expect(guard.audit.at(-1)).toMatchObject({ decision: 'allowed' });
  });

  it('is denied where nothing of it is open', async () => {
    const { reply } = asked(asking(all), { protocol: '{logging: allow}' });
    expect(decisionOf(await reply)).toMatchObject({
      code: 'message_not_supported',
      rule: 'gateway.yaml:protocol.elicitation',
    });
    const undeclared = asked(asking({ model }), { capabilities: { roots: {} } });
    expect(decisionOf(await undeclared.reply)).toMatchObject({
      rule: 'gateway.yaml:protocol.sampling',
    });
  });

  it('may be nothing but to come back', async () => {
    const later = { resultType: 'input_required', requestState: STATE };
    expect(resultOf(await asked(later, { protocol: '{}' }).reply)).toEqual(later);
  });

  it.each<[string, JsonObject]>([
    ['no request and no state', { resultType: 'input_required' }],
    ['requests that are a list', { resultType: 'input_required', inputRequests: [form] }],
    ['a request that is a text', asking({ x: 'sampling/createMessage' })],
    ['a request without a method', asking({ x: { params: {} } })],
    ['parameters that are a list', asking({ x: { ...form, params: [] } })],
    ['a state that is no text', asking({ form }, { requestState: { a: 1 } })],
  ])('is withheld where it is %s', async (_what, result) => {
    expect(decisionOf(await asked(result).reply)).toMatchObject({ code: 'result_unreadable' });
  });

  it.each<[string, JsonObject]>([
    ['a method nobody knows', { method: 'com.example/ask' }],
    ['a ping', { method: 'ping' }],
    ['a form without one', { method: 'elicitation/create', params: { message: 'x' } }],
    ['a page that is a program', { ...page, params: { ...page.params, url: 'file:///etc' } }],
    ['messages that are none', { method: 'sampling/createMessage', params: { maxTokens: 5 } }],
  ])('is denied where it is %s', async (_what, request) => {
    const decision = decisionOf(await asked(asking({ x: request })).reply);
    expect(decision).toMatchObject({ code: 'message_not_supported' });
    expect(JSON.stringify(decision)).not.toContain('com.example');
  });

  it('asks in no other result, and no result is of another kind', async () => {
    const listed = asked(asking(all), { method: 'tools/list', params: {} });
    expect(errorOf(await listed.reply).data).toMatchObject({ code: 'result_unreadable' });
    for (const resultType of ['task', 'INPUT_REQUIRED', 7]) {
      const strange = asked({ resultType, content: [] });
      expect(decisionOf(await strange.reply)).toMatchObject({ code: 'message_not_supported' });
    }
  });

  it('passes on a stream too', async () => {
    const { reply } = asked((request) =>
      stream([{ jsonrpc: '2.0', id: request.id, result: asking({ form }) }]),
    );
    expect(resultOf(await reply)).toEqual(asking({ form }));
  });
});

describe('what the client answers', () => {
  const answers = {
    name: { action: 'accept', content: { name: 'x', several: ['a'] } },
    page: { action: 'accept' },
    model: { role: 'assistant', content: { type: 'text', text: 'y' }, model: 'm', stopReason: 'e' },
    folders: { roots: [{ uri: 'file:///a' }] },
    no: { action: 'decline' },
  };
  const params = (inputResponses: JsonObject, more: JsonObject = {}) => ({
    name: 'any',
    arguments: { a: 1 },
    inputResponses,
    ...more,
  });

  it('reaches the server in the parts it has, with the state as it was', async () => {
    const said = {
      ...answers,
      name: { ...answers.name, extra: 1 },
      no: { action: 'decline', content: { secret: 'x' } },
    };
    const { sent } = asked(
      { content: [] },
      { params: params(said, { requestState: STATE, _meta: {} }) },
    );
    const { _meta: _, ...reached } = (await sent()) ?? {};
    expect(reached).toEqual({ ...params(answers), requestState: STATE });
  });

  it.each<[string, JsonObject]>([
    ['a number', { x: 1 }],
    ['a list', { x: [] }],
    ['of no kind', { x: { value: 1 } }],
    ['a form with a mapping in it', { x: { action: 'accept', content: { a: { b: 1 } } } }],
    ['folders without addresses', { x: { roots: [{ name: 'a' }] } }],
    ['a message of nobody', { x: { role: 'system', content: {}, model: 'm' } }],
  ])('is refused where it is %s', async (_what, inputResponses) => {
    const { reply, sent } = asked({ content: [] }, { params: params(inputResponses) });
    expect(errorOf(await reply).code).toBe(-32602);
    expect(await sent()).toBeUndefined();
  });

  it.each<[string, JsonObject]>([
    ['null', { inputResponses: null }],
    ['a list', { inputResponses: [] }],
    ['with a state that is no text', { inputResponses: {}, requestState: 1 }],
  ])('is refused where it is %s', async (_what, more) => {
    const { reply } = asked({ content: [] }, { params: { name: 'any', arguments: {}, ...more } });
    expect(errorOf(await reply).code).toBe(-32602);
  });

  it.each([
    ['sampling', { model: answers.model }, '{elicitation: allow, roots: allow}'],
    ['elicitation', { name: answers.name }, '{sampling: allow}'],
    ['roots', { folders: answers.folders }, '{sampling: allow}'],
  ])('is denied where nobody may ask for it: %s', async (kind, said, protocol) => {
    const { reply, sent } = asked({ content: [] }, { params: params(said), protocol });
    expect(decisionOf(await reply)).toMatchObject({ rule: `gateway.yaml:protocol.${kind}` });
    expect(await sent()).toBeUndefined();
  });

  it('is decided on anew each time, by the tool and its arguments', async () => {
    const upstream = memoryUpstream((request) => json(request, asking({ form })));
    const guard = guarded(upstream, {
      ...files(EVERYTHING),
      rbac: 'tool_group_requirements: {any: [base.group_system]}',
    });
    const _meta = { ...MODERN_META, [CAPABILITIES]: client };
    const reply = await guard.ask(
      'tools/call',
      { ...params({ name: answers.name }), requestState: STATE, _meta },
      { era: 'modern', bearer: 'worker' },
    );
    expect(decisionOf(reply)).toMatchObject({ effect: 'deny' });
    expect(upstream.received).toEqual([]);
  });

  it('is no part of a legacy call', async () => {
    const upstream = memoryUpstream(likeOdoo);
    const guard = guarded(upstream, files(EVERYTHING));
    const session = await guard.open({ bearer: 'worker' });
    const reply = await guard.ask('tools/call', params({}), { bearer: 'worker', session });
    expect(decisionOf(reply)).toMatchObject({ code: 'arguments_invalid' });
    expect(upstream.methods).not.toContain('tools/call');
  });
});

describe('what the server logs', () => {
  const log = (level: string, data: JsonObject | string = 'x'): RpcNotification => ({
    jsonrpc: '2.0',
    method: 'notifications/message',
    params: { level, logger: 'l', data, secret: 1 },
  });
  const logging: Act = (request) =>
    stream([
      log('debug'),
      log('warning', { a: 1 }),
      log('error'),
      log('secret'),
      { jsonrpc: '2.0', id: request.id, result: { content: [] } },
    ]);

  it.each([
    ['warning', EVERYTHING, ['warning', 'error']],
    ['emergency', EVERYTHING, []],
    [undefined, EVERYTHING, []],
    ['debug', '{sampling: allow}', []],
  ])('reaches a caller that asked for %s under %s', async (level, protocol, heard) => {
    const meta: JsonObject = level === undefined ? {} : { [LOG_LEVEL]: level };
    const { reply, sent } = asked(logging, { protocol, meta });
    const messages = (await reply).messages.slice(0, -1);
    expect(messages.map((message) => 'params' in message && message.params?.level)).toEqual(heard);
    const told = Object(await sent())._meta;
    if (protocol === EVERYTHING && level) expect(told).toHaveProperty([LOG_LEVEL], level);
    else expect(told).not.toHaveProperty([LOG_LEVEL]);
  });
});

it('a finished result of an earlier server is said to be one', async () => {
  expect(resultOf(await asked({ content: [] }).reply)).toEqual({
    resultType: 'complete',
    content: [],
  });
});
