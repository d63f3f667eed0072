import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../policies/json.ts';
import { COMBINATIONS, calling, DONE, guardedPeer } from './guarded-peer.fixture.ts';
import { isMethod } from './raw-client.fixture.ts';
import type { Heard, Script, ScriptedPeer } from './scripted-peer.fixture.ts';

const obliging: Script = (request, peer) =>
  peer.answer(request.id, request.method === 'tools/call' ? DONE : {});

/** Says these while it is at work on a tool call. */
const saying =
  (...said: readonly JsonObject[]): Script =>
  (request, peer) => {
    if (request.method === 'tools/call') for (const one of said) peer.say(one, request.id);
    obliging(request, peer);
  };

const logged = (level: string, data: string, more: JsonObject = {}): JsonObject => ({
  method: 'notifications/message',
  params: { level, data, ...more },
});
const updated = (uri: string): JsonObject => ({
  method: 'notifications/resources/updated',
  params: { uri, secret: 1 },
});

const isOwn = ({ method, params }: Heard) => method === 'mark' && params !== undefined;
const lastTokenOf = ({ heard }: ScriptedPeer) => {
  const meta = heard.at(-1)?.params?._meta;
  return typeof meta === 'object' && meta !== null ? Reflect.get(meta, 'progressToken') : undefined;
};

describe.each(COMBINATIONS)('a client on %s, a server on %s', (client, server) => {
  it('hears what the server logs beside its call, written anew', async () => {
    const to = await guardedPeer(
      saying(logged('info', 'started', { logger: 'l', _meta: { x: 1 }, other: 1 })),
      { client, server },
    );
    to.client.send(calling(1));
    await to.client.answerTo(1);
    const [{ message, on } = { message: {}, on: '' }] = to.client.arrived.filter(
      ({ message: one }) => isMethod('notifications/message')(one),
    );
    expect(message.params).toEqual({ level: 'info', logger: 'l', data: 'started' });
    expect(on).toBe(client === 'http' ? 'POST 1' : 'stdio');
  });

  it('hears nothing of a log that the policy keeps, and cannot set its level', async () => {
    const to = await guardedPeer(saying(logged('info', 'started')), {
      client,
      server,
      protocol: 'logging: deny',
    });
    to.client.send(calling(1));
    await to.client.answerTo(1);
    to.client.send({ id: 2, method: 'logging/setLevel', params: { level: 'debug' } });
    expect((await to.client.answerTo(2)).error).toMatchObject({ code: -32601 });
    expect(to.client.arrived.some(({ message }) => message.method !== undefined)).toBe(false);
  });

  it('sets a level, which holds though the server does not keep to it', async () => {
    const to = await guardedPeer(saying(logged('info', 'chatter'), logged('error', 'trouble')), {
      client,
      server,
    });
    to.client.send({ id: 1, method: 'logging/setLevel', params: { level: 'warning', x: 1 } });
    expect((await to.client.answerTo(1)).result).toEqual({});
    expect((await to.peer.hears(isMethod('logging/setLevel'))).params).toEqual({
      level: 'warning',
    });
    to.client.send(calling(2));
    await to.client.answerTo(2);
    const heard = to.client.arrived.filter(({ message }) => message.method !== undefined);
    expect(heard.map(({ message }) => message.params?.data)).toEqual(['trouble']);
    to.client.send({ id: 3, method: 'logging/setLevel', params: { level: 'loud' } });
    expect((await to.client.answerTo(3)).error).toMatchObject({ code: -32602 });
  });

  it('hears of progress under its own token, words among it', async () => {
    const to = await guardedPeer(
      (request, peer) => {
        const progressToken = lastTokenOf(peer);
        const params = { progressToken, progress: 1, total: 2, message: 'half', other: 1 };
        peer.say({ method: 'notifications/progress', params }, request.id);
        peer.answer(request.id, DONE);
      },
      { client, server },
    );
    for (const id of [1, 2]) to.client.send(calling(id, { _meta: { progressToken: 'mine' } }));
    await Promise.all([to.client.answerTo(1), to.client.answerTo(2)]);
    const heard = to.client.arrived.filter(({ message }) => message.method !== undefined);
    expect(heard.map(({ message }) => message.params)).toEqual([
      { progressToken: 'mine', progress: 1, total: 2, message: 'half' },
      { progressToken: 'mine', progress: 1, total: 2, message: 'half' },
    ]);
  });

  it('hears unasked that a list has changed, and of resources it subscribed to', async () => {
    const { client: to, peer } = await guardedPeer(obliging, { client, server });
    if (client === 'http') await to.listen();
    else if (server === 'http') while (peer.visits.length === 0) await turn();
    for (const family of ['tools', 'resources', 'prompts'])
      peer.say({ method: `notifications/${family}/list_changed`, params: { secret: 1 } });
    for (const family of ['tools', 'resources', 'prompts'])
      expect((await to.gets(isMethod(`notifications/${family}/list_changed`))).message).toEqual({
        jsonrpc: '2.0',
        method: `notifications/${family}/list_changed`,
      });
    to.send({ id: 1, method: 'resources/subscribe', params: { uri: 'test://one' } });
    expect((await to.answerTo(1)).result).toEqual({});
    expect((await peer.hears(isMethod('resources/subscribe'))).params).toEqual({
      uri: 'test://one',
    });
    for (const uri of ['test://other', 'test://one/part', 'test://one']) peer.say(updated(uri));
    await to.gets(({ params }) => params?.uri === 'test://one');
    const known = to.arrived.filter(({ message }) =>
      isMethod('notifications/resources/updated')(message),
    );
    expect(known.map(({ message }) => message.params)).toEqual([
      { uri: 'test://one/part' },
      { uri: 'test://one' },
    ]);
    to.send({ id: 2, method: 'resources/unsubscribe', params: { uri: 'test://one' } });
    expect((await to.answerTo(2)).result).toEqual({});
    expect((await peer.hears(isMethod('resources/unsubscribe'))).params).toEqual({
      uri: 'test://one',
    });
    peer.say(updated('test://one'));
    peer.say({ id: 'last', method: 'ping' });
    await to.gets(isMethod('ping'));
    expect(
      to.arrived.filter(({ message }) => isMethod('notifications/resources/updated')(message)),
    ).toHaveLength(2);
  });

  it('hears nothing that nobody knows', async () => {
    const to = await guardedPeer(
      saying(
        { method: 'mark', params: {} },
        { method: 'notifications/elicitation/complete', params: { elicitationId: 'other' } },
        { method: 'notifications/cancelled', params: { requestId: 1 } },
        { method: 'notifications/progress', params: { progressToken: 'other', progress: 1 } },
      ),
      { client, server },
    );
    to.client.send(calling(1));
    await to.client.answerTo(1);
    expect(to.client.arrived.some(({ message }) => isOwn(message) || message.method)).toBe(false);
  });

  it('tells the server of other folders', async () => {
    const to = await guardedPeer(obliging, { client, server });
    to.client.send({ method: 'notifications/roots/list_changed', params: { x: 1 } });
    expect(await to.peer.hears(isMethod('notifications/roots/list_changed'))).toEqual({
      jsonrpc: '2.0',
      method: 'notifications/roots/list_changed',
    });
  });

  it('hears that the person was where they were sent', async () => {
    const address = {
      mode: 'url',
      message: 'There.',
      url: 'https://example.com/in',
      elicitationId: 'visit-1',
    };
    const complete = {
      method: 'notifications/elicitation/complete',
      params: { elicitationId: 'visit-1', secret: 1 },
    };
    const to = await guardedPeer(
      saying({ id: 5, method: 'elicitation/create', params: address }, complete),
      { client, server },
    );
    to.client.send(calling(1));
    const { message } = await to.client.gets(isMethod(complete.method));
    expect(message.params).toEqual({ elicitationId: 'visit-1' });
  });
});

describe('progress on the stream for what is unasked', () => {
  it('passes while its request is under way, and not after', async () => {
    const { client, peer } = await guardedPeer((request, to) => {
      const params = { progressToken: lastTokenOf(to), progress: 1 };
      if (request.params?.name !== 'slow') return obliging(request, to);
      to.say({ method: 'notifications/progress', params });
    });
    await client.listen();
    client.send(calling(1, { name: 'slow', _meta: { progressToken: 'mine' } }));
    const { message, on } = await client.gets(isMethod('notifications/progress'));
    expect(message.params).toEqual({ progressToken: 'mine', progress: 1 });
    expect(on).toBe('GET');
    const call = await peer.hears(isMethod('tools/call'));
    peer.answer(call.id ?? '', DONE);
    await client.answerTo(1);
    peer.say({ method: 'notifications/progress', params: { progressToken: 'mine', progress: 2 } });
    peer.say({ method: 'notifications/tools/list_changed' });
    await client.gets(isMethod('notifications/tools/list_changed'));
    expect(
      client.arrived.filter(({ message: one }) => isMethod('notifications/progress')(one)),
    ).toHaveLength(1);
  });
});

describe('an error that sends the person to an address', () => {
  const visit = {
    mode: 'url',
    message: 'Sign in there.',
    url: 'https://example.com/in',
    elicitationId: 'visit-2',
  };
  it.each([
    ['sampling: allow', undefined],
    ['elicitation: forms', undefined],
    ['elicitation: allow', { elicitations: [visit] }],
  ])('keeps its addresses under {%s}: %j', async (protocol, data) => {
    const { client, peer } = await guardedPeer(
      (request, to) => {
        const elicitations = [
          { ...visit, secret: 1 },
          { ...visit, url: 'javascript:1' },
        ];
        const error = { code: -32042, message: 'words', data: { elicitations, secret: 1 } };
        to.say({ id: request.id, error }, request.id);
      },
      { protocol },
    );
    client.send(calling(1));
    const { error } = await client.answerTo(1);
    expect(error).toMatchObject({ code: -32042 });
    expect(error?.data).toEqual(data);
    expect(JSON.stringify(error)).not.toContain('words');
    expect(peer.heard.filter(isMethod('tools/call'))).toHaveLength(1);
  });
});

describe('a resource that may not be read', () => {
  it.each([
    ['binding: odoo-mcp-upstream', 'odoo://res.users/2'],
    ['unbound: {resources: deny, tools: allow}', 'test://one'],
  ])('cannot be subscribed to (%s)', async (upstream, uri) => {
    const { client, peer } = await guardedPeer(obliging, { upstream });
    client.send({ id: 1, method: 'resources/subscribe', params: { uri } });
    expect((await client.answerTo(1)).error).toBeDefined();
    expect(peer.heard.some(isMethod('resources/subscribe'))).toBe(false);
  });
});

describe('beside what a binding describes', () => {
  it('nothing is heard of what the server logs, nor of the words of progress', async () => {
    const to = await guardedPeer(
      (request, peer) => {
        if (request.params?.name === 'search_count') {
          peer.say(logged('error', 'a secret'), request.id);
          const params = { progressToken: lastTokenOf(peer), progress: 1, message: 'a secret' };
          peer.say({ method: 'notifications/progress', params }, request.id);
        }
        const structuredContent = { count: 1, model: 'res.partner' };
        peer.answer(request.id, { content: [], structuredContent });
      },
      { upstream: 'binding: odoo-mcp-upstream, unbound: {tools: allow}' },
    );
    const args = { name: 'search_count', arguments: { model: 'res.partner' } };
    to.client.send(calling(1, { ...args, _meta: { progressToken: 7 } }));
    await to.client.answerTo(1);
    const heard = to.client.arrived.filter(({ message }) => message.method !== undefined);
    expect(heard.map(({ message }) => message.params)).toEqual([{ progressToken: 7, progress: 1 }]);
    expect(JSON.stringify(to.client.arrived)).not.toContain('a secret');
  });
});

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
