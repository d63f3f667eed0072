import { describe, expect, it } from 'vitest';
import type { Json } from '../../policies/json.ts';
import type { UpstreamAnswer } from '../exchange.ts';
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

describe('children', () => {
  const pidOf = async (answer: Promise<UpstreamAnswer>): Promise<Json | undefined> =>
    (await resultOf(answer)).pid;

  it('are one per legacy session, and one for all modern requests', async () => {
    const child = start();
    for (const session of ['a', 'b']) await child.exchange(call('initialize'), legacy(session));
    const pids = await Promise.all([
      pidOf(child.exchange(call('seen'), legacy('a'))),
      pidOf(child.exchange(call('seen'), legacy('a'))),
      pidOf(child.exchange(call('seen'), legacy('b'))),
      pidOf(child.exchange(call('seen'), modern())),
      pidOf(child.exchange(call('seen'), modern())),
    ]);
    expect(pids[0]).toBe(pids[1]);
    expect(pids[3]).toBe(pids[4]);
    expect(new Set(pids).size).toBe(3);
  });

  it('inherit what every program needs and what is configured, nothing else', async () => {
    process.env.ODOO_PASSWORD_OF_THE_GUARD = 'secret';
    const { env } = await resultOf(start().exchange(call('seen'), modern()));
    delete process.env.ODOO_PASSWORD_OF_THE_GUARD;
    expect(env).toContain('CONFIGURED');
    expect(env).toContain('PATH');
    expect(env).not.toContain('ODOO_PASSWORD_OF_THE_GUARD');
  });

  it('exist only for sessions that were begun, and only so many', async () => {
    const child = start({ maxChildren: 1 });
    expect(await child.exchange(call('ping'), legacy())).toEqual({ kind: 'status', status: 404 });
    await child.exchange(call('initialize'), legacy());
    expect(await reasonOf(child.exchange(call('initialize'), legacy('b')))).toBe('unreachable');
    expect(await reasonOf(child.exchange(call('ping'), modern()))).toBe('answered');
    await child.endSession(legacy());
    expect(await child.exchange(call('ping'), legacy())).toEqual({ kind: 'status', status: 404 });
    expect(await reasonOf(child.exchange(call('initialize'), legacy('b')))).toBe('answered');
    // Nor does a child that has died keep its place.
    expect(await reasonOf(child.exchange(call('die'), legacy('b')))).toBe('closed');
    expect(await reasonOf(child.exchange(call('initialize'), legacy('c')))).toBe('answered');
  });

  it('are never shared for want of a session', async () => {
    const { guardSession: _, ...context } = legacy();
    expect(await reasonOf(start().exchange(call('initialize'), context))).toBe('invalid');
  });

  it('that write noise are put up with', async () => {
    const child = start();
    expect(await resultOf(child.exchange(call('noise'), modern()))).toEqual({});
    expect(log.filter((line) => line.startsWith('dropped'))).toHaveLength(3);
  });
});

describe('a child that dies', () => {
  it('fails every call in flight once, and is followed by another', async () => {
    const child = start();
    const calls = [1, 2, 3].map((id) => child.exchange(call('silence', {}, id), modern()));
    const last = child.exchange(call('die'), modern());
    expect(await Promise.all([...calls, last].map(reasonOf))).toEqual(Array(4).fill('closed'));
    expect(await resultOf(child.exchange(call('ping'), modern()))).toEqual({ method: 'ping' });
  });

  it('ends its legacy session, until that is begun anew', async () => {
    const child = await initialized();
    const stream = await child.listen(legacy());
    expect(await reasonOf(child.exchange(call('die'), legacy()))).toBe('closed');
    expect(await eventsOf(stream)).toEqual([]);
    expect(await child.exchange(call('ping'), legacy())).toEqual({ kind: 'status', status: 404 });
    expect(await child.listen(legacy())).toEqual({ kind: 'status', status: 404 });
    await child.exchange(call('initialize'), legacy());
    expect(await resultOf(child.exchange(call('ping'), legacy()))).toEqual({ method: 'ping' });
  });

  it('before it lives is a failure too', async () => {
    const child = start({ command: '/no/such/program' });
    expect(await reasonOf(child.exchange(call('ping'), modern()))).toBe('closed');
  });
});

describe('a child that reads nothing any more', () => {
  it('is told only so much, and refused requests, which wait in nobody’s memory', async () => {
    const child = await initialized();
    await child.exchange(call('stop reading'), legacy());
    const params = { pad: 'x'.repeat(5 * 1024 * 1024) };
    for (let n = 0; n < 6; n += 1)
      await child.exchange({ jsonrpc: '2.0', method: 'notifications/x', params }, legacy());
    expect(log.filter((line) => line.includes('it does not read'))).toHaveLength(2);
    expect(await reasonOf(child.exchange(call('ping'), legacy()))).toBe('unreachable');
  });
});
