import { describe, expect, it } from 'vitest';
import { guarded, resultOf } from '../guarded.fixture.ts';
import { likeOdoo, memoryUpstream, silence, toolCallOf } from '../memory-upstream.fixture.ts';
import type { RequestId, RpcNotification } from '../wire/message.ts';

const said = (method: string, params?: RpcNotification['params']): RpcNotification => ({
  jsonrpc: '2.0',
  method,
  ...(params ? { params } : {}),
});
const cancelled = (requestId: RequestId) => said('notifications/cancelled', { requestId });
const COUNT = { model: 'res.partner' };

/** An upstream that never answers a count, and says when it was asked for one. */
function hanging() {
  let asked = () => {};
  const reached = () =>
    new Promise<void>((resolve) => {
      asked = resolve;
    });
  const upstream = memoryUpstream((request, context) => {
    if (toolCallOf(request).name !== 'search_count') return likeOdoo(request, context);
    asked();
    return silence(context);
  });
  return {
    upstream,
    reached,
    guard: guarded(upstream, { gateway: 'odoo: {database: demo}\nlimits: {concurrent: 1}' }),
  };
}

describe('a notification that is not relayed', () => {
  it('leaves a record, and a flood of them no more than calls could', async () => {
    const upstream = memoryUpstream(likeOdoo);
    const gateway = 'odoo: {database: demo}\nrate_limit: {global_per_minute: 5}';
    const guard = guarded(upstream, { gateway });
    const session = await guard.open();
    for (let n = 0; n < 50; n += 1) {
      const { ways } = await guard.send(said('notifications/nonsense'), { session });
      expect(ways).toEqual(['finish']);
    }
    const records = guard.audit.filter(({ method }) => method === 'notifications/nonsense');
    expect(records.length).toBeGreaterThanOrEqual(4);
    expect(records.length).toBeLessThan(20);
    expect(records[0]).toMatchObject({ decision: 'denied', code: 'message_not_supported' });
    expect(upstream.methods).toEqual(['initialize']);
  });
});

describe('notifications/cancelled', () => {
  it.each<[RequestId, RequestId]>([
    [0, '0'],
    ['1', 1],
  ])('ends the request %j, not one called %j, and gets no response', async (id, other) => {
    const { guard, reached, upstream } = hanging();
    const session = await guard.signedIn();
    const arrived = reached();
    const pending = guard.call('search_count', COUNT, { session, id });
    await arrived;
    await guard.send(cancelled(other), { session });
    await guard.send(cancelled(id), { session: await guard.open({ source: '10.0.0.9' }) });
    expect(upstream.received.at(-1)?.context.signal.aborted).toBe(false);
    await guard.send(cancelled(id), { session });
    const reply = await pending;
    expect(reply.messages).toEqual([]);
    expect(reply.ways).toEqual(['finish']);
    expect(guard.audit.at(-1)).toMatchObject({ decision: 'error', upstreamError: 'aborted' });
    // The only permit is free again.
    expect(resultOf(await guard.ask('tools/list', {}, { session }))).toHaveProperty('tools');
  });

  it('also ends one that waits for field metadata', async () => {
    let asked = () => {};
    const reached = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const upstream = memoryUpstream((request, context) => {
      if (toolCallOf(request).name !== 'get_model_fields') return likeOdoo(request, context);
      asked();
      return silence(context);
    });
    const guard = guarded(upstream);
    const session = await guard.signedIn();
    const args = { ...COUNT, domain: [['name', '=', 'x']] };
    const pending = guard.call('search_count', args, { session, id: 8 });
    await reached;
    await guard.send(cancelled(8), { session });
    expect((await pending).messages).toEqual([]);
    expect(upstream.methods.filter((method) => method === 'tools/call')).toHaveLength(2);
  });

  it.each([undefined, null, 1.5, {}, [1]])('of %j ends nothing', async (requestId) => {
    const guard = guarded(memoryUpstream(likeOdoo));
    const session = await guard.open();
    const params = requestId === undefined ? {} : { requestId };
    const reply = await guard.send(said('notifications/cancelled', params), { session });
    expect(reply.status).toBe(202);
  });

  it('does not reach the upstream: its exchange is aborted instead', async () => {
    const upstream = memoryUpstream(likeOdoo);
    const guard = guarded(upstream);
    await guard.send(cancelled(1), { session: await guard.open() });
    expect(upstream.methods).toEqual(['initialize']);
  });
});

describe('notifications/initialized', () => {
  const forwarded = ({ methods }: { methods: readonly string[] }) =>
    methods.filter((method) => method === 'notifications/initialized').length;

  it('reaches the upstream once for each handshake', async () => {
    const upstream = memoryUpstream(likeOdoo);
    const guard = guarded(upstream);
    const session = await guard.open();
    for (let turn = 0; turn < 3; turn += 1) {
      await guard.send(said('notifications/initialized', { secret: 1 }), { session });
    }
    expect(forwarded(upstream)).toBe(1);
    expect(upstream.received.at(-1)?.message).toEqual(said('notifications/initialized'));
    await guard.ask('initialize', {}, { session });
    await guard.send(said('notifications/initialized'), { session });
    expect(forwarded(upstream)).toBe(2);
  });

  it('says nothing before the handshake', async () => {
    const upstream = memoryUpstream(likeOdoo);
    const guard = guarded(upstream);
    await guard.send(said('notifications/initialized'), { transport: 'stdio' });
    expect(forwarded(upstream)).toBe(0);
    await guard.ask('initialize', {}, { transport: 'stdio' });
    await guard.send(said('notifications/initialized'), { transport: 'stdio' });
    expect(forwarded(upstream)).toBe(1);
  });

  it('is answered though the upstream fails in an unforeseen way', async () => {
    const upstream = memoryUpstream(likeOdoo, {
      notified: () => {
        throw new TypeError('a bug');
      },
    });
    const guard = guarded(upstream);
    const session = await guard.open();
    const reply = await guard.send(said('notifications/initialized'), { session });
    expect(reply.status).toBe(500);
    expect(guard.log.join('')).toContain('failed inside the guard');
  });
});

describe('any other notification', () => {
  it.each([
    'notifications/tasks/status',
    'notifications/message',
    'notifications/tools/list_changed',
    'tools/call',
    'notifications/__proto__',
  ])('%s is dropped and audited', async (method) => {
    const upstream = memoryUpstream(likeOdoo);
    const guard = guarded(upstream);
    const session = await guard.open();
    const params = { name: 'create_record', arguments: {} };
    expect((await guard.send(said(method, params), { session })).status).toBe(202);
    expect(upstream.methods).toEqual(['initialize']);
    expect(guard.audit.at(-1)).toMatchObject({ decision: 'denied', code: 'message_not_supported' });
  });

  it.each([
    [{ bearer: 'a-guess' }, 401],
    [{ session: 'a-guess' }, 404],
  ])(
    'of %j is answered %i and audited: it must not be a quiet way to guess',
    async (asking, status) => {
      const guard = guarded(memoryUpstream(likeOdoo));
      expect((await guard.send(cancelled(1), asking)).status).toBe(status);
      expect(guard.audit).toMatchObject([{ decision: 'denied', code: 'not_signed_in' }]);
      expect(guard.log.join('')).not.toContain('a-guess');
    },
  );
});

describe('a response', () => {
  it('answers nothing: no server is let ask', async () => {
    const upstream = memoryUpstream(likeOdoo);
    const guard = guarded(upstream);
    const session = await guard.open();
    const reply = await guard.send({ jsonrpc: '2.0', id: 1, result: {} }, { session });
    expect(reply.status).toBe(202);
    expect(upstream.methods).toEqual(['initialize']);
  });
});
