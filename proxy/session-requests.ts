import { setTimeout } from 'node:timers/promises';
import type { UpstreamEvents } from './coming-back.ts';
import {
  type EventSink,
  type HandleSession,
  type SessionRequest,
  type UpstreamAnswer,
  UpstreamFailure,
} from './exchange.ts';
import type { GuardParts } from './guard.ts';
import { type Caller, identify } from './identity/resolve.ts';
import type { Session } from './identity/sessions.ts';
import type { Listening } from './listening.ts';
import { retryHeaders } from './messages/denial.ts';
import { followed } from './relay.ts';
import { relayReplayed } from './replay.ts';
import type { Trail } from './resumption.ts';
import { unavailable } from './unavailable.ts';
import { isNotification, isRequest, isResponse, type RpcMessage } from './wire/message.ts';

type SessionParts = Pick<
  GuardParts,
  'policy' | 'sessions' | 'limits' | 'door' | 'log' | 'unasked' | 'resumption' | 'audit'
> & { readonly listening: Listening };

/** A client that listens, in its session. */
interface Listener {
  readonly request: SessionRequest;
  readonly caller: Caller & { readonly session: Session };
  readonly signal: AbortSignal;
  /** The stream that is resumed; a new one where nothing is. */
  readonly trail: Trail;
  readonly resumed: boolean;
}

/** Pauses before an upstream that still reads a stream lets it be resumed, in milliseconds. */
const HANDOVER_PAUSES_MS = [0, 50, 100, 200, 400, 800] as const;
/** Milliseconds between tries to listen for a client that cannot come back by itself, growing from one to the other. */
const RELISTEN_MS = { first: 1_000, longest: 30_000 } as const;
/** Tries in a row after which nobody listens for such a client any more. */
const MOST_RELISTENS = 10;

/**
 * A legacy session's GET (the stream for what the server says unasked, or the rest of an earlier one) and DELETE
 * (its end). What leaves on the stream is judged like what leaves with an answer.
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
    return listen(request, { ...caller, session });
  };

  async function listen(request: SessionRequest, caller: Listener['caller']): Promise<void> {
    const { origin, reply } = request;
    const { session } = caller;
    const found =
      origin.lastEventId === undefined
        ? undefined
        : parts.resumption.find(session, origin.lastEventId);
    // What it would replay could not be tied to anything that was asked here.
    if (origin.lastEventId !== undefined && !found) return reply.finish(400);
    const earlier = found?.trail;
    // It is one more exchange with the upstream, whoever ends it how soon.
    const permit = parts.limits.admit(caller.subject, { write: false, units: 1 });
    if ('effect' in permit) return reply.finish(429, retryHeaders(permit));
    permit.release();
    const stream = parts.listening.start(session, earlier?.call, request.signal);
    if (!stream) return reply.finish(409);
    const trail = earlier ?? parts.resumption.begin(session, undefined);
    const { signal } = stream;
    const listener = { request, caller, signal, trail, resumed: earlier !== undefined };
    try {
      const answer = await open(listener, found?.lastEventId);
      if (answer.kind === 'events') await relayAll(answer, listener);
      else if (answer.status === 409 || !(await tellNoAnswer(listener))) {
        const status = answer.status === 409 ? 409 : 405;
        reply.finish(status, { headers: { allow: 'POST, DELETE' } });
      }
    } catch (error) {
      if (!(error instanceof UpstreamFailure)) throw error;
      reply.finish(502);
    } finally {
      stream.done();
    }
  }

  async function open(
    { request: { origin }, caller: { session }, signal, trail }: Listener,
    lastEventId: string | undefined,
  ): Promise<UpstreamAnswer> {
    const behalf = {
      era: 'legacy' as const,
      protocolVersion: origin.protocolVersion,
      session,
      credential: undefined,
      signal,
    };
    const from =
      lastEventId === undefined ? undefined : { lastEventId, answers: trail.call !== undefined };
    trail.takeOver();
    for (const pause of HANDOVER_PAUSES_MS) {
      await paused(pause, signal);
      const answer = await parts.door.listen(behalf, from);
      const isBusy = answer.kind === 'status' && answer.status === 409;
      if (!isBusy || lastEventId === undefined) return answer;
    }
    return { kind: 'status', status: 409 };
  }

  /**
   * A client that comes back for an answer which the upstream will not give again is told so, or it would wait for
   * nothing. Whether there was one to tell.
   */
  async function tellNoAnswer({ request, caller, trail }: Listener): Promise<boolean> {
    const { call, answered } = trail;
    if (!call || answered || !call.wanted() || call.subject !== caller.subject.id) return false;
    const { prepared } = call;
    prepared.onFailure?.('unanswered');
    const sink = request.reply.stream();
    await sink.write({ message: unavailable(call.request, 'legacy', prepared.mayChange) });
    sink.end();
    trail.settle({ outcome: 'upstream_error', error: 'closed' });
    return true;
  }

  /** Throws only while no stream was opened: afterwards its end is all that can be said. */
  async function relayAll(answer: UpstreamEvents, listener: Listener): Promise<void> {
    const { request, signal } = listener;
    const sink = request.reply.stream();
    try {
      await relayStream(answer, sink, listener);
      if (request.origin.transport === 'stdio') await listenOn(sink, listener);
    } catch (error) {
      if (!(error instanceof UpstreamFailure)) throw error;
      if (!signal.aborted)
        parts.log.debug({ reason: error.reason }, 'a listening stream of the upstream ended');
    } finally {
      sink.end();
    }
  }

  /** A client on stdio has one stream, from which it cannot come back: it is listened on in its place. */
  async function listenOn(sink: EventSink, listener: Listener): Promise<void> {
    const { trail, signal } = listener;
    let failures = 0;
    while (failures < MOST_RELISTENS) {
      const grown = (trail.retryMs ?? RELISTEN_MS.first) * 2 ** failures;
      await paused(Math.min(grown, RELISTEN_MS.longest), signal);
      const heard = await relisten(sink, listener);
      failures = heard ? 0 : failures + 1;
    }
  }

  /** Whether the upstream let it. */
  async function relisten(sink: EventSink, listener: Listener): Promise<boolean> {
    try {
      const answer = await open(listener, listener.trail.last);
      if (answer.kind !== 'events') return false;
      await relayStream(answer, sink, listener);
      return true;
    } catch (error) {
      if (!(error instanceof UpstreamFailure) || listener.signal.aborted) throw error;
      return false;
    }
  }

  async function relayStream(
    { events }: UpstreamEvents,
    sink: EventSink,
    { request: { origin }, caller, trail, resumed }: Listener,
  ): Promise<void> {
    // What is said beside somebody else's request is not for who has signed in since.
    const call = trail.call?.subject === caller.subject.id ? trail.call : undefined;
    const prepared = call ? { prepared: call.prepared } : {};
    const beside = parts.unasked.on({ caller, origin, resumed, ...prepared });
    for await (const event of followed(events, trail)) {
      const cursor = trail.follow(event);
      const { message } = event;
      if (message && isRequest(message)) {
        const send = (asked: RpcMessage) => sink.write({ ...cursor, message: asked });
        if (await beside.request(message, send)) continue;
      } else if (message && isResponse(message)) {
        const answer = await relayReplayed(message, { caller, origin }, trail, parts.audit);
        if (answer) {
          await sink.write({ ...cursor, message: answer.response });
          return answer.left();
        }
      }
      const passed =
        message && isNotification(message)
          ? (call?.prepared.relay(message) ?? beside.notification(message))
          : undefined;
      if (passed) await sink.write({ ...cursor, message: passed });
      else if (Object.keys(cursor).length > 0) await sink.write(cursor);
    }
  }
}

/** Throws `UpstreamFailure` where nobody waits any more. */
async function paused(ms: number, signal: AbortSignal): Promise<void> {
  if (ms === 0) return;
  try {
    await setTimeout(ms, undefined, { signal, ref: false });
  } catch {
    throw new UpstreamFailure('aborted', 'the client went away');
  }
}
