import type { Inbound } from '../exchange.ts';
import { identify } from '../identity/resolve.ts';
import type { ServerRequests } from '../server-requests.ts';
import type { RpcResponse } from '../wire/message.ts';
import type { HandlerContext } from './context.ts';
import { unidentifiedRefusal } from './unidentified.ts';

/**
 * A client's answer (legacy): to a question of the guard's, or to a request of the server that the guard has put to
 * it. What answers nothing that was asked in its own session is dropped.
 */
export function receiveResponse(
  { origin, era, reply }: Inbound,
  message: RpcResponse,
  parts: HandlerContext & { readonly serverRequests: ServerRequests },
): void {
  const { sessions, policy, elicitation, serverRequests, log } = parts;
  const caller = identify(origin, era, sessions, policy.gateway);
  if (caller.kind !== 'known') {
    const { status, headers } = unidentifiedRefusal(caller);
    reply.finish(status, { headers });
    return;
  }
  const { session } = caller;
  const from = session && { ...caller, session };
  const taken =
    from && (elicitation.receive(from, message) || serverRequests.receive(from, message));
  if (!taken) {
    log.debug('dropped a response to nothing that was asked');
  }
  reply.finish(202);
}
