import { describe, expect, it } from 'vitest';
import { UpstreamFailure } from '../exchange.ts';
import { decisionOf, guarded, passwordOf } from '../guarded.fixture.ts';
import {
  type Act,
  error,
  likeOdoo,
  memoryUpstream,
  silence,
  toolCallOf,
  toolError,
} from '../memory-upstream.fixture.ts';
import { answering, login } from './login.fixture.ts';

/** Two wrong guesses lock a login name, three a place. */
const STRICT = {
  gateway: `
odoo: {database: demo}
limits: {lockout: {per_login: {failures: 2, minutes: 5}, per_source: {failures: 3, minutes: 15}}}
`,
};

describe('wrong guesses', () => {
  const guess = async (guard: ReturnType<typeof guarded>, name: string, credential = 'wrong') => {
    const session = await guard.open();
    await guard.call('login', passwordOf(name, credential), { session });
    return guard.audit.at(-1)?.code;
  };

  it.each<[string, Act]>([
    ['the tool', likeOdoo],
    ['the tool, without a class', answering({ content: [], isError: true })],
    ['a JSON-RPC error', login((request) => error(request, -32603))],
  ])('refused by %s lock the login name, whatever the session', async (_, act) => {
    const upstream = memoryUpstream(act);
    const guard = guarded(upstream, STRICT);
    for (let turn = 0; turn < 2; turn += 1) expect(await guess(guard, 'ann')).toBeUndefined();
    expect(await guess(guard, ' ANN ', 'right')).toBe('locked_out');
    expect(upstream.methods.filter((method) => method === 'tools/call')).toHaveLength(2);
  });

  it('at several names lock the place', async () => {
    const guard = guarded(memoryUpstream(likeOdoo), STRICT);
    for (const name of ['ann', 'bea', 'carl']) await guess(guard, name);
    expect(await guess(guard, 'dora', 'right')).toBe('locked_out');
  });

  it('sent at once are no more guesses than sent one by one', async () => {
    const upstream = memoryUpstream(likeOdoo);
    const guard = guarded(upstream, STRICT);
    const session = await guard.open();
    const volley = await Promise.all(
      Array.from({ length: 20 }, () =>
        guard.call('login', passwordOf('ann', 'wrong'), { session }),
      ),
    );
    const reached = upstream.methods.filter((method) => method === 'tools/call').length;
    expect(reached).toBeLessThanOrEqual(2);
    expect(volley.filter((reply) => decisionOf(reply).code === 'locked_out')).toHaveLength(
      20 - reached,
    );
  });

  it.each<[string, Act]>([
    ['is not reached', login(() => Promise.reject(new UpstreamFailure('unreachable', 'x')))],
    ['answers no message', login(() => ({ kind: 'status', status: 503 }))],
    ['cannot ask Odoo', answering(toolError('connection'))],
  ])('are none when the upstream %s', async (_, act) => {
    let down = true;
    const guard = guarded(
      memoryUpstream((request, context) => (down ? act : likeOdoo)(request, context)),
      STRICT,
    );
    for (let turn = 0; turn < 4; turn += 1) await guess(guard, 'ann', 'right');
    down = false;
    expect(await guess(guard, 'ann', 'right')).toBeUndefined();
  });

  it.each([
    ['taken back', 'cancelled'],
    ['left behind with their session', 'ended'],
  ])('%s before Odoo has answered count as well', async (_, how) => {
    let reached = () => {};
    const upstream = memoryUpstream(
      login((request, context) => {
        if (toolCallOf(request).args.credential === 'right') return likeOdoo(request, context);
        reached();
        return silence(context);
      }),
    );
    const guard = guarded(upstream, STRICT);
    for (let turn = 0; turn < 2; turn += 1) {
      const session = await guard.open();
      const asked = new Promise<void>((resolve) => {
        reached = resolve;
      });
      const pending = guard.call('login', passwordOf('ann', 'wrong'), { session, id: 7 });
      await asked;
      const params = { requestId: 7 };
      const cancelled = { jsonrpc: '2.0' as const, method: 'notifications/cancelled', params };
      if (how === 'cancelled') await guard.send(cancelled, { session });
      else await guard.session('end', { session });
      await pending;
    }
    expect(await guess(guard, 'ann', 'right')).toBe('locked_out');
  });

  it('are forgiven by a success, for that name alone', async () => {
    const guard = guarded(memoryUpstream(likeOdoo), STRICT);
    await guess(guard, 'ann');
    await guess(guard, 'ann', 'right');
    await guess(guard, 'ann');
    expect(await guess(guard, 'ann', 'right')).toBeUndefined();
  });

  it('are not forgiven by signing in to an account of nearly the same name', async () => {
    const guard = guarded(memoryUpstream(likeOdoo), STRICT);
    await guess(guard, 'ann');
    expect(await guess(guard, 'Ann', 'right')).toBeUndefined();
    await guess(guard, 'ann');
    expect(await guess(guard, 'ann', 'right')).toBe('locked_out');
  });

  it('are the same guesses with a database named and without', async () => {
    const guard = guarded(memoryUpstream(likeOdoo), STRICT);
    for (const database of ['', 'demo']) {
      const session = await guard.open();
      await guard.call('login', { ...passwordOf('ann', 'wrong'), database }, { session });
    }
    expect(await guess(guard, 'ann', 'right')).toBe('locked_out');
  });

  it('that cannot be decoded reach nobody and count for nobody', async () => {
    const upstream = memoryUpstream(likeOdoo);
    const guard = guarded(upstream, STRICT);
    const session = await guard.open();
    for (let turn = 0; turn < 4; turn += 1) {
      const reply = await guard.call('login', { username: 'ann', nonsense: 1 }, { session });
      expect(decisionOf(reply)).toMatchObject({ effect: 'deny' });
    }
    expect(await guess(guard, 'ann', 'right')).toBeUndefined();
  });
});
