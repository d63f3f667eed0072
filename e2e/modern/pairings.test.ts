import { describe, expect, it } from 'vitest';
import { PAIRINGS, withPairing } from './pairing.fixture.ts';
import { allOf, resultOf } from './raw-client.fixture.ts';

const TAG = 'io.modelcontextprotocol/subscriptionId';
const isMethod =
  (method: string) =>
  ({ message }: { readonly message?: { readonly method: string } | undefined }) =>
    message?.method === method;

describe.each(PAIRINGS)('a client over %s and a server over %s', (client, server) => {
  const pairing = [client, server] as const;
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
        meta: { progressToken: 0, traceparent: 't', tracestate: 's', 'com.example/x': 1 },
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
      expect(message?.params._meta).toMatchObject({ traceparent: 't', tracestate: 's' });
      expect(message?.params._meta).not.toHaveProperty('com.example/x');
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
      expect(told).toHaveLength(server === 'stdio' ? 1 : 0);
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
});
