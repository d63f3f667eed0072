import { type HandleSession, type StreamEvent, UpstreamFailure } from './exchange.ts';
import type { GuardParts } from './guard.ts';
import { identify } from './identity/resolve.ts';
import { SERVER_NOTIFICATIONS } from './messages/inventory.ts';
import { isNotification } from './wire/message.ts';

/**
 * A legacy session's GET (the stream for what the server says unasked) and DELETE (its end). Only the
 * notifications of the inventory leave on the stream, without event ids: it cannot be resumed.
 */
export function createSessionRequests(parts: GuardParts): HandleSession {
  return async ({ kind, origin, signal, reply }) => {
    const identified = identify(origin, 'legacy', parts.sessions, parts.policy.gateway);
    if (identified.kind === 'unauthorized') {
      return reply.finish(401, { headers: { 'www-authenticate': identified.challenge } });
    }
    if (identified.kind === 'unknown_session') return reply.finish(404);
    const { session } = identified;
    if (!session)
      return reply.finish(kind === 'listen' ? 405 : 400, { headers: { allow: 'POST' } });
    const behalf = {
      era: 'legacy' as const,
      protocolVersion: origin.protocolVersion,
      session,
      credential: undefined,
      signal,
    };

    if (kind === 'end') {
      parts.sessions.end(session.id);
      return reply.finish(200);
    }
    try {
      const answer = await parts.door.listen(behalf);
      if (answer.kind !== 'events') {
        return reply.finish(405, { headers: { allow: 'POST, DELETE' } });
      }
      const sink = reply.stream();
      try {
        for await (const event of answer.events) {
          const passed = passable(event);
          if (passed) await sink.write(passed);
        }
      } finally {
        sink.end();
      }
    } catch (error) {
      if (!(error instanceof UpstreamFailure)) throw error;
      reply.finish(502);
    }
  };
}

function passable(event: StreamEvent): StreamEvent | undefined {
  const { message } = event;
  if (!message || !isNotification(message) || !SERVER_NOTIFICATIONS.has(message.method))
    return undefined;
  return { message: { jsonrpc: '2.0', method: message.method } };
}
