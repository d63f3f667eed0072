import { type Deny, deny } from '../../decision.ts';
import type { Operation } from '../../operation.ts';
import type { Policy } from '../../policy.ts';
import type { Subject } from '../../subject.ts';

/** Nobody the operator named and nobody who signed in may only sign in. */
export function refuseStranger(
  operation: Operation,
  subject: Subject,
  policy: Policy,
): Deny | undefined {
  if (subject.source !== 'anonymous' || policy.gateway.identity.anonymous) return undefined;
  if (operation.kind === 'login' || operation.kind === 'whoami') return undefined;
  return deny('not_signed_in', 'gateway.yaml:identity', 'nobody is signed in.', {
    allowed: 'Sign in first.',
  });
}
