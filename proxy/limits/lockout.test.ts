import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gatewaySettings } from '../identity/gateway-settings.fixture.ts';
import { createLockouts, type LoginAttempt, type LoginTry } from './lockout.ts';

const MINUTE = 60_000;

function lockoutsAt(maxKeys?: number) {
  const clock = { now: 0 };
  const lockouts = createLockouts(gatewaySettings().limits.lockout, () => clock.now, maxKeys);
  const begun = (attempt: LoginAttempt): LoginTry => {
    const outcome = lockouts.begin(attempt);
    if ('effect' in outcome) throw new Error(outcome.reason);
    return outcome;
  };
  const fail = (attempt: LoginAttempt, times = 1) => {
    for (let n = 0; n < times; n += 1) begun(attempt).failed();
  };
  return { lockouts, clock, begun, fail };
}

const of = (login: string, source = '192.0.2.1'): LoginAttempt => ({ login, source });

describe('a login name', () => {
  test('is locked after five failures for five minutes, from anywhere', () => {
    const { lockouts, clock, begun, fail } = lockoutsAt();
    fail(of('admin'), 4);
    begun(of('admin')).failed();
    expect(lockouts.begin(of('admin', '198.51.100.9'))).toMatchObject({
      code: 'locked_out',
      rule: 'gateway.yaml:limits.lockout.per_login',
      retryAfterMs: 5 * MINUTE,
    });
    expect(lockouts.begin(of('demo'))).toHaveProperty('failed');
    clock.now += 5 * MINUTE - 1;
    expect(lockouts.begin(of('admin'))).toMatchObject({ retryAfterMs: 1 });
    clock.now += 1;
    fail(of('admin'), 5);
    expect(lockouts.begin(of('admin'))).toMatchObject({ code: 'locked_out' });
  });

  test.each([
    ['case, width and spaces around it', ['Admin', ' admin ', 'ADMIN', 'ａｄｍｉｎ', 'admin\t']],
    ['what nobody sees', ['ad\u00admin', 'adm\u200bin', '\ufeffadmin', 'ad\ufe0fmin', 'a\0dmin']],
    ['spaces inside, accents', ['ad min', 'ad\u3000min', 'ádmin', 'admi\u0301n', 'ADMİN']],
  ])('is the same in every spelling of it: %s', (_, spellings) => {
    const { lockouts, fail } = lockoutsAt();
    for (const login of spellings) fail(of(login));
    expect(lockouts.begin(of('admin'))).toMatchObject({ code: 'locked_out' });
  });

  test('is told by its beginning: no more of it is looked at than a login can have', () => {
    const { lockouts, fail } = lockoutsAt();
    for (let n = 0; n < 5; n += 1) fail(of(`${'\ufdfa'.repeat(256)}${n}`));
    expect(lockouts.begin(of('\ufdfa'.repeat(1_000_000)))).toMatchObject({ code: 'locked_out' });
  });

  test('is not forgiven by an account of nearly the same name', () => {
    const { lockouts, begun, fail } = lockoutsAt();
    for (let n = 0; n < 5; n += 1) {
      fail(of('admin'));
      if (n < 4) begun(of('Admin')).succeeded('Admin');
    }
    expect(lockouts.begin(of('admin'))).toMatchObject({
      rule: 'gateway.yaml:limits.lockout.per_login',
    });
  });

  test('is not forgiven either where another name was asked for than answers', () => {
    const { lockouts, begun, fail } = lockoutsAt();
    fail(of('admin'), 4);
    begun(of('admin')).succeeded('ADMIN');
    fail(of('admin'));
    expect(lockouts.begin(of('admin'))).toMatchObject({ code: 'locked_out' });
  });

  test('is forgiven by signing in', () => {
    const { begun, fail } = lockoutsAt();
    fail(of('demo'), 4);
    begun(of('demo')).succeeded('demo');
    fail(of('demo'), 4);
    begun(of('demo')).succeeded('demo');
  });

  test('keeps its failures when a try came to nothing', () => {
    const { lockouts, begun, fail } = lockoutsAt();
    fail(of('demo'), 4);
    begun(of('demo')).abandoned();
    fail(of('demo'));
    expect(lockouts.begin(of('demo'))).toMatchObject({ code: 'locked_out' });
  });

  test('gets no more guesses from a volley than from a series', () => {
    const { lockouts, clock } = lockoutsAt();
    const volley = Array.from({ length: 50 }, () => lockouts.begin(of('admin')));
    const tries = volley.flatMap((one) => ('effect' in one ? [] : [one]));
    expect(tries).toHaveLength(5);
    expect(volley.at(-1)).toMatchObject({ code: 'locked_out', retryAfterMs: 1_000 });
    for (const one of tries) one.failed();
    clock.now += 5 * MINUTE - 1;
    expect(lockouts.begin(of('admin'))).toMatchObject({ retryAfterMs: 1 });
  });

  test('a try counts once, however often its outcome is told', () => {
    const { lockouts, begun } = lockoutsAt();
    const one = begun(of('demo'));
    for (let n = 0; n < 9; n += 1) one.failed();
    one.succeeded('demo');
    one.abandoned();
    for (let n = 0; n < 4; n += 1) begun(of('demo')).failed();
    expect(lockouts.begin(of('demo'))).toMatchObject({ code: 'locked_out' });
  });

  test('tries whose outcome was never told do not keep it busy for ever', () => {
    const { lockouts, clock, begun } = lockoutsAt();
    for (let n = 0; n < 5; n += 1) begun(of('demo'));
    expect(lockouts.begin(of('demo'))).toMatchObject({ code: 'locked_out' });
    clock.now += 5 * MINUTE;
    expect(lockouts.begin(of('demo'))).toHaveProperty('failed');
  });
});

test('a try that fails long after it began does not extend the lock that came meanwhile', () => {
  const { lockouts, clock, begun, fail } = lockoutsAt();
  const late = begun(of('admin'));
  clock.now += 5 * MINUTE;
  fail(of('admin'), 5);
  clock.now += MINUTE;
  late.failed();
  expect(lockouts.begin(of('admin'))).toMatchObject({ retryAfterMs: 4 * MINUTE });
});

describe('a source', () => {
  test('is locked after thirty failures for fifteen minutes, whatever it tries', () => {
    const { lockouts, clock, fail } = lockoutsAt();
    for (let n = 0; n < 30; n += 1) fail(of(`user-${n}`));
    expect(lockouts.begin(of('somebody'))).toMatchObject({
      code: 'locked_out',
      rule: 'gateway.yaml:limits.lockout.per_source',
      retryAfterMs: 15 * MINUTE,
    });
    expect(lockouts.begin({ source: '192.0.2.1' })).toMatchObject({ code: 'locked_out' });
    expect(lockouts.begin(of('somebody', '192.0.2.2'))).toHaveProperty('failed');
    clock.now += 15 * MINUTE;
    expect(lockouts.begin(of('somebody'))).toHaveProperty('failed');
  });

  test('is not forgiven by an account of one’s own', () => {
    const { lockouts, begun, fail } = lockoutsAt();
    for (let n = 0; n < 30; n += 1) {
      fail(of(`user-${n}`));
      if (n < 29) begun(of('mine')).succeeded('mine');
    }
    expect(lockouts.begin(of('mine'))).toMatchObject({
      rule: 'gateway.yaml:limits.lockout.per_source',
    });
  });

  test('is all that counts for a session id, which names nobody', () => {
    const { lockouts, fail } = lockoutsAt();
    for (const login of ['', '  ', undefined]) {
      fail({ source: '192.0.2.1', ...(login === undefined ? {} : { login }) }, 10);
    }
    expect(lockouts.begin({ source: '192.0.2.1' })).toMatchObject({ code: 'locked_out' });
    expect(lockouts.begin({ source: '192.0.2.2' })).toHaveProperty('failed');
  });

  test('is a whole IPv6 network', () => {
    const { lockouts, fail } = lockoutsAt();
    for (let n = 0; n < 30; n += 1) fail(of(`user-${n}`, `2001:db8::${n.toString(16)}`));
    expect(lockouts.begin(of('x', '2001:db8::ffff'))).toMatchObject({ code: 'locked_out' });
  });

  test('refused by the login name’s lock, a try leaves no trace on the source', () => {
    const { lockouts, fail } = lockoutsAt();
    fail(of('admin', '198.51.100.1'), 5);
    for (let n = 0; n < 100; n += 1) lockouts.begin(of('admin'));
    fail(of('demo'), 4);
    expect(lockouts.begin(of('demo'))).toHaveProperty('failed');
  });
});

test('a lock is never extended: tries of any kind during it change nothing', () => {
  const attempt = fc.record({ pause: fc.nat(MINUTE), login: fc.constantFrom('admin', 'ADMIN ') });
  fc.assert(
    fc.property(fc.array(attempt, { maxLength: 40 }), (attempts) => {
      const { lockouts, clock, fail } = lockoutsAt();
      fail(of('admin'), 5);
      const until = clock.now + 5 * MINUTE;
      for (const { pause, login } of attempts) {
        if (clock.now + pause >= until) break;
        clock.now += pause;
        expect(lockouts.begin(of(login))).toMatchObject({ retryAfterMs: until - clock.now });
      }
      clock.now = until;
      expect(lockouts.begin(of('admin'))).toHaveProperty('failed');
    }),
  );
});

test('however tries are paced and accounts of one’s own are used, any five minutes see at most five guesses at one name', () => {
  const step = fc.record({ pause: fc.nat(2 * MINUTE), own: fc.boolean() });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const { lockouts, clock } = lockoutsAt();
      const guesses: number[] = [];
      steps.forEach(({ pause, own }, n) => {
        clock.now += pause;
        const one = lockouts.begin(of(own ? 'Admin' : 'admin', `192.0.2.${n % 200}`));
        if ('effect' in one) return;
        if (own) one.succeeded('Admin');
        else {
          one.failed();
          guesses.push(clock.now);
        }
      });
      for (const from of guesses) {
        const inWindow = guesses.filter((at) => at >= from && at < from + 5 * MINUTE);
        expect(inWindow.length).toBeLessThanOrEqual(5);
      }
    }),
  );
});

describe('too many keys', () => {
  test('flooding forgets neither a lock nor the failures before one', () => {
    const { lockouts, fail } = lockoutsAt(20);
    fail(of('locked'), 5);
    fail(of('nearly'), 4);
    for (let n = 0; n < 500; n += 1) fail(of(`flood-${n}`, `10.0.${n % 256}.${n >> 8}`));
    expect(lockouts.begin(of('locked', '198.51.100.1'))).toMatchObject({ code: 'locked_out' });
    fail(of('nearly', '198.51.100.2'));
    expect(lockouts.begin(of('nearly', '198.51.100.2'))).toMatchObject({ code: 'locked_out' });
  });

  test('with nothing to forget, a new name waits', () => {
    const { lockouts, clock, fail } = lockoutsAt(3);
    for (const login of ['a', 'b', 'c']) fail(of(login), 5);
    expect(lockouts.begin(of('d'))).toMatchObject({ code: 'locked_out', retryAfterMs: 1_000 });
    clock.now += 5 * MINUTE;
    expect(lockouts.begin(of('d'))).toHaveProperty('failed');
  });
});
