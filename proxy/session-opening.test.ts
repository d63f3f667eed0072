import { describe, expect, it } from 'vitest';
import { decisionOf, errorOf, guarded, INITIALIZE, resultOf } from './guarded.fixture.ts';
import {
  type Act,
  error,
  json,
  likeOdoo,
  memoryUpstream,
  response,
  stream,
} from './memory-upstream.fixture.ts';

const INFO = { protocolVersion: '2025-11-25', capabilities: { tools: {} }, serverInfo: {} };

/** Like Odoo, but for the handshake. */
const opening =
  (initialize: Act): Act =>
  (request, context) =>
    (request.method === 'initialize' ? initialize : likeOdoo)(request, context);

describe('a legacy initialize over HTTP', () => {
  it.each<[string, Act]>([
    ['JSON', (request) => json(request, INFO)],
    ['events', (request) => stream([response(request, INFO)])],
  ])('opens a session, answered in %s', async (_, act) => {
    const guard = guarded(memoryUpstream(opening(act)));
    const session = await guard.open();
    expect(session).toMatch(/^[\w-]{43}$/);
    const listed = await guard.ask('tools/list', {}, { session });
    expect(resultOf(listed)).toHaveProperty('tools');
  });

  it("keeps the upstream's own session to itself and uses it", async () => {
    const upstream = memoryUpstream(opening((request) => json(request, INFO, 'upstream-session')));
    const guard = guarded(upstream);
    const reply = await guard.ask('initialize', INITIALIZE);
    expect(JSON.stringify([reply.messages, reply.headers])).not.toContain('upstream-session');
    await guard.ask('tools/list', {}, { session: String(reply.headers['mcp-session-id']) });
    expect(upstream.received.at(-1)?.context.upstreamSession).toBe('upstream-session');
  });

  it.each<[string, Act]>([
    ['an error', (request) => error(request, -32603)],
    [
      'an error on a stream',
      (request) =>
        stream([{ jsonrpc: '2.0', id: request.id, error: { code: -32603, message: 'x' } }]),
    ],
    ['an empty stream', () => stream([])],
    [
      'a version nobody enforces',
      (request) => json(request, { ...INFO, protocolVersion: '2031-01-01' }, 'up'),
    ],
    [
      'the same on a stream',
      (request) => stream([response(request, { ...INFO, protocolVersion: 1 })]),
    ],
    ['a status', () => ({ kind: 'status', status: 500 })],
  ])('that is answered with %s leaves no session behind', async (_, act) => {
    const upstream = memoryUpstream(opening(act));
    const guard = guarded(upstream, { gateway: 'server: {max_concurrent_sessions: 4}' });
    for (let turn = 0; turn < 5; turn += 1) {
      const { headers } = await guard.ask('initialize', INITIALIZE);
      const session = headers['mcp-session-id'];
      if (session !== undefined) {
        expect((await guard.ask('tools/list', {}, { session })).status).toBe(404);
      }
    }
    expect(upstream.methods.filter((method) => method === 'initialize')).toHaveLength(5);
    expect(upstream.ended).toHaveLength(5);
  });

  it('is denied when no session is free, and reaches nobody', async () => {
    const upstream = memoryUpstream(likeOdoo);
    const guard = guarded(upstream, { gateway: 'server: {max_concurrent_sessions: 4}' });
    await guard.open();
    const reply = await guard.ask('initialize', INITIALIZE);
    expect(errorOf(reply)).toMatchObject({ code: 4290, data: { code: 'too_many_requests' } });
    expect(upstream.methods).toEqual(['initialize']);
  });

  it("keeps little of a client's description of itself", async () => {
    const upstream = memoryUpstream(likeOdoo);
    const guard = guarded(upstream);
    const clientInfo = { name: 'n'.repeat(1_000_000), version: '1', icons: ['x'.repeat(100_000)] };
    await guard.ask('initialize', { ...INITIALIZE, clientInfo });
    expect(JSON.stringify(upstream.received[0]?.message).length).toBeLessThan(1_000);
  });

  it('announces no capability of the client', async () => {
    const upstream = memoryUpstream(likeOdoo);
    const capabilities = { sampling: {}, elicitation: {}, roots: { listChanged: true } };
    await guarded(upstream).ask('initialize', { ...INITIALIZE, capabilities });
    expect(upstream.received[0]?.message).toMatchObject({ params: { capabilities: {} } });
  });
});

describe('a session', () => {
  it.each([
    ['unknown', {}],
    ['of somebody else', { bearer: 'worker' }],
  ])('that is %s is answered with 404', async (_, asking) => {
    const guard = guarded(memoryUpstream(likeOdoo));
    const own = await guard.open();
    const session = _ === 'unknown' ? 'made-up' : own;
    const reply = await guard.ask('tools/list', {}, { ...asking, session });
    expect(reply.status).toBe(404);
    expect(errorOf(reply)).toMatchObject({ code: -32001 });
  });

  it('is missing: 400, and the audit says so', async () => {
    const guard = guarded(memoryUpstream(likeOdoo));
    expect((await guard.ask('tools/list')).status).toBe(400);
    expect(guard.audit).toMatchObject([{ decision: 'denied', code: 'not_signed_in' }]);
  });

  it('outlives no token: the next message without it finds nothing', async () => {
    const guard = guarded(memoryUpstream(likeOdoo));
    const session = await guard.open({ bearer: 'worker' });
    const call = (bearer?: string) =>
      guard.call(
        'search_count',
        { model: 'res.partner' },
        bearer ? { session, bearer } : { session },
      );
    expect(resultOf(await call('worker'))).toMatchObject({ structuredContent: { count: 5 } });
    expect((await call()).status).toBe(404);
    expect((await call('revoked')).status).toBe(401);
  });

  it('that the upstream has lost serves on, with who signed in', async () => {
    let life = 1;
    const upstream = memoryUpstream((request, context) => {
      if (request.method === 'initialize') return json(request, INFO, `up-${life}`);
      if (context.upstreamSession !== `up-${life}`) return error(request, -32001, 'x', 404);
      return likeOdoo(request, context);
    });
    const guard = guarded(upstream);
    const session = await guard.signedIn();
    life = 2;
    const reply = await guard.call('search_count', { model: 'res.partner' }, { session });
    expect(decisionOf(reply)).toEqual({});
    expect(resultOf(reply)).toMatchObject({ structuredContent: { count: 5 } });
    expect(guard.audit).toHaveLength(3);
  });

  it('that the upstream has lost has its log level and subscriptions again', async () => {
    let life = 1;
    const settled: string[] = [];
    const upstream = memoryUpstream((request, context) => {
      if (request.method === 'initialize') return json(request, INFO, `up-${life}`);
      if (context.upstreamSession !== `up-${life}`) return error(request, -32001, 'x', 404);
      const { level, uri } = request.params ?? {};
      if (level !== undefined || uri !== undefined) settled.push(`${life} ${level ?? uri}`);
      return json(request, { tools: [] });
    });
    const guard = guarded(upstream, {
      gateway: `
upstream: {url: "http://127.0.0.1:9/mcp", unbound: {tools: allow, resources: allow}}
protocol: {logging: allow}
identity: {anonymous: {name: guest}}
`,
    });
    const session = await guard.open();
    await guard.ask('logging/setLevel', { level: 'error' }, { session });
    await guard.ask('resources/subscribe', { uri: 'test://one' }, { session });
    life = 2;
    expect(resultOf(await guard.ask('tools/list', {}, { session }))).toEqual({ tools: [] });
    expect(settled).toEqual(['1 error', '1 test://one', '2 error', '2 test://one']);
  });
});
