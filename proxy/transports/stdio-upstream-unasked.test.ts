import { describe, expect, it } from 'vitest';
import type { UpstreamAnswer } from '../exchange.ts';
import type { RequestId } from '../wire/message.ts';
import {
  call,
  initialized,
  legacy,
  log,
  modern,
  resultOf,
  start,
} from './stdio-upstream.fixture.ts';
import { eventsOf, reasonOf } from './upstream-answers.fixture.ts';

describe('what a child says unasked', () => {
  const logged = { _meta: { 'io.modelcontextprotocol/logLevel': 'info' } };

  it('goes to the listener of its session and to nobody else', async () => {
    const child = start();
    for (const session of ['a', 'b']) await child.exchange(call('initialize'), legacy(session));
    const b = await child.listen(legacy('b'));
    await child.exchange(call('tell'), legacy('a'));
    expect(await eventsOf(await child.listen(legacy('a')), 1)).toMatchObject([
      { message: { method: 'notifications/tools/list_changed', params: { data: 0 } } },
    ]);
    await child.endSession(legacy('b'));
    expect(await eventsOf(b)).toEqual([]);
  });

  it('is kept for a listener to come, so much of it', async () => {
    const child = await initialized();
    await child.exchange(call('tell', { times: 300 }), legacy());
    await child.exchange(call('ping'), legacy());
    const events = await eventsOf(await child.listen(legacy()), 256);
    expect(events.at(-1)).toMatchObject({ message: { params: { data: 255 } } });
    expect(log.filter((line) => line.includes('nobody listens'))).toHaveLength(44);
  });

  it('is kept for a listener to come up to so many bytes', async () => {
    const child = await initialized();
    await child.exchange(call('tell', { times: 6, bytes: 1024 * 1024 }), legacy());
    await child.exchange(call('ping'), legacy());
    const events = await eventsOf(await child.listen(legacy()), 4);
    expect(events.at(-1)).toMatchObject({ message: { params: { data: 3 } } });
    expect(log.filter((line) => line.includes('nobody listens'))).toHaveLength(2);
  });

  it('has one listener at a time', async () => {
    const child = await initialized();
    const abort = new AbortController();
    const first = await child.listen(legacy('a', { signal: abort.signal }));
    expect(await child.listen(legacy())).toEqual({ kind: 'status', status: 409 });
    abort.abort();
    expect(await eventsOf(first)).toEqual([]);
    expect((await child.listen(legacy())).kind).toBe('events');
  });

  it('a question is asked under an id of the guard’s, and the answer finds back', async () => {
    const child = await initialized();
    // To the end: who leaves the stream of a call before its answer gives it up.
    const asked = (await eventsOf(await child.exchange(call('ask'), legacy())))[0]?.message;
    expect(asked).toMatchObject({ method: 'roots/list' });
    const id = asked !== undefined && 'id' in asked ? asked.id : undefined;
    if (typeof id !== 'string') throw new Error('expected an id of the guard');
    const reply = (to: RequestId): Promise<UpstreamAnswer> =>
      child.exchange({ jsonrpc: '2.0', id: to, result: { roots: [] } }, legacy());
    // A response to what was not asked stays here; so does a second one.
    expect(await reply(1)).toEqual({ kind: 'status', status: 202 });
    await reply(id);
    await reply(id);
    await child.exchange(call('tell'), legacy());
    const events = await eventsOf(await child.listen(legacy()), 2);
    expect(events).toMatchObject([
      { message: { params: { got: { id: 1, result: { roots: [] } } } } },
      { message: { params: { data: 0 } } },
    ]);
  });

  it('in the modern era is logged for the one request in flight that asked for it', async () => {
    const child = start();
    const stream = await child.exchange(call('subscriptions/listen', { stays: true }), modern());
    const events = await eventsOf(await child.exchange(call('log', logged, 'x'), modern()));
    expect(events.map(({ message }) => message)).toMatchObject([
      { method: 'notifications/message' },
      { id: 'x', result: {} },
    ]);
    const waiting = child.exchange(call('silence'), modern());
    expect(await resultOf(child.exchange(call('log', logged), modern()))).toEqual({});
    expect(log.join()).toContain('dropped notifications/message');
    await child.close();
    expect(stream.kind).toBe('events');
    expect(await reasonOf(waiting)).toBe('closed');
  });

  it('is nobody else’s where it could be about a request that was given up', async () => {
    const child = start();
    const leaving = new AbortController();
    const held = child.exchange(call('hold', { ...logged, n: 1 }), {
      ...modern(),
      signal: leaving.signal,
    });
    await child.exchange(call('ping'), modern());
    leaving.abort();
    expect(await reasonOf(held)).toBe('aborted');
    expect(await resultOf(child.exchange(call('log', logged), modern()))).toEqual({});
    // It is done with that request: what it logs from now on is about others.
    await child.exchange(call('release', {}), modern());
    const events = await eventsOf(await child.exchange(call('log', logged, 'mine'), modern()));
    expect(events).toMatchObject([
      { message: { method: 'notifications/message' } },
      { message: { id: 'mine' } },
    ]);
  });

  it('belongs to the only request the child is at work on, where it asks or logs', async () => {
    const child = await initialized();
    const unasked = await child.listen(legacy());
    for (const [method, said] of [
      ['ask', 'roots/list'],
      ['log', 'notifications/message'],
    ] as const) {
      const events = await eventsOf(await child.exchange(call(method, {}, 'mine'), legacy()));
      expect(events).toMatchObject([{ message: { method: said } }, { message: { id: 'mine' } }]);
    }
    // With several at work nobody can tell which one it is about.
    const silent = [
      child.exchange(call('silence'), legacy()),
      child.exchange(call('silence'), legacy()),
    ];
    for (const each of silent) each.catch(() => {});
    await child.exchange(call('log'), legacy());
    expect(await eventsOf(unasked, 1)).toMatchObject([
      { message: { method: 'notifications/message' } },
    ]);
  });

  it('in the modern era is dropped, and a question refused', async () => {
    const child = start();
    await child.exchange(call('tell'), modern());
    await child.exchange(call('ask'), modern());
    await child.exchange(call('ping'), modern());
    expect(log.join()).toContain('refused roots/list');
    expect(log.join()).toContain('dropped notifications/tools/list_changed');
    expect(await child.listen(modern())).toEqual({ kind: 'status', status: 405 });
  });
});
