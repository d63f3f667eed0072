import { Buffer } from 'node:buffer';
import type { Dispatcher } from 'undici';
import { type StreamEvent, type UpstreamAnswer, UpstreamFailure } from '../exchange.ts';
import { isResponse, type RequestId } from '../wire/message.ts';
import { createSseDecoder, type SseDecoder, SseFailure, type SseFrame } from '../wire/sse.ts';
import type { JsonLimits } from '../wire/strict-json.ts';
import { createEventQueue, type EventQueue } from './event-queue.ts';
import { isSessionId, mediaType } from './http-request-checks.ts';
import { failureOf } from './undici-failure.ts';
import { parseUpstreamMessage, responseTo } from './upstream-message.ts';

export interface HttpExchange {
  readonly dispatcher: Dispatcher;
  readonly method: 'POST' | 'GET' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The id that the answer must carry; absent where no answer is due. */
  readonly expects?: RequestId;
  /** Whether responses may come without having been asked for on this exchange: a resumed stream. */
  readonly replays?: boolean;
  readonly signal: AbortSignal;
  readonly jsonLimits: JsonLimits;
  /** Milliseconds until the whole of a plain answer, or the start of a stream. */
  readonly timeoutMs: number;
  /** Milliseconds a stream may be silent; 0 for any time. */
  readonly idleMs: number;
  readonly log: (message: string) => void;
  /** Called when an exchange that the upstream may be at work on is given up, by the caller or for want of time. */
  readonly onGivenUp?: () => void;
}

/** Stop reading the socket above this many waiting events, or bytes of them; go on below half of both. */
const HIGH_WATER = 64;
const HIGH_WATER_BYTES = 1024 * 1024;
/** An answer's body that nobody needs is read up to here, to keep the connection, then cut. */
const MAX_DISCARDED_BYTES = 64 * 1024;
/** How long an upstream may keep a stream open after its last message. */
const LINGER_MS = 5_000;

/**
 * Performs one HTTP exchange with an upstream on undici's stream callbacks. Resolves as soon as it is known
 * what kind of answer comes; rejects with `UpstreamFailure`. Never follows a redirect, never retries.
 */
export function exchangeHttp(exchange: HttpExchange): Promise<UpstreamAnswer> {
  return new Promise((resolve, reject) => {
    const { expects, signal, log } = exchange;
    let controller: Dispatcher.DispatchController | undefined;
    let broken: UpstreamFailure | undefined;
    let status = 0;
    let session: { readonly upstreamSession?: string } = {};
    let receive: (chunk: Buffer) => void = () => {};
    let complete: () => void = () => {};
    let queue: EventQueue<StreamEvent> | undefined;
    let timer = setTimeout(onTimeout, exchange.timeoutMs);

    function onTimeout(): void {
      giveUp(new UpstreamFailure('timeout', `no answer within ${exchange.timeoutMs} ms`));
    }
    const onAbort = (): void => giveUp(new UpstreamFailure('aborted', 'the caller went away'));

    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    }

    function fail(failure: UpstreamFailure): void {
      if (broken !== undefined) return;
      broken = failure;
      done();
      reject(failure);
      queue?.fail(failure);
      controller?.abort(failure);
    }

    function giveUp(failure: UpstreamFailure): void {
      if (broken !== undefined) return;
      fail(failure);
      if (controller !== undefined) exchange.onGivenUp?.();
    }

    function collect(): void {
      const chunks: Buffer[] = [];
      let size = 0;
      receive = (chunk) => {
        size += chunk.length;
        if (size > exchange.jsonLimits.maxBytes) fail(tooLarge(exchange.jsonLimits.maxBytes));
        else chunks.push(chunk);
      };
      complete = () => {
        const only = chunks.length === 1 ? chunks[0] : undefined;
        const answer = readAnswer(only ?? Buffer.concat(chunks));
        if (answer instanceof UpstreamFailure) fail(answer);
        else resolve(answer);
      };
    }

    function readAnswer(body: Buffer): UpstreamAnswer | UpstreamFailure {
      const parsed = parseUpstreamMessage(body, exchange.jsonLimits);
      const message = 'message' in parsed ? parsed.message : undefined;
      if (message !== undefined && isResponse(message)) {
        const response = expects === undefined ? message : responseTo(message, expects);
        if (response !== undefined && (expects !== undefined || 'error' in response))
          return { kind: 'message', status, message: response, ...session };
      }
      if (expects === undefined || !isSuccess(status)) return { kind: 'status', status };
      if ('tooLarge' in parsed && parsed.tooLarge) return tooLarge(exchange.jsonLimits.maxBytes);
      const why = 'problem' in parsed ? parsed.problem : 'it does not answer the request';
      return new UpstreamFailure('invalid', `the answer was refused: ${why}`);
    }

    function discard(): void {
      let size = 0;
      receive = (chunk) => {
        size += chunk.length;
        if (size > MAX_DISCARDED_BYTES) controller?.abort(new Error('body not needed'));
      };
      complete = () => {};
    }

    function streamEvents(): void {
      const decoder = createSseDecoder(exchange.jsonLimits.maxBytes);
      const waiting: number[] = [];
      let waitingBytes = 0;
      const events = createEventQueue<StreamEvent>({
        onTaken: () => {
          waitingBytes -= waiting.shift() ?? 0;
          const few = events.length < HIGH_WATER / 2 && waitingBytes < HIGH_WATER_BYTES / 2;
          if (controller?.paused === true && few) controller.resume();
        },
        onLeft: () => fail(new UpstreamFailure('aborted', 'the reader went away')),
      });
      queue = events;
      clearTimeout(timer);
      if (exchange.idleMs > 0)
        timer = setTimeout(() => {
          giveUp(new UpstreamFailure('timeout', `the stream was silent for ${exchange.idleMs} ms`));
        }, exchange.idleMs);
      receive = (chunk) => {
        if (exchange.idleMs > 0) timer.refresh();
        for (const frame of decode(decoder, chunk)) {
          const before = events.length;
          const answered = push(frame, events);
          // What the reader waited for was handed over at once.
          if (events.length > before) {
            waiting.push(frame.data?.length ?? 0);
            waitingBytes += frame.data?.length ?? 0;
          }
          if (answered) return endStream(events);
        }
        if (events.length > HIGH_WATER || waitingBytes > HIGH_WATER_BYTES) controller?.pause();
      };
      complete = () => events.end();
      resolve({ kind: 'events', status, events: events.items, ...session });
    }

    /** Queues a frame; true when it was the answer, after which nothing more is wanted. */
    function push(frame: SseFrame, events: EventQueue<StreamEvent>): boolean {
      const event = eventOf(frame, exchange, log);
      if (event === undefined) return false;
      events.push(event);
      return expects !== undefined && event.message !== undefined && isResponse(event.message);
    }

    function endStream(events: EventQueue<StreamEvent>): void {
      events.end();
      discard();
      signal.removeEventListener('abort', onAbort);
      clearTimeout(timer);
      timer = setTimeout(() => controller?.abort(new Error('stream not needed')), LINGER_MS);
      timer.unref();
    }

    function decode(decoder: SseDecoder, chunk: Buffer): readonly SseFrame[] {
      try {
        return decoder.push(chunk);
      } catch (error) {
        if (!(error instanceof SseFailure)) throw error;
        fail(
          error.kind === 'too_large'
            ? tooLarge(exchange.jsonLimits.maxBytes)
            : new UpstreamFailure('invalid', error.message),
        );
        return [];
      }
    }

    if (signal.aborted) return onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    exchange.dispatcher.dispatch(
      {
        method: exchange.method,
        path: exchange.path,
        headers: exchange.headers,
        ...(exchange.body === undefined ? {} : { body: exchange.body }),
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      {
        onRequestStart(started) {
          controller = started;
          if (broken !== undefined) started.abort(broken);
        },
        onResponseStart(_controller, received, headers) {
          if (received < 200) return;
          status = received;
          const id = headers['mcp-session-id'];
          if (typeof id === 'string' && isSessionId(id)) session = { upstreamSession: id };
          const coding = headers['content-encoding'];
          if (coding !== undefined && coding !== 'identity')
            return fail(new UpstreamFailure('invalid', `a compressed answer (${coding})`));
          if (status >= 300 && status < 400)
            return fail(new UpstreamFailure('invalid', `a redirect (${status}), which is refused`));
          const header = headers['content-type'];
          const type = mediaType(typeof header === 'string' ? header : undefined);
          if (type === 'text/event-stream' && status === 200) return streamEvents();
          if (type === 'application/json') return collect();
          if (expects !== undefined && isSuccess(status))
            return fail(new UpstreamFailure('invalid', `an answer of type ${type ?? 'none'}`));
          discard();
          resolve({ kind: 'status', status });
        },
        onResponseData(_controller, chunk) {
          receive(chunk);
        },
        onResponseEnd() {
          complete();
          done();
        },
        onResponseError(_controller, error) {
          const failure = failureOf(error);
          // A request that no connection has taken up was not sent.
          const unsent = controller === undefined && failure.reason === 'closed';
          fail(unsent ? new UpstreamFailure('unreachable', failure.message) : failure);
        },
      },
    );
  });
}

/** What a frame means to the caller; undefined where nothing of it is left. */
function eventOf(
  frame: SseFrame,
  exchange: HttpExchange,
  log: (message: string) => void,
): StreamEvent | undefined {
  const bare = {
    ...(frame.id === undefined ? {} : { id: frame.id }),
    ...(frame.retry === undefined ? {} : { retry: frame.retry }),
    ...(frame.comment === undefined ? {} : { comment: frame.comment }),
  };
  const rest = Object.keys(bare).length === 0 ? undefined : bare;
  if (frame.data === undefined || frame.data === '') return rest;
  if (frame.event !== undefined && frame.event !== 'message') {
    log(`dropped an event of type ${JSON.stringify(frame.event.slice(0, 40))}`);
    return rest;
  }
  const parsed = parseUpstreamMessage(frame.data, exchange.jsonLimits);
  if ('problem' in parsed) {
    log(`dropped an event that is no message: ${parsed.problem}`);
    return rest;
  }
  const { message } = parsed;
  if (!isResponse(message) || exchange.replays === true) return { ...bare, message };
  const response =
    exchange.expects === undefined ? undefined : responseTo(message, exchange.expects);
  if (response !== undefined) return { ...bare, message: response };
  log('dropped a response that answers no request of its exchange');
  return rest;
}

function tooLarge(maxBytes: number): UpstreamFailure {
  return new UpstreamFailure('too_large', `the answer is larger than ${maxBytes} bytes`);
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}
