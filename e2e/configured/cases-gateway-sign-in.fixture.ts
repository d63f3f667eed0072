import { type LegacySession, openLegacySession } from '../raw-mcp.fixture.ts';
import { withGuard } from './configured-guard.fixture.ts';
import { allowed, denied, type KeyCase, type KeyCases, seenOf } from './key-case.fixture.ts';
import { atLaterTime } from './later-time.fixture.ts';
import { lenientAnswers } from './lenient-answers.fixture.ts';
import { createRecordingUpstream, type Respond } from './recording-upstream.fixture.ts';

/** An upstream where only the credential `right` signs in. */
const strictAboutCredentials: Respond = (request, context) => {
  const args = Object(request.params?.arguments);
  if (request.params?.name !== 'login' || args.credential === 'right')
    return lenientAnswers(request, context);
  return {
    result: {
      isError: true,
      content: [{ type: 'text', text: 'Odoo refused the credential.' }],
      _meta: { 'odoo-mcp/error': { class: 'auth', retryable: false } },
    },
  };
};

function signIn(session: LegacySession, username: string, credential: string) {
  return session.call('login', { method: 'password', username, credential });
}

/** One wrong credential, then the right one of somebody, after a while. */
const afterOneFailure =
  (second: string, minutes: number): KeyCase['see'] =>
  (files) =>
    withGuard(
      files,
      async (guard) => {
        const session = await openLegacySession(guard.url);
        await signIn(session, 'ann', 'wrong');
        const { upstream } = guard;
        return atLaterTime(minutes, async () => {
          const seen = seenOf(await signIn(session, second, 'right'), 'login', guard);
          return { ...seen, attempts: upstream.argumentsOf('login').length };
        });
      },
      { upstream: createRecordingUpstream(strictAboutCredentials) },
    );

/** One sign-in with the login tool. */
const signingIn: KeyCase['see'] = (files) =>
  withGuard(files, async (guard) => {
    const session = await openLegacySession(guard.url);
    return seenOf(await signIn(session, 'ann', 'x'), 'login', guard);
  });

interface Locking {
  readonly what: string;
  /** Whom the lock holds: a login name, or an address, whoever signs in from it. */
  readonly whom: 'per_login' | 'per_source';
  readonly from: string;
  readonly to: string;
  /** Minutes until the second sign-in. */
  readonly after?: number;
}

/** The second sign-in passes under `from`, and never reaches the upstream under `to`. */
function locking({ what, whom, from, to, after = 0 }: Locking): KeyCase {
  const written = (rule: string) => `limits: {lockout: {${whom}: {${rule}}}}`;
  return {
    what,
    from: written(from),
    to: written(to),
    see: afterOneFailure(whom === 'per_login' ? 'ann' : 'bea', after),
    sees: [
      { denied: undefined, attempts: 2 },
      { denied: `gateway.yaml:limits.lockout.${whom}`, attempts: 1 },
    ],
  };
}

/** Every key of gateway.yaml about signing in with the login tool, and about failing to. */
export const GATEWAY_SIGN_IN: KeyCases = {
  'auth.methods': {
    what: 'how people may sign in',
    from: 'auth: {methods: [password, api_key]}',
    to: 'auth: {methods: [api_key]}',
    see: signingIn,
    sees: [allowed({ answer: { user: 'ann' } }), denied('gateway.yaml:auth.methods')],
  },
  'auth.required_group': {
    what: 'who may sign in',
    from: 'auth: {required_group: base.group_user}',
    to: 'auth: {required_group: base.group_system}',
    see: signingIn,
    sees: [
      allowed({ answer: { user: 'ann' } }),
      { denied: 'gateway.yaml:auth.required_group', answer: undefined },
    ],
  },
  'limits.lockout.per_login.failures': locking({
    what: 'after how many failures a login name is locked',
    ...{ whom: 'per_login', from: 'failures: 2', to: 'failures: 1' },
  }),
  'limits.lockout.per_login.minutes': locking({
    what: 'for how long',
    ...{ whom: 'per_login', from: 'failures: 1, minutes: 4', to: 'failures: 1, minutes: 6' },
    after: 5,
  }),
  'limits.lockout.per_source.failures': locking({
    what: 'after how many failures an address is locked',
    ...{ whom: 'per_source', from: 'failures: 2', to: 'failures: 1' },
  }),
  'limits.lockout.per_source.minutes': locking({
    what: 'for how long',
    ...{ whom: 'per_source', from: 'failures: 1, minutes: 4', to: 'failures: 1, minutes: 6' },
    after: 5,
  }),
};
