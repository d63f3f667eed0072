import { type Deny, deny } from '../../policies/decision.ts';
import { isObject } from '../../policies/json.ts';
import type { Audit } from '../audit/audit.ts';
import { CancelledByClient } from '../cancellation.ts';
import type { Inbound } from '../exchange.ts';
import { type Caller, identify } from '../identity/resolve.ts';
import type { Session } from '../identity/sessions.ts';
import type { InFlight } from '../in-flight.ts';
import type { ServerRequests } from '../server-requests.ts';
import { onBehalfOfSession } from '../upstream-exchange.ts';
import type { RpcNotification } from '../wire/message.ts';
import type { HandlerContext } from './context.ts';
import { CLIENT_NOTIFICATIONS } from './inventory.ts';
import { unidentifiedRefusal } from './unidentified.ts';

/**
 * A client's notification. `initialized` goes on to the upstream, and what is about requests of the server or
 * the folders it may ask for; `cancelled` ends the request it names in the caller's own session. What is not in
 * the inventory is dropped, answered like any other (HTTP 202: notifications have no reply to carry a reason).
 * What is refused is audited, up to as many a minute as the caller may make calls.
 */
export async function receiveNotification(
  inbound: Inbound & { readonly message: RpcNotification },
  context: HandlerContext & { readonly audit: Audit; readonly serverRequests: ServerRequests },
  inFlight: InFlight,
): Promise<void> {
  const { message, era, origin, reply, signal } = inbound;
  const identified = identify(origin, era, context.sessions, context.policy.gateway);
  const refuse = (deny: Deny) => {
    const entry = context.audit.begin(inbound);
    if (identified.kind === 'known') entry.caller(identified);
    entry.refused(deny);
    entry.end();
  };
  if (identified.kind !== 'known') {
    const { status, headers, deny } = unidentifiedRefusal(identified);
    refuse(deny);
    return reply.finish(status, { headers });
  }
  const { session } = identified;

  if (!CLIENT_NOTIFICATIONS[era].has(message.method)) {
    const name = message.method.slice(0, 64);
    // As many records as the caller may make calls: notifications are free, and a disk is not.
    const permit = context.limits.admit(identified.subject, { write: false, units: 1 });
    if ('effect' in permit) return reply.finish(202);
    permit.release();
    refuse(deny('message_not_supported', 'messages', `the notification ${name} is not relayed.`));
    return reply.finish(202);
  }
  if (message.method === 'notifications/cancelled' && session) {
    const { requestId: id, reason } = message.params ?? {};
    const why = new CancelledByClient(typeof reason === 'string' ? reason : undefined);
    if (typeof id === 'string' || typeof id === 'number') inFlight.cancel(session.id, id, why);
  }
  if (session && message.method === 'notifications/progress') {
    context.serverRequests.progressed(session, message.params);
  }
  if (session && message.method === 'notifications/roots/list_changed') {
    const over = rootsChanged(identified, session, context);
    if (over) refuse(over);
  }
  const opened = session?.handshake !== undefined && !session.initialized;
  if (message.method === 'notifications/initialized' && opened) {
    // Once for each handshake: it reaches the upstream without drawing on a limit.
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

/** The server hears of other folders where it was told that it would: each time draws on the limit of calls. */
function rootsChanged(
  { subject }: Caller,
  session: Session,
  { limits, door }: HandlerContext,
): Deny | undefined {
  const roots = session.told?.roots;
  if (!isObject(roots) || roots.listChanged !== true) return undefined;
  const permit = limits.admit(subject, { write: false, units: 1 });
  if ('effect' in permit) return permit;
  permit.release();
  const behalf = onBehalfOfSession(session, NOTIFY_MS);
  void door.notify('notifications/roots/list_changed', undefined, behalf);
  return undefined;
}

/** Milliseconds the server may take to receive a notification. */
const NOTIFY_MS = 30_000;
