import type { Call } from './call.ts';
import type { HandlerContext } from './context.ts';
import { decideOperations } from './decide-operations.ts';
import { refuseOracle } from './oracle-limit.ts';
import { askedResource, resourceAccess } from './resource-access.ts';
import { refuseUnlessSignedIn } from './signed-in.ts';
import { writtenBack } from './written-back.ts';

/**
 * The URI under which the server is asked for a resource that the caller may read, decided on like the reading
 * itself. Undefined where it may not be read, for whatever reason. Throws `UpstreamFailure` where nobody can be
 * asked what a decision needs.
 */
export async function readableUri(
  uri: string,
  call: Call,
  context: HandlerContext,
): Promise<string | undefined> {
  const asked = askedResource(uri, context);
  if (asked.kind === 'unknown' || refuseUnlessSignedIn(call, context)) return undefined;
  if (asked.kind === 'unbound') return uri;
  const { call: bound } = asked;
  if (resourceAccess(asked.resource, call, context) !== 'visible' || 'effect' in bound) {
    return undefined;
  }
  const decided = await decideOperations(bound.operations, call, context);
  if ('effect' in decided || refuseOracle(bound.operations, call, context)) return undefined;
  const emitted = writtenBack(() => bound.emit(decided.map(({ operation }) => operation)));
  return 'denial' in emitted ? undefined : emitted.value;
}
