import {
  type HandleSession,
  type SessionRequest,
  type StreamEvent,
  type UpstreamAnswer,
  UpstreamFailure,
} from './exchange.ts';
import type { GuardParts } from './guard.ts';
import { type Caller, identify } from './identity/resolve.ts';
import type { Session } from './identity/sessions.ts';
import type { Listening } from './listening.ts';
import { retryHeaders } from './messages/denial.ts';
import { SERVER_NOTIFICATIONS } from './messages/inventory.ts';
import { isNotification } from './wire/message.ts';

type SessionParts = Pick<GuardParts, 'policy' | 'sessions' | 'limits' | 'door' | 'log'> & {
  readonly listening: Listening;
};

/**
 * A legacy session's GET (the stream for what the server says unasked) and DELETE (its end). Only the
 * notifications of the inventory leave on the stream, without event ids: it cannot be resumed.
 */
export function createSessionRequests(parts: SessionParts): HandleSession {
  return async (request) => {
    const { kind, origin, reply } = request;
    const caller = identify(origin, 'legacy', parts.sessions, parts.policy.gateway);
    if (caller.kind === 'unauthorized') {
      return reply.finish(401, { headers: { 'www-authenticate': caller.challenge } });
    }
    if (caller.kind === 'unknown_session') return reply.finish(404);
    const { session } = caller;
    if (!session)
      return reply.finish(kind === 'listen' ? 405 : 400, { headers: { allow: 'POST' } });
    if (kind === 'end') {
      parts.sessions.end(session.id);
      return reply.finish(200);
    }
    return listen(request, caller, session);
  };

  async function listen(request: SessionRequest, caller: Caller, session: Session): Promise<void> {
    const { origin, reply } = request;
    // It is one more exchange with the upstream, whoever ends it how soon.
    const permit = parts.limits.admit(caller.subject, { write: false, units: 1 });
    if ('effect' in permit) return reply.finish(429, retryHeaders(permit));
    permit.release();
    const stream = parts.listening.start(session, request.signal);
    if (!stream) return reply.finish(409);
    try {
      const answer = await parts.door.listen({
        era: 'legacy',
        protocolVersion: origin.protocolVersion,
        session,
        credential: undefined,
        signal: stream.signal,
      });
      if (answer.kind === 'events') await relayUnasked(answer, request);
      else reply.finish(405, { headers: { allow: 'POST, DELETE' } });
    } catch (error) {
      if (!(error instanceof UpstreamFailure)) throw error;
      reply.finish(502);
    } finally {
      stream.done();
    }
  }

  /** Throws only while no stream was opened: afterwards its end is all that can be said. */
  async function relayUnasked(
    { events }: Extract<UpstreamAnswer, { kind: 'events' }>,
    { reply }: SessionRequest,
  ): Promise<void> {
    const sink = reply.stream();
    try {
      for await (const event of events) {
        const passed = passable(event);
        if (passed) await sink.write(passed);
      }
    } catch (error) {
      if (!(error instanceof UpstreamFailure)) throw error;
      parts.log.debug({ reason: error.reason }, 'a listening stream of the upstream ended');
    } finally {
      sink.end();
    }
  }
}

function passable({ message }: StreamEvent): StreamEvent | undefined {
  if (!message || !isNotification(message) || !SERVER_NOTIFICATIONS.has(message.method)) {
    return undefined;
  }
  return { message: { jsonrpc: '2.0', method: message.method } };
}
