import { describe, expect, it } from 'vitest';
import { isObject, type JsonObject } from '../policies/json.ts';
import { type Asking, errorOf, guarded, resultOf, sha256 } from './guarded.fixture.ts';
import { type Act, error, json, likeOdoo, memoryUpstream } from './memory-upstream.fixture.ts';

const REST = `
odoo: {database: demo}
rate_limit: {global_per_minute: 100000, write_per_minute: 100000}
identity:
  tokens: [{name: worker, sha256: ${sha256('worker')}, groups: [base.group_user]}]
  stdio: {name: me, groups: [base.group_user]}
`;
const gateway = (target: string) => `upstream: {${target}, unbound: {tools: allow}}\n${REST}`;
const OVER_HTTP = { gateway: gateway('url: "http://127.0.0.1:9/mcp"') };
const ON_STDIO = { gateway: gateway('command: x') };
const BY_HTTP: Asking = { era: 'modern', bearer: 'worker' };
const BY_STDIO: Asking = { era: 'modern', transport: 'stdio' };

const tool = (name: string, header: string, property = 'region'): JsonObject => ({
  name,
  inputSchema: {
    type: 'object',
    properties: { [property]: { type: 'string', 'x-mcp-header': header } },
  },
});

/** A server that lists these tools, a page at a time, and answers every call. */
function listing(...pages: readonly (readonly JsonObject[])[]) {
  const act: Act = (request) => {
    if (request.method !== 'tools/list')
      return json(request, { content: [], resultType: 'complete' });
    const page = Number(request.params?.cursor ?? 0);
    const more = page + 1 < pages.length ? { nextCursor: String(page + 1) } : {};
    return json(request, { tools: pages[page] ?? [], ...more });
  };
  const upstream = memoryUpstream(act);
  return {
    upstream,
    /** The `Mcp-Param-*` headers of every tool call that arrived. */
    sent: () =>
      upstream.received.flatMap(({ message, context }) =>
        'method' in message && message.method === 'tools/call' ? [context.headers] : [],
      ),
  };
}

describe('towards a server over HTTP', () => {
  it('a client on stdio gets the headers its tool declares', async () => {
    const { upstream, sent } = listing([tool('other', 'X')], [tool('deploy', 'Region')]);
    const guard = guarded(upstream, OVER_HTTP);
    await guard.call('deploy', { region: 'Köln' }, BY_STDIO);
    await guard.call('deploy', { region: 'west', other: 1 }, BY_STDIO);
    await guard.call('plain', { region: 'west' }, BY_STDIO);
    expect(sent()).toEqual([
      { 'mcp-param-region': '=?base64?S8O2bG4=?=' },
      { 'mcp-param-region': 'west' },
      {},
    ]);
    // The list was read once, all pages of it.
    expect(upstream.methods.filter((method) => method === 'tools/list')).toHaveLength(2);
  });

  it('reads the list again when a call is refused for its headers, and makes it once more', async () => {
    let tools: readonly JsonObject[] = [tool('deploy', 'Old')];
    const upstream = memoryUpstream((request, { headers }) => {
      if (request.method === 'tools/list') return json(request, { tools });
      tools = [tool('deploy', 'Region')];
      if (headers['mcp-param-region'] === undefined) return error(request, -32020, 'no', 400);
      return json(request, { content: [] });
    });
    const guard = guarded(upstream, OVER_HTTP);
    const reply = await guard.call('deploy', { region: 'west' }, BY_STDIO);
    expect(resultOf(reply)).toMatchObject({ content: [] });
    expect(upstream.methods).toEqual(['tools/list', 'tools/call', 'tools/list', 'tools/call']);
  });

  it('relays the refusal of headers that nothing can be done about', async () => {
    const upstream = memoryUpstream((request) =>
      request.method === 'tools/list'
        ? json(request, { tools: [] })
        : error(request, -32020, 'no', 400),
    );
    const guard = guarded(upstream, OVER_HTTP);
    const reply = await guard.call('deploy', {}, BY_HTTP);
    expect(errorOf(reply).code).toBe(-32020);
    expect(reply.status).toBe(400);
    expect(upstream.methods).toEqual(['tools/call']);
  });

  it('passes headers on that no tool declares, and writes those anew that one does', async () => {
    const { upstream, sent } = listing([tool('deploy', 'Region')]);
    const guard = guarded(upstream, OVER_HTTP);
    const paramHeaders = {
      'mcp-param-region': ' =?base64?d2VzdA==?=',
      'mcp-param-x': '1',
      'mcp-param-latin': 'Köln',
    };
    await guard.call('deploy', { region: 'west' }, { ...BY_HTTP, paramHeaders });
    expect(sent()).toEqual([{ 'mcp-param-region': 'west', 'mcp-param-x': '1' }]);
  });

  it('leaves a client that repeats nothing to the server', async () => {
    const { upstream, sent } = listing([tool('deploy', 'Region')]);
    await guarded(upstream, OVER_HTTP).call('deploy', { region: 'west' }, BY_HTTP);
    expect(sent()).toEqual([{}]);
    expect(upstream.methods).toEqual(['tools/call']);
  });

  it('sends legacy clients nothing of the kind', async () => {
    const { upstream, sent } = listing([tool('deploy', 'Region')]);
    const guard = guarded(upstream, OVER_HTTP);
    await guard.ask('initialize', { protocolVersion: '2025-11-25' }, { transport: 'stdio' });
    await guard.call('deploy', { region: 'west' }, { transport: 'stdio' });
    expect(sent()).toEqual([{}]);
  });
});

it('what a decision changes of the arguments is changed in the headers', async () => {
  const limit = { type: 'integer', 'x-mcp-header': 'Limit' };
  const tools = [{ name: 'search_read', inputSchema: { type: 'object', properties: { limit } } }];
  const upstream = memoryUpstream((request, context) =>
    request.method === 'tools/list' ? json(request, { tools }) : likeOdoo(request, context),
  );
  const guard = guarded(upstream, {
    model_access: 'max_records: 7\nstock_models: {read_only: [res.partner]}',
  });
  const paramHeaders = { 'mcp-param-limit': '9.0', 'mcp-param-other': 'x' };
  await guard.call('search_read', { model: 'res.partner', limit: 9 }, { ...BY_HTTP, paramHeaders });
  const { message, context } = upstream.received.at(-1) ?? {};
  expect(message).toMatchObject({ params: { name: 'search_read', arguments: { limit: 7 } } });
  expect(context?.headers).toMatchObject({ 'mcp-param-limit': '7', 'mcp-param-other': 'x' });
});

describe.each([
  ['over HTTP', OVER_HTTP],
  ['on stdio', ON_STDIO],
])('a client over HTTP in front of a server %s', (_where, files) => {
  const args = { region: 'west' };

  it.each(['east', '=?base64?!?=', 'WEST'])(
    'that repeats %s for west is refused',
    async (region) => {
      const { upstream, sent } = listing([tool('deploy', 'Region')]);
      const guard = guarded(upstream, files);
      const paramHeaders = { 'mcp-param-region': region };
      const reply = await guard.call('deploy', args, { ...BY_HTTP, paramHeaders });
      expect(errorOf(reply)).toMatchObject({
        code: -32020,
        data: { mismatch: { header: 'mcp-param-region', received: region } },
      });
      expect(reply.status).toBe(400);
      expect(sent()).toEqual([]);
      expect(guard.audit.at(-1)).toMatchObject({ decision: 'denied', rule: 'protocol' });
    },
  );

  it('that has read the list later than the guard is understood', async () => {
    let tools = [tool('deploy', 'Region', 'place')];
    const upstream = memoryUpstream((request) =>
      json(request, request.method === 'tools/list' ? { tools } : { content: [] }),
    );
    const guard = guarded(upstream, files);
    const paramHeaders = { 'mcp-param-region': 'west' };
    const asking = { ...BY_HTTP, paramHeaders };
    await guard.call('deploy', { place: 'west' }, asking);
    tools = [tool('deploy', 'Region')];
    await guard.ask('tools/list', {}, BY_HTTP);
    expect(resultOf(await guard.call('deploy', args, asking))).toMatchObject({ content: [] });
    tools = [tool('deploy', 'Area')];
    const renamed = { ...BY_HTTP, paramHeaders: { 'mcp-param-area': 'west' } };
    expect(resultOf(await guard.call('deploy', args, renamed))).toMatchObject({ content: [] });
  });

  it('neither sees nor calls a tool whose headers break the rules', async () => {
    const { upstream, sent } = listing([tool('broken', 'My Region'), tool('deploy', 'Region')]);
    const guard = guarded(upstream, files);
    const { tools } = resultOf(await guard.ask('tools/list', {}, BY_HTTP));
    expect(tools).toEqual([tool('deploy', 'Region')]);
    const paramHeaders = { 'mcp-param-x': '1' };
    const reply = await guard.call('broken', args, { ...BY_HTTP, paramHeaders });
    expect(errorOf(reply)).toEqual({ code: -32602, message: 'Unknown tool: broken' });
    expect(sent()).toEqual([]);
  });

  it('hears nothing of the headers of tools that are not there for it', async () => {
    const { upstream } = listing([tool('deploy', 'Region')]);
    const hidden = { ...files, rbac: 'tool_group_requirements: {deploy: [base.group_system]}' };
    const paramHeaders = { 'mcp-param-region': 'east' };
    const reply = await guarded(upstream, hidden).call('deploy', args, {
      ...BY_HTTP,
      paramHeaders,
    });
    expect(
      reply.responses.some((answer) => 'error' in answer && answer.error.code === -32020),
    ).toBe(false);
  });
});

describe('a client whose headers may lack what the body says', () => {
  const asking = { ...BY_HTTP, bodyOnly: true } as const;

  it('is spoken for towards a server over HTTP', async () => {
    const { upstream, sent } = listing([tool('deploy', 'Region')]);
    await guarded(upstream, OVER_HTTP).call('deploy', { region: 'west' }, asking);
    expect(sent()).toEqual([{ 'mcp-param-region': 'west' }]);
  });

  it('misses nothing, but must not say something else', async () => {
    const { upstream, sent } = listing([tool('deploy', 'Region')]);
    const guard = guarded(upstream, ON_STDIO);
    await guard.call('deploy', { region: 'west' }, asking);
    expect(sent()).toHaveLength(1);
    const paramHeaders = { 'mcp-param-region': 'east' };
    const reply = await guard.call('deploy', { region: 'west' }, { ...asking, paramHeaders });
    expect(errorOf(reply).code).toBe(-32020);
    expect(sent()).toHaveLength(1);
  });
});

describe('in front of a server on stdio', () => {
  it('a missing header is missed: the server would not look', async () => {
    const { upstream, sent } = listing([tool('deploy', 'Region')]);
    const guard = guarded(upstream, ON_STDIO);
    const reply = await guard.call('deploy', { region: 'west' }, BY_HTTP);
    expect(errorOf(reply).data).toEqual({
      mismatch: { header: 'mcp-param-region', received: null },
    });
    const empty = await guard.call('deploy', { region: null }, BY_HTTP);
    expect(resultOf(empty)).toHaveProperty('content');
    expect(sent()).toEqual([{}]);
  });

  it('a client on stdio has no headers, so nothing is wrong with them', async () => {
    const { upstream, sent } = listing([tool('broken', 'My Region')]);
    const guard = guarded(upstream, ON_STDIO);
    expect(resultOf(await guard.ask('tools/list', {}, BY_STDIO)).tools).toHaveLength(1);
    await guard.call('broken', { region: 'west' }, BY_STDIO);
    expect(sent()).toEqual([{}]);
  });

  it('calls wait for the list together, and fail where it cannot be had', async () => {
    let lists = 0;
    const upstream = memoryUpstream(async (request) => {
      if (request.method !== 'tools/list') return json(request, { content: [] });
      lists += 1;
      await Promise.resolve();
      return { kind: 'status', status: 500 };
    });
    const guard = guarded(upstream, ON_STDIO);
    const asked = [1, 2, 3].map((id) => guard.call('deploy', {}, { ...BY_HTTP, id }));
    for (const reply of await Promise.all(asked)) {
      const meta = resultOf(reply)._meta;
      const decision = isObject(meta) ? meta['odoo-mcp-guard/decision'] : undefined;
      expect(decision).toMatchObject({ code: 'upstream_unavailable' });
    }
    expect(lists).toBe(1);
    expect(upstream.methods).not.toContain('tools/call');
  });
});
