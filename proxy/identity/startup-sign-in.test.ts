import { expect, test } from 'vitest';
import { deny } from '../../policies/decision.ts';
import type { CapturedIdentity } from './capture.ts';
import { createSessions, type Session } from './sessions.ts';
import { createStartupSignIn } from './startup-sign-in.ts';
import { odooUser, passwordOf } from './subject.fixture.ts';

const IDENTITY: CapturedIdentity = {
  subject: odooUser('demo', 6),
  credential: passwordOf('demo'),
};
const REFUSED = deny('login_refused', 'upstream', 'wrong key');
const UNAVAILABLE = deny('upstream_unavailable', 'upstream', 'no answer');

function stdioSession(): Session {
  const sessions = createSessions({ maxSessions: 1, idleMs: 1_000, now: () => 0 });
  const session = sessions.open({ kind: 'stdio' });
  if ('effect' in session) throw new Error(session.reason);
  return session;
}

test('callers that come together share one sign-in', async () => {
  let tries = 0;
  const startup = createStartupSignIn(async () => {
    tries += 1;
    return IDENTITY;
  });
  const session = stdioSession();
  const outcomes = await Promise.all([startup.ensure(session), startup.ensure(session)]);
  expect(outcomes).toEqual([undefined, undefined]);
  expect(await startup.ensure(session)).toBeUndefined();
  expect(session.subject?.id).toBe('odoo:demo:6');
  expect(tries).toBe(1);
});

test('a refused account is not tried again', async () => {
  let tries = 0;
  const startup = createStartupSignIn(async () => {
    tries += 1;
    return REFUSED;
  });
  const session = stdioSession();
  expect(await startup.ensure(session)).toBe(REFUSED);
  expect(await startup.ensure(session)).toBe(REFUSED);
  expect(tries).toBe(1);
  expect(session.subject).toBeUndefined();
});

test('an upstream that could not be asked is asked again', async () => {
  const answers = [
    async () => UNAVAILABLE,
    () => {
      throw new Error('not even a promise');
    },
    () => Promise.reject(new Error('down')),
    async () => IDENTITY,
  ];
  const startup = createStartupSignIn(async () => {
    const answer = answers.shift();
    if (!answer) throw new Error('asked too often');
    return answer();
  });
  const session = stdioSession();
  for (let turn = 0; turn < 3; turn += 1) {
    expect(await startup.ensure(session)).toMatchObject({ code: 'upstream_unavailable' });
  }
  expect(await startup.ensure(session)).toBeUndefined();
  expect(session.subject?.name).toBe('demo');
});

test('who signed in by hand meanwhile stays', async () => {
  const session = stdioSession();
  const startup = createStartupSignIn(async () => {
    session.signIn(odooUser('sales', 8), passwordOf('sales'));
    return IDENTITY;
  });
  expect(await startup.ensure(session)).toBeUndefined();
  expect(session.subject?.name).toBe('sales');
});
