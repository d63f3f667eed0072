import { type ComingBack, comeBack, type UpstreamEvents } from './coming-back.ts';
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

/** How to come back to a stream for its answer. */
export interface Resuming extends ComingBack {
  /** Tells the server that nobody waits any more, where no connection that breaks off could. */
  abandon(requestId: RequestId): void;
}

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

async function responseIn(
  answer: UpstreamEvents,
  { asked, resuming }: Reading,
): Promise<RpcResponse> {
  const { askedAs } = answer;
  const cursor: Cursor = { last: undefined, retryMs: undefined };
  let found = await responseOf(answer.events, cursor, undefined, asked);
  if (found) return found;
  if (!resuming || askedAs === undefined || cursor.last === undefined)
    throw new UpstreamFailure('closed', 'the stream ended without a response');
  try {
    for (let times = 0; times < MOST_TIMES; times += 1) {
      const { last: lastEventId, retryMs } = cursor;
      const rest = await comeBack({ lastEventId, retryMs }, resuming);
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
  retryMs: number | undefined;
}

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
