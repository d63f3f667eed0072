import { randomUUID } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Principal } from './principal.ts';
import { createSessions, type Session, type SessionEnd, type SessionOptions } from './sessions.ts';
import { odooUser, passwordOf } from './subject.fixture.ts';

const ANONYMOUS: Principal = { kind: 'anonymous' };
const STDIO: Principal = { kind: 'stdio' };
const token = (name: string): Principal => ({ kind: 'token', name });

function sessionsAt(options: Partial<SessionOptions> = {}) {
  const clock = { now: 1_000 };
  const ends: { id: string; reason: SessionEnd; login: string | undefined }[] = [];
  const sessions = createSessions({
    maxSessions: 3,
    idleMs: 1_000,
    now: () => clock.now,
    onEnd: (session, reason) =>
      ends.push({ id: session.id, reason, login: session.credential?.login }),
    ...options,
  });
  return { sessions, clock, ends };
}

/** From an address nobody else has, unless one is given. */
function opened(
  sessions: ReturnType<typeof createSessions>,
  principal: Principal,
  source: string = randomUUID(),
): Session {
  const session = sessions.open(principal, source);
  if ('effect' in session) throw new Error(session.reason);
  return session;
}

describe('sessions', () => {
  test('ids are long, visible ASCII and never the same', () => {
    const { sessions } = sessionsAt({ maxSessions: 200 });
    const ids = Array.from({ length: 200 }, () => opened(sessions, ANONYMOUS).id);
    expect(new Set(ids).size).toBe(200);
    for (const id of ids) expect(id).toMatch(/^[\x21-\x7e]{43,}$/);
  });

  test('strangers of one address get a quarter of the places until they sign in', () => {
    const { sessions } = sessionsAt({ maxSessions: 8 });
    const first = opened(sessions, ANONYMOUS, '192.0.2.250');
    opened(sessions, ANONYMOUS, '192.0.2.250');
    expect(sessions.open(ANONYMOUS, '192.0.2.250')).toMatchObject({ code: 'too_many_requests' });
    opened(sessions, ANONYMOUS, '192.0.2.251');
    opened(sessions, token('one'), '192.0.2.250');
    first.signIn(odooUser('demo', 6), passwordOf('demo'));
    opened(sessions, ANONYMOUS, '192.0.2.250');
  });

  test.each<[string, (sessions: ReturnType<typeof createSessions>, n: number) => Session]>([
    ['token, from wherever it calls', (sessions) => opened(sessions, token('one'))],
    [
      'address, whoever signs in there',
      (sessions, n) => {
        const session = opened(sessions, ANONYMOUS, '192.0.2.250');
        session.signIn(odooUser(`user ${n}`, n + 2), passwordOf(`user ${n}`));
        return session;
      },
    ],
  ])('the last quarter of the places is not for one %s', (_, open) => {
    const { sessions } = sessionsAt({ maxSessions: 8 });
    const held = Array.from({ length: 6 }, (_, n) => open(sessions, n));
    expect(() => open(sessions, 6)).toThrow('the last 2 of 8 sessions');
    opened(sessions, token('other'));
    opened(sessions, ANONYMOUS);
    expect(() => opened(sessions, token('third'))).toThrow('all 8 sessions are taken');
    sessions.end(held[0]?.id ?? '');
    expect(() => open(sessions, 6)).toThrow('the last 2 of 8 sessions');
    for (const { id } of held.slice(1, 3)) sessions.end(id);
    expect(open(sessions, 6).ended).toBe(false);
  });

  test('an unknown, an ended and a foreign session look the same', () => {
    const { sessions } = sessionsAt();
    const mine = opened(sessions, token('one'));
    expect(sessions.get(mine.id, token('one'))).toBe(mine);
    expect(sessions.get(mine.id, token('two'))).toBeUndefined();
    expect(sessions.get(mine.id, ANONYMOUS)).toBeUndefined();
    expect(sessions.get(mine.id, STDIO)).toBeUndefined();
    expect(sessions.get('nothing', token('one'))).toBeUndefined();
    expect(sessions.end(mine.id)).toBe(true);
    expect(sessions.end(mine.id)).toBe(false);
    expect(sessions.get(mine.id, token('one'))).toBeUndefined();
  });

  test('nothing is left of the account once a session has ended', () => {
    const { sessions, ends } = sessionsAt();
    const session = opened(sessions, ANONYMOUS);
    expect(session.signIn(odooUser('demo', 6), passwordOf('demo'))).toBe(true);
    const call = new AbortController();
    session.underWay.add(call);
    sessions.end(session.id);
    expect(ends).toEqual([{ id: session.id, reason: 'closed', login: 'demo' }]);
    expect(call.signal.aborted).toBe(true);
    expect(session).toMatchObject({ ended: true, subject: undefined, credential: undefined });
    expect(session.signIn(odooUser('demo', 6), passwordOf('demo'))).toBe(false);
    expect(session.credential).toBeUndefined();
  });

  test('the account is gone even when the one who is told of the end fails', () => {
    const { sessions } = sessionsAt({
      onEnd: () => {
        throw new Error('no');
      },
    });
    const session = opened(sessions, ANONYMOUS);
    session.signIn(odooUser('demo', 6), passwordOf('demo'));
    expect(() => sessions.end(session.id)).toThrow('no');
    expect(session.credential).toBeUndefined();
    expect(sessions.get(session.id, ANONYMOUS)).toBeUndefined();
  });

  test('when all are taken a new one is refused, and nobody loses theirs', () => {
    const { sessions } = sessionsAt({ maxSessions: 2 });
    const kept = [opened(sessions, ANONYMOUS), opened(sessions, token('a'))];
    expect(sessions.open(ANONYMOUS)).toMatchObject({ effect: 'deny', code: 'too_many_requests' });
    for (const session of kept) expect(sessions.get(session.id, session.principal)).toBe(session);
    sessions.end(kept[0]?.id ?? '');
    expect(sessions.open(ANONYMOUS)).not.toHaveProperty('effect');
  });

  test('idle sessions make room for new ones', () => {
    const { sessions, clock, ends } = sessionsAt({ maxSessions: 1 });
    const idle = opened(sessions, ANONYMOUS);
    clock.now += 1_000;
    expect(sessions.open(ANONYMOUS)).not.toHaveProperty('effect');
    expect(ends).toMatchObject([{ id: idle.id, reason: 'idle' }]);
  });

  test('a session ends after the idle time without use, whether or not the sweep ran', () => {
    const { sessions, clock, ends } = sessionsAt();
    const used = opened(sessions, ANONYMOUS);
    const looked = opened(sessions, ANONYMOUS);
    const swept = opened(sessions, ANONYMOUS);
    clock.now += 999;
    sessions.touch(used.id);
    expect(sessions.get(looked.id, ANONYMOUS)).toBe(looked);
    clock.now += 1;
    expect(sessions.get(looked.id, ANONYMOUS)).toBeUndefined();
    sessions.sweep();
    expect(ends.map(({ id }) => id)).toEqual([looked.id, swept.id]);
    expect(sessions.get(used.id, ANONYMOUS)).toBe(used);
  });

  test('somebody else looking for a session does not end it', () => {
    const { sessions, clock, ends } = sessionsAt();
    const session = opened(sessions, token('a'));
    clock.now += 1_000;
    expect(sessions.get(session.id, token('b'))).toBeUndefined();
    expect(ends).toEqual([]);
  });

  test('a session with a call under way is not idle', () => {
    const { sessions, clock } = sessionsAt();
    const session = opened(sessions, ANONYMOUS);
    const call = new AbortController();
    session.underWay.add(call);
    clock.now += 5_000;
    sessions.sweep();
    expect(sessions.get(session.id, ANONYMOUS)).toBe(session);
    session.underWay.delete(call);
    expect(sessions.get(session.id, ANONYMOUS)).toBeUndefined();
  });

  test('stdio has one session, which never idles and needs no free place', () => {
    const { sessions, clock } = sessionsAt({ maxSessions: 1 });
    opened(sessions, ANONYMOUS);
    const session = opened(sessions, STDIO);
    clock.now += 1_000_000;
    sessions.sweep();
    expect(opened(sessions, STDIO)).toBe(session);
    expect(session.ended).toBe(false);
  });

  test('after endAll nothing is left and nothing opens', () => {
    const { sessions, ends } = sessionsAt();
    const all = [opened(sessions, ANONYMOUS), opened(sessions, STDIO)];
    sessions.endAll();
    expect(ends.map(({ reason }) => reason)).toEqual(['shutdown', 'shutdown']);
    expect(all.every(({ ended }) => ended)).toBe(true);
    expect(sessions.size).toBe(0);
    expect(sessions.open(ANONYMOUS)).toMatchObject({ effect: 'deny' });
    expect(sessions.open(STDIO)).toMatchObject({ effect: 'deny' });
  });

  test('a session cannot print the secret it holds', () => {
    const { sessions } = sessionsAt();
    const session = opened(sessions, ANONYMOUS);
    session.signIn(odooUser('demo', 6), passwordOf('demo'));
    const printed = inspect(session, { depth: 9, getters: true }) + JSON.stringify(session);
    expect(printed).toContain('demo');
    expect(printed).not.toContain('password of demo');
  });

  test('whatever is done in any order, nobody ever gets another one’s session or account', () => {
    const who = fc.constantFrom('a', 'b', 'c');
    const step = fc.oneof(
      fc.record({ do: fc.constant('open' as const), who }),
      fc.record({ do: fc.constant('signIn' as const), who, at: fc.nat(20) }),
      fc.record({ do: fc.constant('end' as const), who, at: fc.nat(20) }),
      fc.record({ do: fc.constant('wait' as const), ms: fc.nat(700) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { sessions, clock } = sessionsAt({ maxSessions: 8 });
        const owners = new Map<string, string>();
        const idAt = (at: number) => [...owners.keys()][at % Math.max(1, owners.size)] ?? '';
        for (const one of steps) {
          if (one.do === 'wait') clock.now += one.ms;
          else if (one.do === 'open') {
            const session = sessions.open(token(one.who));
            if (!('effect' in session)) owners.set(session.id, one.who);
          } else {
            const session = sessions.get(idAt(one.at), token(one.who));
            if (one.do === 'signIn') session?.signIn(odooUser(one.who, 9), passwordOf(one.who));
            else if (session) sessions.end(session.id);
          }
          for (const [id, owner] of owners) {
            for (const name of ['a', 'b', 'c']) {
              const seen = sessions.get(id, token(name));
              if (!seen) continue;
              expect(name).toBe(owner);
              expect([undefined, owner]).toContain(seen.credential?.login);
              expect(seen.subject?.name).toBe(seen.credential?.login);
            }
          }
          expect(sessions.size).toBeLessThanOrEqual(8);
        }
        sessions.endAll();
      }),
      { numRuns: 60 },
    );
  });
});
