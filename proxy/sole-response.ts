import { setTimeout } from 'node:timers/promises';
import { type StreamEvent, type UpstreamAnswer, UpstreamFailure } from './exchange.ts';
import {
  isRequest,
  isResponse,
  type RequestId,
  type RpcRequest,
  type RpcResponse,
} from './wire/message.ts';

export interface Reading {
  /** Told of what the upstream asks meanwhile. */
  readonly asked?: (request: RpcRequest) => void;
  /** How to go on where a server ends its stream early; absent: that is no answer. */
  readonly resuming?: Resuming;
}

/** How to come back to a stream that can be resumed (2025-11-25, Streamable HTTP: resumability). */
export interface Resuming {
  /** Opens the rest of a stream, from behind that event. */
  resume(lastEventId: string): Promise<UpstreamAnswer>;
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
  /** Tells the server so, where no connection that breaks off could. */
  abandon(requestId: RequestId): void;
}

type Events = Extract<UpstreamAnswer, { kind: 'events' }>;

/**
 * Reads an answer to its one response, past whatever else is said. Throws `UpstreamFailure` without one. A stream
 * that ends early is resumed where its events have ids and its server lets it.
 */
export async function soleResponse(
  answer: UpstreamAnswer,
  reading: Reading = {},
): Promise<RpcResponse> {
  switch (answer.kind) {
    case 'message':
      return answer.message;
    case 'events':
      return responseIn(answer, reading);
    case 'status':
      throw new UpstreamFailure('invalid', `HTTP ${answer.status} without a JSON-RPC body`);
    default:
      return answer satisfies never;
  }
}

async function responseIn(answer: Events, { asked, resuming }: Reading): Promise<RpcResponse> {
  const { askedAs } = answer;
  const cursor: Cursor = { last: undefined, retryMs: RETRY_MS };
  let found = await responseOf(answer.events, cursor, undefined, asked);
  if (found) return found;
  if (!resuming || askedAs === undefined || cursor.last === undefined)
    throw new UpstreamFailure('closed', 'the stream ended without a response');
  try {
    for (let times = 0; times < MOST_TIMES; times += 1) {
      const rest = await comeBack(cursor.last, cursor.retryMs, resuming);
      // Responses to other requests may come along; they answer nothing here.
      found = await responseOf(rest.events, cursor, askedAs, asked);
      if (found) return found;
    }
    throw new UpstreamFailure('closed', `the stream was resumed ${MOST_TIMES} times for nothing`);
  } catch (error) {
    resuming.abandon(askedAs);
    throw error;
  }
}

interface Cursor {
  last: string | undefined;
  retryMs: number;
}

/** Milliseconds until a stream is resumed whose server did not say how long; at least and at most. */
const RETRY_MS = 1_000;
const SHORTEST_RETRY_MS = 10;
const LONGEST_RETRY_MS = 30_000;
/** How often one answer is come back for. */
const MOST_TIMES = 100;

/** Undefined at the end of the stream. That one breaks off which can be resumed is an end as well. */
async function responseOf(
  events: AsyncIterable<StreamEvent>,
  cursor: Cursor,
  askedAs: RequestId | undefined,
  asked: Reading['asked'],
): Promise<RpcResponse | undefined> {
  try {
    for await (const { id, retry, message } of events) {
      if (id !== undefined) cursor.last = id;
      if (retry !== undefined) cursor.retryMs = retry;
      if (message && isResponse(message)) {
        if (askedAs === undefined || message.id === askedAs) return message;
      } else if (message && isRequest(message)) asked?.(message);
    }
  } catch (error) {
    const isBreak = error instanceof UpstreamFailure && error.reason === 'closed';
    if (!isBreak || cursor.last === undefined) throw error;
  }
  return undefined;
}

async function comeBack(
  lastEventId: string,
  retryMs: number,
  { resume, signal }: Resuming,
): Promise<Events> {
  const pause = Math.max(SHORTEST_RETRY_MS, Math.min(retryMs, LONGEST_RETRY_MS));
  try {
    await setTimeout(pause, undefined, { signal });
  } catch {
    throw new UpstreamFailure('aborted', 'the caller no longer waits');
  }
  const answer = await resume(lastEventId);
  if (answer.kind === 'events') return answer;
  throw new UpstreamFailure('closed', 'the upstream does not resume its stream');
}
