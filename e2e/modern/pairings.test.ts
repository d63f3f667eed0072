import { describe, expect, it } from 'vitest';
import { PAIRINGS, withPairing } from './pairing.fixture.ts';
import { allOf, REASON, resultOf } from './raw-client.fixture.ts';

const TASK = 'io.modelcontextprotocol/related-task';
const TAG = 'io.modelcontextprotocol/subscriptionId';
const isMethod =
  (method: string) =>
  ({ message }: { readonly message?: { readonly method: string } | undefined }) =>
    message?.method === method;

describe.each(PAIRINGS)('a client over %s and a server over %s', (clientSide, server) => {
  const pairing = [clientSide, server] as const;
  const headers = server === 'HTTP';

  it('discover each other through what the guard enforces', async () => {
    await withPairing(pairing, {}, async ({ client, untilSeen }) => {
      const capabilities = {
        sampling: {},
        elicitation: {},
        extensions: { 'com.example/seen': {} },
      };
      const found = await resultOf(client.ask('server/discover', { capabilities }));
      expect(found).toEqual({
        resultType: 'complete',
        supportedVersions: ['2026-07-28'],
        capabilities: {
          tools: { listChanged: true },
          resources: { subscribe: true, listChanged: true },
          prompts: { listChanged: true },
          completions: {},
        },
        ttlMs: 0,
        cacheScope: 'private',
        _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'stateless', version: '1' } },
      });
      const asked = await untilSeen(isMethod('server/discover'));
      expect(asked.message?.params).toEqual({
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientCapabilities': {},
          'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' },
        },
      });
      if (headers) {
        expect(asked.headers).toEqual({
          'mcp-protocol-version': '2026-07-28',
          'mcp-method': 'server/discover',
        });
      }
    });
  });

  it('list tools with everything that is said of them, for this client alone', async () => {
    await withPairing(pairing, {}, async ({ client }) => {
      const { tools, ttlMs, cacheScope } = await resultOf(client.ask('tools/list'));
      expect([ttlMs, cacheScope]).toEqual([0, 'private']);
      const names = (tools as { name: string }[]).map(({ name }) => name);
      const all = ['echo', 'broken', 'ask', 'slow', 'change', 'finish', 'needs', 'strange'];
      const overHttp = pairing.includes('HTTP');
      expect(names).toEqual(all.filter((name) => !(overHttp && name === 'broken')));
      expect((tools as object[])[0]).toMatchObject({
        'com.example/unknown': { deep: [1, null] },
        icons: [{ src: 'https://example.com/i.png' }],
        _meta: { ui: { resourceUri: 'ui://echo' } },
      });
    });
  });

  it('call a tool with its arguments in body and headers, progress on the way', async () => {
    await withPairing(pairing, {}, async ({ client, untilSeen }) => {
      const asked = client.ask('tools/call', {
        id: 'mine',
        params: { name: 'echo', arguments: { region: 'Köln ', n: [1, { deep: null }] } },
        meta: {
          progressToken: 0,
          traceparent: 't',
          tracestate: 's',
          baggage: 'b',
          'com.example/x': 1,
          [TASK]: 1,
        },
      });
      const messages = await allOf(asked);
      const text = '{"region":"Köln ","n":[1,{"deep":null}]}';
      expect(messages).toEqual([
        {
          jsonrpc: '2.0',
          method: 'notifications/progress',
          params: { progressToken: 0, progress: 1, total: 2, message: 'half' },
        },
        {
          jsonrpc: '2.0',
          id: 'mine',
          result: {
            resultType: 'complete',
            content: [{ type: 'text', text, later: [null] }],
            structuredContent: [text],
            later: 1,
            _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'stateless', version: '1' } },
          },
        },
      ]);
      const { message, headers: sent } = await untilSeen(isMethod('tools/call'));
      expect(Object(message?.params._meta)).toMatchObject({
        traceparent: 't',
        tracestate: 's',
        baggage: 'b',
        'com.example/x': 1,
      });
      expect(Object.keys(Object(message?.params._meta))).not.toContain(TASK);
      expect(sent).toEqual(
        headers
          ? {
              'mcp-protocol-version': '2026-07-28',
              'mcp-method': 'tools/call',
              'mcp-name': 'echo',
              'mcp-param-region': '=?base64?S8O2bG4g?=',
            }
          : {},
      );
    });
  });

  it('cancel: the server learns of it under its own id, and nothing is answered', async () => {
    await withPairing(pairing, {}, async ({ client, untilSeen, seen }) => {
      const slow = client.ask('tools/call', { id: 'slow', params: { name: 'slow' } });
      slow.status.catch(() => {});
      const { message } = await untilSeen(({ message: one }) => one?.params.name === 'slow');
      slow.cancel();
      expect((await untilSeen(({ gone }) => gone !== undefined)).gone).toBe(message?.id);
      // The next answer on the same pipe is that of the next request.
      const params = { name: 'echo', arguments: {} };
      expect(await resultOf(client.ask('tools/call', { id: 'next', params }))).toHaveProperty(
        'content',
      );
      const told = seen.filter(isMethod('notifications/cancelled'));
      const due = {
        requestId: message?.id,
        ...(clientSide === 'stdio' ? { reason: REASON } : {}),
      };
      expect(told.map((one) => one.message?.params)).toEqual(server === 'stdio' ? [due] : []);
    });
  });

  it('hear of changes: what was asked for, under the client’s own id, until the end', async () => {
    await withPairing(pairing, {}, async ({ client, untilSeen }) => {
      const notifications = { toolsListChanged: true, resourceSubscriptions: ['test://one'] };
      const isListen = isMethod('subscriptions/listen');
      const listening = client.ask('subscriptions/listen', {
        id: 'sub',
        params: { notifications },
      });
      const tag = { _meta: { [TAG]: 'sub' } };
      expect(await listening.next()).toEqual({
        jsonrpc: '2.0',
        method: 'notifications/subscriptions/acknowledged',
        params: { notifications, ...tag },
      });
      await resultOf(client.ask('tools/call', { id: 'c', params: { name: 'change' } }));
      expect(await listening.next()).toEqual({
        jsonrpc: '2.0',
        method: 'notifications/tools/list_changed',
        params: tag,
      });
      expect(await listening.next()).toEqual({
        jsonrpc: '2.0',
        method: 'notifications/resources/updated',
        params: { uri: 'test://one', ...tag },
      });
      await resultOf(client.ask('tools/call', { id: 'f', params: { name: 'finish' } }));
      expect(await listening.next()).toEqual({
        jsonrpc: '2.0',
        id: 'sub',
        result: { resultType: 'complete', ...tag },
      });

      const first = await untilSeen(isListen);
      const again = client.ask('subscriptions/listen', { id: 'again', params: { notifications } });
      await again.next();
      const second = await untilSeen((one) => isListen(one) && one !== first);
      again.cancel();
      await untilSeen(({ gone }) => gone !== undefined && gone === second.message?.id);
    });
  });

  it('hear the end of what they listen to when the guard leaves', async () => {
    await withPairing(pairing, {}, async ({ client, untilSeen, leave }) => {
      const params = { notifications: { toolsListChanged: true } };
      const [one, other] = ['one', 2].map((id) =>
        client.ask('subscriptions/listen', { id, params }),
      );
      await Promise.all([one?.next(), other?.next()]);
      const last = [one?.next(), other?.next()];
      await leave();
      expect(await Promise.all(last)).toEqual(
        ['one', 2].map((id) => ({
          jsonrpc: '2.0',
          id,
          result: { resultType: 'complete', _meta: { [TAG]: id } },
        })),
      );
      await untilSeen(({ gone }) => gone !== undefined);
    });
  });

  it('ask each other, as far as the policy opens it, and carry on from there', async () => {
    const protocol =
      '{sampling: allow, elicitation: forms, logging: allow, extensions: [com.example/seen]}';
    await withPairing(pairing, { protocol }, async ({ client, untilSeen }) => {
      const capabilities = {
        sampling: {},
        elicitation: { form: {}, url: {} },
        roots: {},
        extensions: { 'com.example/seen': { b: 2 }, 'com.example/other': {} },
      };
      const found = await resultOf(client.ask('server/discover', { id: 'd', capabilities }));
      expect(found.capabilities).toMatchObject({
        logging: {},
        extensions: { 'com.example/seen': { a: 1 } },
      });
      for (const [method, params] of [
        ['tools/call', { name: 'ask', arguments: {} }],
        ['resources/read', { uri: 'test://ask' }],
        ['prompts/get', { name: 'ask' }],
      ] as const) {
        const first = await resultOf(client.ask(method, { id: method, params, capabilities }));
        expect(first).toMatchObject({ resultType: 'input_required' });
        expect(Object.keys(Object(first.inputRequests))).toEqual(['name', 'model']);
        expect(first).not.toHaveProperty('cacheScope');
        const { message } = await untilSeen(isMethod(method));
        expect(Object(message?.params._meta)['io.modelcontextprotocol/clientCapabilities']).toEqual(
          {
            sampling: {},
            elicitation: { form: {} },
            extensions: { 'com.example/seen': { b: 2 } },
          },
        );

        const inputResponses = {
          name: { action: 'accept', content: { name: 'x' } },
          model: { role: 'assistant', content: { type: 'text', text: 'y' }, model: 'm' },
        };
        const again = { ...params, inputResponses, requestState: first.requestState };
        const asking = { id: `${method} again`, params: again, capabilities };
        const second = await resultOf(client.ask(method, asking));
        expect(second.resultType).toBe('complete');
        expect(JSON.stringify(second)).toContain(
          JSON.stringify(JSON.stringify({ inputResponses, same: true })).slice(1, -1),
        );
      }
    });
  });

  it('hear what is logged about their own request, from the level they asked for', async () => {
    await withPairing(pairing, { protocol: '{logging: allow}' }, async ({ client }) => {
      const messages = await allOf(
        client.ask('tools/call', {
          params: { name: 'echo', arguments: {} },
          meta: { 'io.modelcontextprotocol/logLevel': 'warning' },
        }),
      );
      expect(messages.slice(0, -1)).toEqual([
        {
          jsonrpc: '2.0',
          method: 'notifications/message',
          params: { level: 'warning', logger: 'l', data: { a: 1 } },
        },
      ]);
    });
  });

  it('get an error they can act on, or a refusal where they cannot', async () => {
    await withPairing(pairing, {}, async ({ client }) => {
      const needs = { params: { name: 'needs', arguments: {} } };
      const lacking = client.ask('tools/call', { id: 1, ...needs });
      expect((await allOf(lacking)).at(-1)?.error).toMatchObject({
        code: -32021,
        data: { requiredCapabilities: { sampling: {} } },
      });
      const declared = client.ask('tools/call', {
        id: 2,
        ...needs,
        capabilities: { sampling: {} },
      });
      expect(JSON.stringify(await resultOf(declared))).toContain('gateway.yaml:protocol.sampling');
      const strange = client.ask('tools/call', { id: 3, params: { name: 'strange' } });
      expect(await resultOf(strange)).toMatchObject({ isError: true, resultType: 'complete' });
      const unknown = client.ask('resources/subscribe', { id: 4, params: { uri: 'test://one' } });
      expect((await allOf(unknown)).at(-1)?.error?.code).toBe(-32601);
      const statuses = await Promise.all([lacking.status, declared.status, unknown.status]);
      expect(statuses).toEqual(clientSide === 'HTTP' ? [400, 200, 404] : Array(3).fill(undefined));
    });
  });
});
