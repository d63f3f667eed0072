import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../policies/json.ts';
import { errorOf, guarded, INITIALIZE, MODERN_META, resultOf } from '../guarded.fixture.ts';
import { json, memoryUpstream } from '../memory-upstream.fixture.ts';

const CAPABILITIES = {
  tools: { listChanged: true },
  prompts: {},
  resources: { subscribe: true },
  logging: {},
  completions: {},
  tasks: { list: {} },
  extensions: { 'io.modelcontextprotocol/tasks': {} },
};

/** What of these works through the guard in front of the bundled upstream. */
const OFFERED = { tools: {}, resources: {}, prompts: {}, completions: {} };

/** What a session adds to it. */
const IN_SESSION = { tools: { listChanged: true }, resources: { subscribe: true } };

function handshake(
  method: string,
  result: JsonObject,
  params: JsonObject = INITIALIZE,
  name?: string,
) {
  const upstream = memoryUpstream((request) => json(request, result));
  const guard = guarded(upstream, name === undefined ? {} : { gateway: `server: {name: ${name}}` });
  const era = method === 'server/discover' ? 'modern' : 'legacy';
  return { upstream, reply: guard.ask(method, params, { era }) };
}

describe('initialize', () => {
  const answer = (changes: JsonObject = {}): JsonObject => ({
    protocolVersion: '2025-06-18',
    capabilities: CAPABILITIES,
    serverInfo: { name: 'theirs', version: '3' },
    instructions: 'Be nice.',
    _meta: { secret: 1 },
    ...changes,
  });

  it('offers what works through the guard and nothing else', async () => {
    const { reply } = handshake('initialize', answer());
    expect(resultOf(await reply)).toEqual({
      protocolVersion: '2025-06-18',
      capabilities: { ...OFFERED, ...IN_SESSION },
      serverInfo: { name: 'theirs', version: '3' },
      instructions: 'Be nice.',
    });
  });

  it.each([
    ['2024-11-05', '2024-11-05'],
    ['2025-11-25', '2025-11-25'],
    ['2026-07-28', '2025-11-25'],
    ['2031-01-01', '2025-11-25'],
    [7, '2025-11-25'],
  ])('asks for %s as %s', async (asked, expected) => {
    const params = { ...INITIALIZE, protocolVersion: asked };
    const { upstream, reply } = handshake('initialize', answer(), params);
    await reply;
    expect(upstream.received[0]?.message).toMatchObject({ params: { protocolVersion: expected } });
  });

  it.each(['2031-01-01', '2026-07-28', '', null])(
    'refuses the version %j of a server',
    async (version) => {
      const { reply } = handshake('initialize', answer({ protocolVersion: version }));
      expect(errorOf(await reply)).toMatchObject({ data: { code: 'message_not_supported' } });
    },
  );

  it.each(['http', 'stdio'] as const)(
    'settles the version for what follows (%s)',
    async (transport) => {
      const upstream = memoryUpstream((request) => json(request, answer()));
      const guard = guarded(upstream);
      const opened = await guard.ask('initialize', INITIALIZE, { transport });
      const session = opened.headers['mcp-session-id'];
      await guard.ask('tools/list', {}, session === undefined ? { transport } : { session });
      expect(upstream.received.map(({ context }) => context.protocolVersion)).toEqual([
        undefined,
        '2025-06-18',
      ]);
    },
  );

  it('offers nothing that the server itself has not', async () => {
    const { reply } = handshake('initialize', answer({ capabilities: { prompts: {}, tools: 7 } }));
    expect(resultOf(await reply)).toMatchObject({ capabilities: { prompts: {} } });
    const nothing = handshake('initialize', answer({ capabilities: null }));
    expect(resultOf(await nothing.reply).capabilities).toEqual({});
  });

  const { tools } = IN_SESSION;
  it.each([
    ['', { tools }],
    ['resources: allow', { tools, resources: { subscribe: true } }],
    ['prompts: allow', { tools, prompts: {} }],
    ['prompts: allow, completions: allow', { tools, prompts: {}, completions: {} }],
  ])('offers of a server nobody described what may pass unbound: {%s}', async (rules, offered) => {
    const upstream = memoryUpstream((request) => json(request, answer()));
    const url = 'url: "http://127.0.0.1:9/mcp"';
    const guard = guarded(upstream, { gateway: `upstream: {${url}, unbound: {${rules}}}` });
    const reply = await guard.ask('initialize', INITIALIZE);
    expect(resultOf(reply).capabilities).toEqual(offered);
  });

  it("goes by the operator's name", async () => {
    const { reply } = handshake('initialize', answer(), INITIALIZE, 'ours');
    expect(resultOf(await reply)).toMatchObject({ serverInfo: { name: 'ours', version: '3' } });
  });
});

describe('server/discover', () => {
  const found = {
    resultType: 'input_required',
    supportedVersions: ['2031-01-01', '2026-07-28', '2025-11-25', 7],
    capabilities: CAPABILITIES,
    ttlMs: 86_400_000,
    cacheScope: 'public',
    secret: 1,
    _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'theirs' }, other: 1 },
  };

  it('names enforced versions and capabilities only, for this caller only', async () => {
    const { reply } = handshake('server/discover', found, {});
    expect(resultOf(await reply)).toEqual({
      resultType: 'complete',
      supportedVersions: ['2026-07-28', '2025-11-25'],
      capabilities: { ...OFFERED, tools: { listChanged: true }, resources: { subscribe: true } },
      ttlMs: 0,
      cacheScope: 'private',
      _meta: { 'io.modelcontextprotocol/serverInfo': { name: 'theirs' } },
    });
  });

  it('tells the server nothing of what the client can be asked', async () => {
    const meta = {
      ...MODERN_META,
      'io.modelcontextprotocol/clientCapabilities': { sampling: {}, elicitation: {} },
      'io.modelcontextprotocol/clientInfo': { name: 'n'.repeat(9_999), version: '1', extra: 'x' },
    };
    const { upstream, reply } = handshake('server/discover', found, { _meta: meta });
    await reply;
    expect(upstream.received[0]?.message).toMatchObject({
      params: {
        _meta: {
          'io.modelcontextprotocol/clientCapabilities': {},
          'io.modelcontextprotocol/clientInfo': { name: 'n'.repeat(256), version: '1' },
        },
      },
    });
  });
});
