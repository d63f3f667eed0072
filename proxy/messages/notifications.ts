import { deny } from '../../policies/decision.ts';
import type { Audit } from '../audit/audit.ts';
import type { Inbound } from '../exchange.ts';
import { identify } from '../identity/resolve.ts';
import type { InFlight } from '../in-flight.ts';
import type { RpcNotification } from '../wire/message.ts';
import type { HandlerContext } from './context.ts';
import { CLIENT_NOTIFICATIONS } from './inventory.ts';

/**
 * A client's notification. `initialized` goes on to the upstream, `cancelled` ends the request it names in
 * the caller's own session; what is not in the inventory is dropped, answered like any other (HTTP 202:
 * notifications have no reply to carry a reason) and audited.
 */
export async function receiveNotification(
  inbound: Inbound & { readonly message: RpcNotification },
  context: HandlerContext & { readonly audit: Audit },
  inFlight: InFlight,
): Promise<void> {
  const { message, era, origin, reply, signal } = inbound;
  const identified = identify(origin, era, context.sessions, context.policy.gateway);
  if (identified.kind === 'unknown_session') return reply.finish(404);
  if (identified.kind === 'unauthorized') {
    return reply.finish(401, { headers: { 'www-authenticate': identified.challenge } });
  }
  const { session } = identified;

  if (!CLIENT_NOTIFICATIONS[era].has(message.method)) {
    const entry = context.audit.begin(inbound);
    entry.caller(identified);
    entry.refused(
      deny(
        'message_not_supported',
        'messages',
        `the notification ${message.method.slice(0, 64)} is not relayed.`,
      ),
    );
    entry.end();
    return reply.finish(202);
  }
  if (message.method === 'notifications/cancelled' && session) {
    const id = message.params?.requestId;
    if (typeof id === 'string' || typeof id === 'number') inFlight.cancel(session.id, id);
  }
  if (message.method === 'notifications/initialized' && session && !session.initialized) {
    // Once: it is the one message of a client that reaches the upstream without drawing on a limit.
    session.initialized = true;
    await context.door.notify(message.method, undefined, {
      era,
      protocolVersion: origin.protocolVersion,
      session,
      credential: undefined,
      signal,
    });
  }
  reply.finish(202);
}
