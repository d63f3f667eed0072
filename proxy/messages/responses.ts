import type { Inbound } from '../exchange.ts';
import { identify } from '../identity/resolve.ts';
import type { RpcResponse } from '../wire/message.ts';
import type { HandlerContext } from './context.ts';
import { unidentifiedRefusal } from './unidentified.ts';

/**
 * A client's answer to a question of the guard's (legacy). The guard lets no server ask a client anything, so
 * none is ever forwarded; what answers nothing that was asked in its own session is dropped.
 */
export function receiveResponse(
  { origin, era, reply }: Inbound,
  message: RpcResponse,
  { sessions, policy, elicitation, log }: HandlerContext,
): void {
  const caller = identify(origin, era, sessions, policy.gateway);
  if (caller.kind !== 'known') {
    const { status, headers } = unidentifiedRefusal(caller);
    reply.finish(status, { headers });
    return;
  }
  const { session } = caller;
  if (!session || !elicitation.receive(session, message)) {
    log.debug('dropped a response to nothing that was asked');
  }
  reply.finish(202);
}
