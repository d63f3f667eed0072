import type { IdentityBinding } from '../../policies/bindings/binding.ts';
import { type Deny, deny } from '../../policies/decision.ts';
import type { BrokeredAccount } from '../../policies/gateway-settings.ts';
import type { HandlerContext } from '../messages/context.ts';
import { isUnrelated, ToolFailure } from '../tool-failure.ts';
import { type CapturedIdentity, captureIdentity } from './capture.ts';
import { loginArguments } from './credential.ts';
import type { Session } from './sessions.ts';
import { createStartupSignIn, type StartupSignIn } from './startup-sign-in.ts';

/**
 * The sign-in of the person on stdio with the environment's account (`ODOO_USERNAME`, `ODOO_API_KEY`),
 * through the upstream's login tool like any other; undefined where the environment names none.
 */
export function startupAccount(
  context: Pick<HandlerContext, 'policy' | 'binding' | 'door' | 'log'>,
): StartupSignIn | undefined {
  const account = context.policy.gateway.identity.stdioAccount;
  const identity = context.binding?.identity;
  if (!account || !identity) return undefined;

  return createStartupSignIn(async (session) => {
    const outcome = await signIn(session, account, identity);
    if ('effect' in outcome) {
      context.log.warn(
        { reason: outcome.reason },
        'the account of ODOO_USERNAME could not sign in',
      );
    }
    return outcome;
  });

  async function signIn(
    session: Session,
    account: BrokeredAccount,
    identity: IdentityBinding,
  ): Promise<CapturedIdentity | Deny> {
    const args = loginArguments(identity, account);
    try {
      const result = await context.door.callTool(identity.tool, args, {
        era: 'legacy',
        protocolVersion: undefined,
        session,
        credential: undefined,
        signal: AbortSignal.timeout(SIGN_IN_MS),
      });
      return captureIdentity(identity, args, result, context.policy.gateway);
    } catch (error) {
      if (!(error instanceof ToolFailure)) throw error;
      return isUnrelated(error.errorClass)
        ? deny('upstream_unavailable', 'upstream', `Odoo could not be asked (${error.errorClass}).`)
        : deny('login_refused', 'environment:ODOO_USERNAME', 'Odoo refused the account.');
    }
  }
}

/** Milliseconds the sign-in may take. */
const SIGN_IN_MS = 30_000;
