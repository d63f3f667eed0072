import { type Deny, deny } from '../../policies/decision.ts';
import type { Call } from './call.ts';
import type { HandlerContext } from './context.ts';

/** Nobody the operator named and nobody who signed in: such a caller may do nothing but sign in. */
export function isStranger(
  call: Pick<Call, 'caller'>,
  { policy }: Pick<HandlerContext, 'policy'>,
): boolean {
  return (
    call.caller.subject.source === 'anonymous' && policy.gateway.identity.anonymous === undefined
  );
}

/**
 * Denies a call that nobody stands behind: the caller is a stranger, or the upstream acts with the caller's
 * own Odoo account and there is none.
 */
export function refuseUnlessSignedIn(call: Call, context: HandlerContext): Deny | undefined {
  const carried = !context.door.carriesCredentials || call.caller.credential !== undefined;
  if (carried && !isStranger(call, context)) return undefined;
  const canLogIn =
    call.caller.session !== undefined &&
    call.caller.principal.kind !== 'token' &&
    context.binding?.identity !== undefined &&
    context.policy.gateway.identity.login === 'allow';
  return deny('not_signed_in', 'gateway.yaml:identity', 'nobody is signed in to Odoo here.', {
    allowed: canLogIn
      ? 'Call the login tool first.'
      : 'Send a bearer token of the policy (odoo-mcp-guard token new makes one), or use a client that keeps an MCP session and call the login tool.',
  });
}
