import { type Deny, deny } from '../../policies/decision.ts';
import type { CapturedIdentity } from './capture.ts';
import type { Session } from './sessions.ts';

/** The operator's own sign-in for the person on stdio (`ODOO_USERNAME`, `ODOO_API_KEY`). */
export interface StartupSignIn {
  /**
   * Signs the session in, unless somebody did. Callers that come meanwhile wait for the same try. Resolves
   * to why it did not work.
   */
  ensure(session: Session): Promise<Deny | undefined>;
}

/**
 * Calls `signIn` at first use, and once: an account that Odoo refused is not tried again, because the same
 * answer would follow and Odoo counts failures. Only an upstream that could not be asked is asked again;
 * a rejection of `signIn` counts as that.
 */
export function createStartupSignIn(
  signIn: (session: Session) => Promise<CapturedIdentity | Deny>,
): StartupSignIn {
  let refused: Deny | undefined;
  let underWay: Promise<Deny | undefined> | undefined;

  async function attempt(session: Session): Promise<Deny | undefined> {
    let outcome: CapturedIdentity | Deny;
    try {
      outcome = await signIn(session);
    } catch {
      return deny('upstream_unavailable', 'upstream', 'the sign-in at start got no answer.', {
        retryAfterMs: 2_000,
      });
    }
    if ('effect' in outcome) {
      if (outcome.code !== 'upstream_unavailable') refused = outcome;
      return outcome;
    }
    // Who signed in by hand meanwhile stays.
    if (!session.subject) session.signIn(outcome.subject, outcome.credential);
    return undefined;
  }

  return {
    async ensure(session) {
      if (session.subject) return undefined;
      if (refused) return refused;
      underWay ??= attempt(session).finally(() => {
        underWay = undefined;
      });
      return underWay;
    },
  };
}
