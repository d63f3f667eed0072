import { describe, expect, it } from 'vitest';
import { createSessions, type Session } from './identity/sessions.ts';
import { odooUser } from './identity/subject.fixture.ts';
import { type Call, type Prepared, relayNothing } from './messages/call.ts';
import { createTasks, LONGEST_TTL_MS } from './tasks.ts';

const sessions = createSessions({ maxSessions: 10, idleMs: 1_000, now: () => 0 });

function session(): Session {
  const opened = sessions.open({ kind: 'token', name: 'worker' });
  if ('effect' in opened) throw new Error(opened.reason);
  return opened;
}

function callBy(changes: Partial<Call['caller']> = {}, era: Call['era'] = 'modern'): Call {
  return {
    request: { jsonrpc: '2.0', id: 1, method: 'tools/call' },
    era,
    origin: { transport: 'http', source: '127.0.0.1', paramHeaders: {} },
    caller: {
      kind: 'known',
      principal: { kind: 'token', name: 'worker' },
      subject: odooUser('ann', 7),
      credential: undefined,
      session: undefined,
      ...changes,
    },
    signal: new AbortController().signal,
    send: async () => {},
  };
}

/** Tasks under a clock of the test's, and which of them ended without a result. */
function kept(mostOfOne?: number) {
  let now = 0;
  const lost: string[] = [];
  const tasks = createTasks(() => now, mostOfOne);
  return {
    tasks,
    lost,
    pass: (ms: number) => {
      now += ms;
    },
    keep(call: Call, upstreamId: string, ttlMs: number | null = 1_000) {
      const prepared: Prepared = {
        kind: 'prepared',
        params: undefined,
        withCredential: true,
        mayChange: false,
        filter: (result) => ({ result, notes: [] }),
        onFailure: (failure) => void lost.push(`${upstreamId}: ${failure}`),
        relay: relayNothing,
        facts: {},
      };
      return tasks.keep(call, { upstreamId, tool: 'echo', bound: false, call: prepared }, ttlMs);
    },
  };
}

describe('a task', () => {
  it('is found by whoever made it', () => {
    const { tasks, keep } = kept();
    const task = keep(callBy(), 'a');
    expect(tasks.find(callBy(), task.id)).toBe(task);
    expect(tasks.named(callBy(), 'a')).toBe(task);
  });

  it.each<[string, Call]>([
    ['another subject', callBy({ subject: odooUser('bob', 8) })],
    ['another token for the same subject', callBy({ principal: { kind: 'token', name: 'other' } })],
    ['a client that was authenticated otherwise', callBy({ principal: { kind: 'stdio' } })],
    ['the other era', callBy({ session: session() }, 'legacy')],
  ])('is not found by %s', (_, call) => {
    const { tasks, keep } = kept();
    const task = keep(callBy(), 'a');
    expect(tasks.find(call, task.id)).toBeUndefined();
    expect(tasks.named(call, 'a')).toBeUndefined();
  });

  it('of a session is not found out of another one, which may have a task of the same name', () => {
    const { tasks, keep } = kept();
    const [one, two] = [session(), session()];
    const [first, second] = [one, two].map((its) => callBy({ session: its }, 'legacy'));
    if (!first || !second) throw new Error('there are two sessions');
    const [a, b] = [keep(first, '1'), keep(second, '1')];
    expect(tasks.find(second, a.id)).toBeUndefined();
    expect(tasks.named(first, '1')).toBe(a);
    const ann = odooUser('ann', 7);
    expect(tasks.inSession(one, ann, '1')).toBe(a);
    expect(tasks.inSession(two, ann, '1')).toBe(b);
    expect(tasks.inSession(one, odooUser('bob', 8), '1')).toBeUndefined();
  });

  it('is one task, however often the answer that made it comes', () => {
    const { tasks, keep } = kept();
    const task = keep(callBy(), 'a');
    expect(tasks.keep(callBy(), { ...task }, 1_000)).toBe(task);
    expect(keep(callBy(), 'a')).not.toBe(task);
  });

  it('is forgotten when its time is over, and with it what the call was to come to', () => {
    const { tasks, lost, keep, pass } = kept();
    const task = keep(callBy(), 'a', 1_000);
    pass(999);
    expect(tasks.find(callBy(), task.id)).toBe(task);
    pass(1);
    expect(tasks.find(callBy(), task.id)).toBeUndefined();
    expect(tasks.named(callBy(), 'a')).toBeUndefined();
    expect(lost).toEqual(['a: unanswered']);
    expect(tasks.size).toBe(0);
  });

  it.each([
    ['for ever', null],
    ['longer than any', LONGEST_TTL_MS * 2],
  ])('that the server keeps %s is kept for the longest time', (_, ttlMs) => {
    const { tasks, keep, pass } = kept();
    const task = keep(callBy(), 'a', ttlMs);
    pass(LONGEST_TTL_MS - 1);
    expect(tasks.find(callBy(), task.id)).toBe(task);
    pass(1);
    expect(tasks.find(callBy(), task.id)).toBeUndefined();
  });

  it('is kept as long as the server says later, from its beginning', () => {
    const { tasks, keep, pass } = kept();
    const task = keep(callBy(), 'a', 1_000);
    pass(900);
    tasks.extend(task, 2_000);
    pass(1_000);
    expect(tasks.find(callBy(), task.id)).toBe(task);
    pass(100);
    expect(tasks.find(callBy(), task.id)).toBeUndefined();
  });

  it('ends with its session', () => {
    const { tasks, lost, keep } = kept();
    const its = session();
    keep(callBy({ session: its }, 'legacy'), 'a');
    keep(callBy(), 'b');
    tasks.endSession(its);
    expect(tasks.size).toBe(1);
    expect(lost).toEqual(['a: unanswered']);
  });
});

it('makes room for one caller when its own tasks are over, whatever others have', () => {
  const { tasks, keep, pass } = kept(2);
  const other = callBy({ subject: odooUser('bob', 8) });
  keep(callBy(), 'a', 1_000);
  keep(callBy(), 'b', 2_000);
  keep(other, 'c', 5_000);
  expect(tasks.hasRoom(callBy())).toBe(false);
  expect(tasks.hasRoom(other)).toBe(true);
  for (const era of ['legacy', 'modern'] as const) {
    expect(tasks.hasRoom(callBy({ session: session() }, era))).toBe(false);
  }
  pass(1_000);
  expect(tasks.hasRoom(callBy())).toBe(true);
  expect(tasks.size).toBe(2);
});
