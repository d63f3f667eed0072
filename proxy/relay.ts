import { comeBack, type UpstreamEvents } from './coming-back.ts';
import {
  type Era,
  type EventSink,
  type Reply,
  type StreamEvent,
  type UpstreamAnswer,
  UpstreamFailure,
} from './exchange.ts';
import { internalRefusal, judge, type Relayed } from './judgement.ts';
import type { Answered, Prepared, Refused } from './messages/call.ts';
import { modernStatus } from './messages/denial.ts';
import type { Trail } from './resumption.ts';
import type { Beside } from './unasked.ts';
import { unavailable } from './unavailable.ts';
import {
  isNotification,
  isRequest,
  isResponse,
  RPC_ERROR,
  type RpcMessage,
  type RpcRequest,
  type RpcResponse,
  rpcError,
} from './wire/message.ts';

/** Nothing was answered yet: the request goes on like this. */
export interface GoesOn {
  readonly outcome: 'goes_on';
  readonly next: Prepared | Answered | Refused;
}

/** The request to answer, and the way back. */
export interface Answering {
  readonly request: RpcRequest;
  readonly era: Era;
  readonly reply: Reply;
  /** Whether the caller still waits: a cancelled request gets no answer. */
  readonly wanted: () => boolean;
  /** Aborted when the caller no longer waits. */
  readonly signal: AbortSignal;
  /** What the server may say beside the answer; absent: nothing. */
  readonly beside?: Beside;
  /** Where a stream can be resumed; absent: nowhere, and event ids do not leave. */
  readonly trail?: Trail;
  /** Resumes a stream that the upstream has closed early, for a client that cannot. */
  readonly resume?: (lastEventId: string) => Promise<UpstreamAnswer>;
  /** Tells the upstream that nobody waits any more, where no connection that breaks off could. */
  readonly abandon?: () => void;
}

/**
 * Hands the upstream's answer to the caller, every message of it through the filter first. The answer keeps
 * its form: one JSON body stays one, a stream stays a stream, whose events keep their ids where it can be
 * resumed. A message that does not pass leaves its id behind, so that the client's cursor moves on. Throws only
 * while nothing has been answered. A result that the request can go on from is not handed over.
 */
export async function relayAnswer(
  answering: Answering,
  answer: UpstreamAnswer,
  prepared: Prepared,
  headers: Readonly<Record<string, string>>,
): Promise<Relayed | GoesOn> {
  switch (answer.kind) {
    case 'status':
      throw new UpstreamFailure('invalid', `HTTP ${answer.status} instead of a response`);
    case 'message': {
      const next = await nextStep(answer.message, prepared);
      if (next) return { outcome: 'goes_on', next };
      const judged = await judge(answering, answer.message, prepared);
      answering.reply.respond(judged.response, {
        status: judged.status ?? errorStatus(answer, judged.response, answering.era),
        headers: { ...headers, ...judged.headers },
      });
      return judged.relayed;
    }
    case 'events':
      return relayEvents(answering, answer, prepared, headers);
    default:
      return answer satisfies never;
  }
}

/**
 * An upstream's JSON-RPC error keeps the HTTP status it came with: clients tell the eras apart by it. One that
 * came without (on stdio) gets the status that 2026-07-28 has for it.
 */
function errorStatus(
  { status }: UpstreamAnswer & { kind: 'message' },
  response: RpcResponse,
  era: Era,
): number {
  if (!('error' in response)) return 200;
  if (status >= 400 && status < 500) return status;
  return era === 'modern' ? modernStatus(response.error.code) : 200;
}

async function relayEvents(
  answering: Answering,
  answer: UpstreamEvents,
  prepared: Prepared,
  headers: Readonly<Record<string, string>>,
): Promise<Relayed | GoesOn> {
  const { beside, trail } = answering;
  let sink: EventSink | undefined;
  let goesOn = false;
  const open = () => {
    sink ??= answering.reply.stream({ headers });
    return sink;
  };
  try {
    for (let stream = answer; ; stream = await readOn(answering, trail)) {
      for await (const event of followed(stream.events, trail)) {
        const cursor = trail?.follow(event) ?? {};
        const { message } = event;
        if (message && isResponse(message) && answers(message, trail)) {
          const next = await nextStep(message, prepared);
          if (next) {
            goesOn = true;
            return { outcome: 'goes_on', next };
          }
          const judged = await judge(answering, message, prepared);
          await open().write({ ...cursor, message: judged.response });
          trail?.settle(judged.relayed);
          return judged.relayed;
        }
        if (message && isRequest(message) && beside) {
          const send = (asked: RpcMessage) => open().write({ ...cursor, message: asked });
          if (await beside.request(message, send)) continue;
        }
        const passed =
          message && isNotification(message)
            ? (prepared.relay(message) ??
              (await prepared.relayJudged?.(message)) ??
              beside?.notification(message))
            : undefined;
        if (passed) await open().write({ ...cursor, message: passed });
        else if (Object.keys(cursor).length > 0) await open().write(cursor);
      }
      if (prepared.endsOpen && sink) return ENDED_OPEN;
      if (trail?.last === undefined) {
        throw new UpstreamFailure('closed', 'the stream ended without a response');
      }
      if (answering.resume) continue;
      // The client comes back for the rest, on a stream of its own.
      sink?.end();
      return await comesBack(answering, trail);
    }
  } catch (error) {
    if (!sink) throw error;
    return await breakOff(answering, sink, prepared, error);
  } finally {
    if (!goesOn) sink?.end();
  }
}

/** What comes of a stream until its end. That one breaks off which can be resumed is an end as well. */
export async function* followed(
  events: UpstreamEvents['events'],
  trail: Trail | undefined,
): AsyncGenerator<StreamEvent> {
  const iterator = events[Symbol.asyncIterator]();
  const reading = trail?.read(() => void iterator.return?.());
  try {
    for (;;) {
      const { done, value } = await iterator.next();
      if (done) return;
      yield value;
    }
  } catch (error) {
    const isBreak = error instanceof UpstreamFailure && error.reason === 'closed';
    if (!isBreak || trail?.last === undefined) throw error;
  } finally {
    reading?.done();
    await iterator.return?.();
  }
}

/** On a resumed stream a response of another request may come along; it answers nothing here. */
function answers({ id }: RpcResponse, trail: Trail | undefined): boolean {
  return trail?.call === undefined || trail.call.askedAs === id;
}

/** Resumes a stream for a client that cannot. Throws `UpstreamFailure` where the upstream does not go on. */
async function readOn(answering: Answering, trail: Trail | undefined): Promise<UpstreamEvents> {
  const { signal, resume, abandon } = answering;
  if (!resume || trail?.last === undefined) throw new UpstreamFailure('closed', 'it has ended');
  try {
    const { last: lastEventId, retryMs } = trail;
    return await comeBack({ lastEventId, retryMs }, { resume, signal });
  } catch (error) {
    if (signal.aborted) abandon?.();
    throw error;
  }
}

async function comesBack({ signal, abandon }: Answering, trail: Trail): Promise<Relayed> {
  try {
    return await trail.settled(signal);
  } catch (error) {
    abandon?.();
    throw error;
  }
}

async function nextStep(
  response: RpcResponse,
  prepared: Prepared,
): Promise<GoesOn['next'] | undefined> {
  return 'result' in response ? prepared.goOn?.(response.result) : undefined;
}

/** A stream that has begun can only be ended by an answer of its own. */
async function breakOff(
  { request, era, wanted }: Answering,
  sink: EventSink,
  prepared: Prepared,
  error: unknown,
): Promise<Relayed> {
  prepared.onFailure?.('unanswered');
  const fromUpstream = error instanceof UpstreamFailure;
  if (wanted()) {
    const message = fromUpstream
      ? unavailable(request, era, prepared.mayChange)
      : rpcError(request.id, RPC_ERROR.internal, 'Internal error');
    await sink.write({ message });
  }
  return fromUpstream
    ? { outcome: 'upstream_error', error: error.reason }
    : { outcome: 'refused', deny: internalRefusal(), fault: error };
}

const ENDED_OPEN: Relayed = { outcome: 'answered', filtered: { result: {}, notes: [] }, bytes: 0 };
