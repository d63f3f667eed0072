import { createHash } from 'node:crypto';
import { type Deny, deny } from '../../policies/decision.ts';
import type { LimitSettings } from '../../policies/gateway-settings.ts';
import { loginKey } from '../identity/login-name.ts';
import { sourceKey } from '../identity/source-address.ts';
import { type Admission, createFailureCounters } from './failure-counters.ts';

/** One try to sign in. */
export interface LoginAttempt {
  /** As the caller wrote it; empty or absent for the `session` method, which names nobody. */
  readonly login?: string;
  /** Peer address, or `stdio`. */
  readonly source: string;
}

/** A try that may go on. Exactly one of these is called, when its outcome is known; later calls do nothing. */
export interface LoginTry {
  /** `login`: as Odoo writes the name of the account that it was. */
  succeeded(login: string): void;
  /** Odoo refused the credential, or the caller did not wait for what it says. */
  failed(): void;
  /** Nobody learned whether the credential is right: no answer, refused for another reason. */
  abandoned(): void;
}

export interface Lockouts {
  /** Lets a try begin, or says when one may. */
  begin(attempt: LoginAttempt): LoginTry | Deny;
}

const MAX_KEYS = 10_000;
const RETRY_WHEN_BUSY_MS = 1_000;

/**
 * Failed sign-ins lock a login name, in every spelling and whatever database is named beside it, and, after more of
 * them, where they came from. The two are apart: signing in forgives the failures of that login name only, as it is
 * written in Odoo, so that owning one account buys no further guesses at others, were they of nearly the same name.
 * `now`: milliseconds of a clock that never goes back.
 */
export function createLockouts(
  settings: LimitSettings['lockout'],
  now: () => number,
  maxKeys = MAX_KEYS,
): Lockouts {
  const logins = createFailureCounters(settings.perLogin, { now, maxKeys });
  const sources = createFailureCounters(settings.perSource, { now, maxKeys });

  return {
    begin({ login = '', source }) {
      const name = loginKey(login);
      const byLogin = name === '' ? undefined : digest(name);
      const bySource = sourceKey(source);

      const ofSource = sources.enter(bySource);
      if (ofSource.kind !== 'open') return lockedOut(ofSource, 'source');
      if (byLogin !== undefined) {
        const ofLogin = logins.enter(byLogin);
        if (ofLogin.kind !== 'open') {
          sources.leave(bySource);
          return lockedOut(ofLogin, 'login');
        }
      }

      let settled = false;
      const once =
        <Told extends readonly unknown[]>(settle: (...told: Told) => void) =>
        (...told: Told) => {
          if (settled) return;
          settled = true;
          settle(...told);
        };
      return {
        succeeded: once((account: string) => {
          if (byLogin !== undefined) logins.succeed(byLogin, digest(account));
          sources.leave(bySource);
        }),
        failed: once(() => {
          if (byLogin !== undefined) logins.fail(byLogin, digest(login));
          sources.fail(bySource);
        }),
        abandoned: once(() => {
          if (byLogin !== undefined) logins.leave(byLogin);
          sources.leave(bySource);
        }),
      };
    },
  };
}

/** What is kept of a name, however long somebody makes it. */
function digest(name: string): string {
  return createHash('sha256').update(name).digest('base64');
}

function lockedOut(
  admission: Exclude<Admission, { kind: 'open' }>,
  which: 'login' | 'source',
): Deny {
  const rule = `gateway.yaml:limits.lockout.per_${which}`;
  const what = which === 'login' ? 'this login name' : 'this address';
  switch (admission.kind) {
    case 'locked':
      return deny('locked_out', rule, `${what} had too many failed sign-ins and is locked.`, {
        retryAfterMs: admission.retryAfterMs,
      });
    case 'busy':
      return deny('locked_out', rule, `too many sign-ins of ${what} are under way.`, {
        retryAfterMs: RETRY_WHEN_BUSY_MS,
      });
    default:
      return admission satisfies never;
  }
}
