import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../policies/json.ts';
import { ABLE, COMBINATIONS, calling, DONE, guardedPeer } from './guarded-peer.fixture.ts';
import { isMethod } from './raw-client.fixture.ts';
import type { Heard, Script } from './scripted-peer.fixture.ts';

const SAMPLING: JsonObject = {
  messages: [{ role: 'user', content: { type: 'text', text: 'Say hello.' } }],
  maxTokens: 20,
};
const SAID: JsonObject = {
  role: 'assistant',
  content: { type: 'text', text: 'Hello.' },
  model: 'm',
};
const FORM: JsonObject = {
  message: 'Who are you?',
  requestedSchema: { type: 'object', properties: { name: { type: 'string' } } },
};
const ADDRESS: JsonObject = {
  mode: 'url',
  message: 'Sign in there.',
  url: 'https://example.com/in',
  elicitationId: 'visit-1',
};

/** Asks the client this while it is at work on a tool call, and answers the call with what it was told. */
const asking =
  (method: string, params?: JsonObject): Script =>
  async (request, peer) => {
    if (request.method !== 'tools/call') return peer.answer(request.id, {});
    peer.say({ id: 77, method, ...(params ? { params } : {}) }, request.id);
    const { result, error } = await peer.hears((said) => isResponseTo(77, said));
    peer.answer(request.id, { ...DONE, structuredContent: { got: result ?? error ?? {} } });
  };

function isResponseTo(id: number, { id: theirs, method }: Heard): boolean {
  return theirs === id && method === undefined;
}

describe.each(COMBINATIONS)('a client on %s, a server on %s', (client, server) => {
  it.each<[string, JsonObject | undefined, JsonObject, JsonObject]>([
    ['ping', undefined, {}, {}],
    [
      'roots/list',
      undefined,
      { roots: [{ uri: 'file:///home' }] },
      { roots: [{ uri: 'file:///home' }] },
    ],
    ['sampling/createMessage', SAMPLING, SAID, SAID],
    [
      'elicitation/create',
      FORM,
      { action: 'accept', content: { name: 'Ann', other: 'x' } },
      { action: 'accept', content: { name: 'Ann' } },
    ],
    ['elicitation/create', ADDRESS, { action: 'accept' }, { action: 'accept' }],
  ])('%s goes there and back, under ids of the guard', async (method, params, said, got) => {
    const guarded = await guardedPeer(asking(method, params), { client, server });
    guarded.client.send(calling(1));
    const { message, on } = await guarded.client.gets(isMethod(method));
    expect(message).toEqual({
      jsonrpc: '2.0',
      id: expect.stringMatching(/^server-\d+$/),
      method,
      ...(params ? { params } : {}),
    });
    expect(on).toBe(client === 'http' ? 'POST 1' : 'stdio');
    guarded.client.send({ id: message.id ?? '', result: said });
    const answer = await guarded.client.answerTo(1);
    expect(answer.result).toMatchObject({ structuredContent: { got } });
    expect(guarded.audit.filter((one) => one.method === method)).toMatchObject([
      { decision: 'allowed' },
    ]);
  });

  it('a client’s error is the answer too', async () => {
    const guarded = await guardedPeer(asking('sampling/createMessage', SAMPLING), {
      client,
      server,
    });
    guarded.client.send(calling(1));
    const { message } = await guarded.client.gets(isMethod('sampling/createMessage'));
    guarded.client.send({ id: message.id ?? '', error: { code: -1, message: 'no' } });
    const answer = await guarded.client.answerTo(1);
    expect(answer.result).toMatchObject({
      structuredContent: { got: { code: -1, message: 'no' } },
    });
  });

  it('what is not opened by the policy is refused, and the server was not told of it', async () => {
    const guarded = await guardedPeer(asking('sampling/createMessage', SAMPLING), {
      client,
      server,
      protocol: 'roots: allow',
    });
    const [first] = guarded.peer.heard;
    expect(first?.params?.capabilities).toEqual({ roots: { listChanged: true } });
    guarded.client.send(calling(1));
    const answer = await guarded.client.answerTo(1);
    expect(answer.result).toMatchObject({ structuredContent: { got: { code: -32601 } } });
    expect(guarded.client.arrived.some(({ message }) => message.id === 77)).toBe(false);
    expect(guarded.audit.find((one) => one.method === 'sampling/createMessage')).toMatchObject({
      decision: 'denied',
      rule: 'gateway.yaml:protocol',
    });
  });

  it.each<[string, JsonObject | undefined, JsonObject]>([
    ['roots/list', undefined, { roots: 'all' }],
    ['sampling/createMessage', SAMPLING, { role: 'system', content: [], model: 'm' }],
    ['elicitation/create', FORM, { action: 'accept', content: { name: { first: 'Ann' } } }],
  ])('an answer to %s that is none stays here', async (method, params, said) => {
    const guarded = await guardedPeer(asking(method, params), { client, server });
    guarded.client.send(calling(1));
    const { message } = await guarded.client.gets(isMethod(method));
    guarded.client.send({ id: message.id ?? '', result: said });
    const answer = await guarded.client.answerTo(1);
    expect(answer.result).toMatchObject({ structuredContent: { got: { code: -32603 } } });
  });

  it('a response to nothing that was asked stays here', async () => {
    const guarded = await guardedPeer(asking('ping'), { client, server });
    for (const id of ['server-1', 'guard-1', 77, 1]) guarded.client.send({ id, result: {} });
    guarded.client.send(calling(1));
    const { message } = await guarded.client.gets(isMethod('ping'));
    guarded.client.send({ id: message.id ?? '', result: {} });
    await guarded.client.answerTo(1);
    expect(guarded.peer.heard.filter((said) => said.method === undefined)).toHaveLength(1);
  });

  it('the server takes a request back', async () => {
    const guarded = await guardedPeer(
      (request, peer) => {
        peer.say({ id: 5, method: 'roots/list' }, request.id);
        peer.say(
          { method: 'notifications/cancelled', params: { requestId: 5, reason: 'x' } },
          request.id,
        );
        peer.answer(request.id, DONE);
      },
      { client, server },
    );
    guarded.client.send(calling(1));
    const { message } = await guarded.client.gets(isMethod('roots/list'));
    const { message: back } = await guarded.client.gets(isMethod('notifications/cancelled'));
    expect(back.params).toEqual({ requestId: message.id });
    guarded.client.send({ id: message.id ?? '', result: { roots: [] } });
    await guarded.client.answerTo(1);
    expect(guarded.peer.heard.some((said) => isResponseTo(5, said))).toBe(false);
  });

  it('progress with a request finds back to the server', async () => {
    const guarded = await guardedPeer(
      async (request, peer) => {
        const params = { ...SAMPLING, _meta: { progressToken: 'p' } };
        peer.say({ id: 5, method: 'sampling/createMessage', params }, request.id);
        await peer.hears(isMethod('notifications/progress'));
        peer.answer(request.id, DONE);
      },
      { client, server },
    );
    guarded.client.send(calling(1));
    const { message } = await guarded.client.gets(isMethod('sampling/createMessage'));
    const token = { ...(message.params?._meta as JsonObject) }.progressToken ?? null;
    expect(token).toBe(message.id);
    const params = { progressToken: token, progress: 1, message: 'half' };
    guarded.client.send({ method: 'notifications/progress', params });
    const heard = await guarded.peer.hears(isMethod('notifications/progress'));
    expect(heard.params).toEqual({ progressToken: 'p', progress: 1 });
    await guarded.client.answerTo(1);
  });
});

describe('asked outside of any request', () => {
  it.each(COMBINATIONS)('a client on %s answers a server on %s', async (client, server) => {
    const { client: to, peer } = await guardedPeer(() => {}, { client, server });
    if (client === 'http') expect(await to.listen()).toBe(200);
    else if (server === 'http') await visited(peer, 'GET');
    peer.say({ id: 'r', method: 'roots/list' });
    const { message, on } = await to.gets(isMethod('roots/list'));
    expect(on).toBe(client === 'http' ? 'GET' : 'stdio');
    to.send({ id: message.id ?? '', result: { roots: [] } });
    expect(await peer.hears(({ id }) => id === 'r')).toEqual({
      jsonrpc: '2.0',
      id: 'r',
      result: { roots: [] },
    });
  });
});

/** Resolves when the server was visited like that. */
async function visited(peer: { readonly visits: readonly string[] }, how: string): Promise<void> {
  while (!peer.visits.includes(how)) await new Promise((resolve) => setImmediate(resolve));
}

describe('beside what a binding describes', () => {
  const BOUND = 'binding: odoo-mcp-upstream, unbound: {tools: allow}';

  it.each([
    ['search_read', { model: 'res.partner' }, -32601],
    ['launch', {}, undefined],
  ])('%s: the server asks nothing in words', async (name, args, code) => {
    const guarded = await guardedPeer(
      async (request, peer) => {
        if (request.params?.name !== name) {
          return peer.answer(request.id, { content: [], structuredContent: { fields: {} } });
        }
        return asking('elicitation/create', FORM)(request, peer);
      },
      { upstream: BOUND },
    );
    guarded.client.send(calling(1, { name, arguments: args }));
    if (code === undefined) {
      const { message } = await guarded.client.gets(isMethod('elicitation/create'));
      guarded.client.send({ id: message.id ?? '', result: { action: 'decline' } });
    }
    const told = await guarded.peer.hears((said) => isResponseTo(77, said));
    if (code === undefined) expect(told.result).toEqual({ action: 'decline' });
    else expect(told.error).toMatchObject({ code });
    await guarded.client.answerTo(1);
  });

  it('nor unasked, but for the folders it may work in', async () => {
    const { client, peer } = await guardedPeer(() => {}, { upstream: BOUND });
    await client.listen();
    peer.say({ id: 1, method: 'sampling/createMessage', params: SAMPLING });
    expect(await peer.hears((said) => isResponseTo(1, said))).toMatchObject({
      error: { code: -32601 },
    });
    peer.say({ id: 2, method: 'roots/list' });
    await client.gets(isMethod('roots/list'));
    expect(client.arrived.some(({ message }) => message.method?.startsWith('sampling'))).toBe(
      false,
    );
  });

  it('and is told of no client that could be asked, where nothing unbound may pass', async () => {
    const { peer } = await guardedPeer(() => {}, { upstream: 'binding: odoo-mcp-upstream' });
    expect(peer.heard[0]?.params?.capabilities).toEqual({ roots: ABLE.roots });
  });
});
