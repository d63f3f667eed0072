import { describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../../policies/json.ts';
import type { StreamEvent, UpstreamAnswer } from '../exchange.ts';
import { errorOf, guarded, resultOf, sha256 } from '../guarded.fixture.ts';
import {
  error,
  json,
  likeOdoo,
  memoryUpstream,
  silence,
  stream,
} from '../memory-upstream.fixture.ts';
import { recordingReply } from '../recording-reply.fixture.ts';
import type { RpcMessage, RpcNotification } from '../wire/message.ts';

const LISTEN = 'subscriptions/listen';
const TAG = 'io.modelcontextprotocol/subscriptionId';
const worker = { bearer: 'worker', era: 'modern', id: 'mine' } as const;
const OPEN = {
  gateway: `
odoo: {database: demo}
upstream: {url: "http://127.0.0.1:9/mcp", unbound: {tools: allow, resources: allow}}
limits: {concurrent: 1}
identity: {tokens: [{name: worker, sha256: ${sha256('worker')}, groups: [base.group_user]}]}
`,
};

const said = (method: string, params: JsonObject = {}): RpcNotification => ({
  jsonrpc: '2.0',
  method,
  params: { ...params, _meta: { [TAG]: 'theirs', secret: 1 } },
});
const acknowledged = (notifications: JsonObject) =>
  said('notifications/subscriptions/acknowledged', { notifications });
const heard = (method: string, params: JsonObject = {}): RpcNotification => ({
  jsonrpc: '2.0',
  method,
  params: { ...params, _meta: { [TAG]: 'mine' } },
});

/** A server whose stream says this and ends, or goes on until nobody listens. */
function saying(messages: readonly RpcMessage[], then: 'ends' | 'stays' = 'ends') {
  return memoryUpstream((request, context): UpstreamAnswer | Promise<UpstreamAnswer> => {
    if (request.method !== LISTEN) return likeOdoo(request, context);
    if (then === 'ends') return stream(messages);
    async function* events(): AsyncGenerator<StreamEvent> {
      for (const message of messages) yield { message };
      await silence(context);
    }
    return { kind: 'events', status: 200, events: events() };
  });
}

function forwarded(upstream: ReturnType<typeof saying>) {
  const [message] = upstream.received
    .map((one) => one.message)
    .filter((one) => 'method' in one && one.method === LISTEN);
  return message && 'params' in message ? message.params?.notifications : undefined;
}

it('costs a call for each resource it is about', async () => {
  const upstream = saying([]);
  const guard = guarded(upstream, {
    gateway: `rate_limit: {global_per_minute: 5, write_per_minute: 5}\n${OPEN.gateway}`,
  });
  const listen = (count: number) => {
    const resourceSubscriptions = Array.from({ length: count }, (_, index) => `test://${index}`);
    return guard.ask(LISTEN, { notifications: { resourceSubscriptions } }, worker);
  };
  expect(errorOf(await listen(6))).toMatchObject({ data: { code: 'rate_limited' } });
  await listen(3);
  expect(errorOf(await listen(3))).toMatchObject({ data: { code: 'rate_limited' } });
  expect(upstream.methods).toEqual([LISTEN]);
});

describe('what is asked for', () => {
  const everything = {
    toolsListChanged: true,
    promptsListChanged: true,
    resourcesListChanged: true,
    resourceSubscriptions: ['test://a', 'odoo://models', 'test://a', 'no uri'],
    taskIds: ['of somebody else'],
    anything: true,
  };

  it('reaches the server as far as the caller may hear it', async () => {
    const upstream = saying([]);
    await guarded(upstream, OPEN).ask(LISTEN, { notifications: everything }, worker);
    expect(forwarded(upstream)).toEqual({
      toolsListChanged: true,
      resourcesListChanged: true,
      resourceSubscriptions: ['test://a', 'odoo://models'],
    });
  });

  it('is of a bound resource what the caller may read', async () => {
    const upstream = saying([]);
    const resourceSubscriptions = [
      'odoo://models',
      'odoo://record/res.partner/3',
      'odoo://record/res.users/3',
      'odoo://record/hr.employee/3',
      'test://a',
    ];
    const files = { model_access: 'stock_models: {full_crud: [res.partner]}' };
    await guarded(upstream, files).ask(
      LISTEN,
      { notifications: { resourceSubscriptions } },
      worker,
    );
    const reached = forwarded(upstream);
    const uris = isObject(reached) ? reached.resourceSubscriptions : undefined;
    expect(uris).toEqual([
      'odoo://models',
      expect.stringMatching(/^odoo:\/\/record\/res\.partner\/3/),
    ]);
  });

  it('is no resource where nobody is signed in', async () => {
    const upstream = saying([]);
    const notifications = { toolsListChanged: true, resourceSubscriptions: ['test://a'] };
    await guarded(upstream, OPEN).ask(LISTEN, { notifications }, { era: 'modern' });
    expect(forwarded(upstream)).toEqual({ toolsListChanged: true });
  });

  it.each<[string, JsonObject]>([
    ['nothing', {}],
    ['a list', { notifications: [] }],
    ['one resource', { notifications: { resourceSubscriptions: 'test://a' } }],
    ['numbers', { notifications: { resourceSubscriptions: [1] } }],
    ['too many', { notifications: { resourceSubscriptions: Array(257).fill('test://a') } }],
    ['something besides', { notifications: {}, uri: 'test://a' }],
  ])('is refused where it is %s', async (_what, params) => {
    const upstream = saying([]);
    const reply = await guarded(upstream, OPEN).ask(LISTEN, params, worker);
    expect(errorOf(reply).code).toBe(-32602);
    expect(upstream.received).toEqual([]);
  });

  it('does not exist for legacy clients', async () => {
    const guard = guarded(saying([]), OPEN);
    const session = await guard.open({ bearer: 'worker' });
    const reply = await guard.ask(LISTEN, { notifications: {} }, { session, bearer: 'worker' });
    expect(errorOf(reply).code).toBe(-32601);
  });
});

describe('what is heard', () => {
  const notifications = {
    toolsListChanged: true,
    resourceSubscriptions: ['test://a', 'odoo://models'],
  };
  const listen = (messages: readonly RpcMessage[]) =>
    guarded(saying(messages), OPEN).ask(LISTEN, { notifications }, worker);

  it('is acknowledged first and carries the id of the request', async () => {
    const reply = await listen([
      said('notifications/tools/list_changed'),
      acknowledged({
        toolsListChanged: true,
        promptsListChanged: true,
        resourceSubscriptions: ['test://a', 'test://not asked for'],
        secret: 1,
      }),
      said('notifications/tools/list_changed', { secret: 1 }),
      said('notifications/resources/updated', { uri: 'test://a', title: 'secret' }),
    ]);
    expect(reply.messages).toEqual([
      heard('notifications/subscriptions/acknowledged', {
        notifications: { toolsListChanged: true, resourceSubscriptions: ['test://a'] },
      }),
      heard('notifications/tools/list_changed'),
      heard('notifications/resources/updated', { uri: 'test://a' }),
    ]);
    expect(reply.ended).toBe(true);
  });

  it('is what was asked for, whatever the server says', async () => {
    const reply = await listen([
      acknowledged({}),
      said('notifications/prompts/list_changed'),
      said('notifications/resources/list_changed'),
      said('notifications/resources/updated', { uri: 'test://b' }),
      said('notifications/resources/updated', { uri: 'test://abc' }),
      said('notifications/resources/updated', { uri: 7 }),
      said('notifications/resources/updated'),
      said('notifications/message', { level: 'info', data: 'secret' }),
      said('notifications/progress', { progressToken: 1, progress: 1 }),
      { jsonrpc: '2.0', id: 9, method: 'sampling/createMessage' },
      said('notifications/resources/updated', { uri: 'test://a/part' }),
    ]);
    expect(reply.messages).toEqual([
      heard('notifications/subscriptions/acknowledged', { notifications: {} }),
      heard('notifications/resources/updated', { uri: 'test://a/part' }),
    ]);
  });

  it('is nothing of the parts of what is bound: rules are about what was asked for', async () => {
    const resourceSubscriptions = ['odoo://models'];
    const upstream = saying([
      acknowledged({ resourceSubscriptions }),
      said('notifications/resources/updated', { uri: 'odoo://models/res.users' }),
      said('notifications/resources/updated', { uri: 'odoo://models' }),
    ]);
    const guard = guarded(upstream);
    const reply = await guard.ask(LISTEN, { notifications: { resourceSubscriptions } }, worker);
    expect(reply.messages).toEqual([
      heard('notifications/subscriptions/acknowledged', {
        notifications: { resourceSubscriptions },
      }),
      heard('notifications/resources/updated', { uri: 'odoo://models' }),
    ]);
  });

  it.each([0, '0', 'x'])('keeps the type of the id %j', async (id) => {
    const guard = guarded(saying([acknowledged({})]), OPEN);
    const { messages } = await guard.ask(LISTEN, { notifications }, { ...worker, id });
    expect(messages).toMatchObject([{ params: { _meta: { [TAG]: id } } }]);
  });

  it('ends with the result of the server, or with its cancellation', async () => {
    const upstream = memoryUpstream((request) =>
      stream([
        acknowledged({}),
        said('notifications/cancelled', { requestId: request.id, reason: 'secret' }),
        { jsonrpc: '2.0', id: request.id, result: { resultType: 'x', _meta: { [TAG]: 9 } } },
      ]),
    );
    const { messages } = await guarded(upstream, OPEN).ask(LISTEN, { notifications }, worker);
    expect(messages.slice(1)).toEqual([
      { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'mine' } },
      { jsonrpc: '2.0', id: 'mine', result: { resultType: 'complete', _meta: { [TAG]: 'mine' } } },
    ]);
  });

  it('is an error where the server has nothing of the kind, or ends without a word', async () => {
    const without = memoryUpstream((request) => error(request, -32601, 'no', 404));
    const refused = await guarded(without, OPEN).ask(LISTEN, { notifications }, worker);
    expect(errorOf(refused).code).toBe(-32601);
    expect(refused.status).toBe(404);
    expect(errorOf(await listen([])).code).toBe(-32603);
  });
});

describe('a stream that stays open', () => {
  it('leaves the one call that a subject may have under way free, and is one itself', async () => {
    const upstream = saying([acknowledged({})], 'stays');
    const guard = guarded(upstream, OPEN);
    const gone = new AbortController();
    let opened = () => {};
    const open = new Promise<void>((resolve) => {
      opened = resolve;
    });
    const listening = guard.ask(
      LISTEN,
      { notifications: {} },
      { ...worker, signal: gone.signal, reply: recordingReply(() => opened()) },
    );
    await open;
    expect(resultOf(await guard.ask('tools/list', {}, worker))).toHaveProperty('tools');
    const another = await guard.ask(LISTEN, { notifications: {} }, worker);
    expect(errorOf(another)).toMatchObject({
      code: 4290,
      message: expect.stringContaining('1 streams are open already'),
    });

    gone.abort();
    const { messages } = await listening;
    expect(messages).toHaveLength(1);
    expect(upstream.received.at(0)?.context.signal.aborted).toBe(true);
    // Its place is free again.
    const back = new AbortController();
    const again = { ...worker, signal: back.signal, reply: recordingReply(() => back.abort()) };
    expect((await guard.ask(LISTEN, { notifications: {} }, again)).ways).toEqual(['stream']);
  });
});

it('what changes of the tools is read anew', async () => {
  let lists = 0;
  const upstream = memoryUpstream((request) => {
    if (request.method === 'tools/list') lists += 1;
    if (request.method === LISTEN) {
      return stream([
        acknowledged({ toolsListChanged: true }),
        said('notifications/tools/list_changed'),
      ]);
    }
    return json(request, request.method === 'tools/list' ? { tools: [] } : { content: [] });
  });
  const guard = guarded(upstream, OPEN);
  const asking = { ...worker, paramHeaders: { 'mcp-param-x': '1' } };
  await guard.call('any', {}, asking);
  await guard.call('any', {}, asking);
  expect(lists).toBe(1);
  await guard.ask(LISTEN, { notifications: { toolsListChanged: true } }, worker);
  await guard.call('any', {}, asking);
  expect(lists).toBe(2);
});
