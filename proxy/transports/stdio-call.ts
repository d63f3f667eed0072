import type { JsonObject } from '../../policies/json.ts';
import { type StreamEvent, type UpstreamAnswer, UpstreamFailure } from '../exchange.ts';
import { META, metaOf } from '../wire/envelope.ts';
import type { RequestId, RpcNotification, RpcRequest, RpcResponse } from '../wire/message.ts';
import { createEventQueue, type EventQueue } from './event-queue.ts';

/**
 * One request in flight on a stdio upstream. Towards the child its id, its progress token and the
 * subscription it may open all are the guard's own number; towards the caller they are the caller's.
 */
export interface StdioCall {
  readonly guardId: number;
  readonly clientId: RequestId;
  /** The request as the child gets it. */
  readonly outgoing: RpcRequest;
  readonly answer: Promise<UpstreamAnswer>;
  /** Hands on a notification that belongs to this request, its own ids restored. `bytes`: how long its line was. */
  notify(notification: RpcNotification, bytes: number): void;
  /** Hands on what the child says beside the answer, as it is. */
  hand(message: RpcRequest | RpcNotification, bytes: number): void;
  /** Hands on the answer and ends the call. */
  respond(response: RpcResponse): void;
  /** Ends the stream that was opened, as the child has said that it is over. */
  close(): void;
  /** Ends the call without an answer. Only the first end counts. */
  fail(failure: UpstreamFailure): void;
}

export interface StdioCallSettings {
  readonly guardId: number;
  readonly request: RpcRequest;
  readonly signal: AbortSignal;
  /** Milliseconds until the first message of the answer. */
  readonly timeoutMs: number;
  /** Milliseconds between messages after the first; 0 for any time. */
  readonly idleMs: number;
  /** Called once, when the call has ended, with why where there was no answer. */
  readonly onEnd: (failure: UpstreamFailure | undefined) => void;
  readonly log: (message: string) => void;
}

/** Notifications waiting for a slow reader; what comes on top is dropped, the answer never. */
const MAX_WAITING = 256;
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

/** Begins the wait for an answer: it ends with one, or after `timeoutMs`, or with `signal`. */
export function createStdioCall(settings: StdioCallSettings): StdioCall {
  const { guardId, request, signal } = settings;
  const token = metaOf(request.params)?.progressToken;
  let queue: EventQueue<StreamEvent> | undefined;
  let over = false;
  let resolve: (answer: UpstreamAnswer) => void = () => {};
  let reject: (failure: UpstreamFailure) => void = () => {};
  const answer = new Promise<UpstreamAnswer>((onAnswer, onFailure) => {
    resolve = onAnswer;
    reject = onFailure;
  });
  let timer = setTimeout(() => {
    fail(new UpstreamFailure('timeout', `no answer within ${settings.timeoutMs} ms`));
  }, settings.timeoutMs);
  const onAbort = (): void => fail(new UpstreamFailure('aborted', 'the caller went away'));

  function end(failure: UpstreamFailure | undefined): boolean {
    if (over) return false;
    over = true;
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    settings.onEnd(failure);
    return true;
  }

  function fail(failure: UpstreamFailure): void {
    if (!end(failure)) return;
    reject(failure);
    queue?.fail(failure);
  }

  function openStream(): EventQueue<StreamEvent> {
    const opened = createEventQueue<StreamEvent>({
      onLeft: () => fail(new UpstreamFailure('aborted', 'the reader went away')),
    });
    clearTimeout(timer);
    if (settings.idleMs > 0)
      timer = setTimeout(() => {
        fail(new UpstreamFailure('timeout', `silent for ${settings.idleMs} ms`));
      }, settings.idleMs);
    resolve({ kind: 'events', status: 200, events: opened.items });
    return opened;
  }

  function hand(message: RpcRequest | RpcNotification, bytes: number): void {
    if (over) return;
    if (queue === undefined) queue = openStream();
    else if (settings.idleMs > 0) timer.refresh();
    if (queue.length < MAX_WAITING && queue.size < MAX_WAITING_BYTES)
      queue.push({ message }, bytes);
    else settings.log(`dropped ${message.method}: its reader is too slow`);
  }

  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();

  return {
    guardId,
    clientId: request.id,
    outgoing: { ...request, id: guardId, ...withToken(request.params, guardId) },
    answer,
    notify(notification, bytes) {
      const params = restoreIds(notification.params, request.id, token);
      hand(params === undefined ? notification : { ...notification, params }, bytes);
    },
    hand,
    respond(response) {
      if (!end(undefined)) return;
      const message: RpcResponse =
        'result' in response
          ? {
              ...response,
              id: request.id,
              result: restoreSubscription(response.result, request.id),
            }
          : { ...response, id: request.id };
      if (queue === undefined) {
        resolve({ kind: 'message', status: 200, message });
        return;
      }
      queue.push({ message });
      queue.end();
    },
    close() {
      if (queue === undefined)
        fail(new UpstreamFailure('closed', 'the child cancelled the request'));
      else if (end(undefined)) queue.end();
    },
    fail,
  };
}

/** The params with the guard's progress token, where the caller asked for progress at all. */
function withToken(
  params: JsonObject | undefined,
  token: number,
): { readonly params?: JsonObject } {
  const meta = metaOf(params);
  if (params === undefined || meta?.progressToken === undefined) return {};
  return { params: { ...params, _meta: { ...meta, progressToken: token } } };
}

function restoreIds(
  params: JsonObject | undefined,
  id: RequestId,
  token: JsonObject[string] | undefined,
): JsonObject | undefined {
  if (params === undefined) return undefined;
  return {
    ...restoreSubscription(params, id),
    ...(params.progressToken === undefined || token === undefined ? {} : { progressToken: token }),
    ...(params.requestId === undefined ? {} : { requestId: id }),
  };
}

function restoreSubscription(holder: JsonObject, id: RequestId): JsonObject {
  const meta = metaOf(holder);
  if (meta?.[META.subscriptionId] === undefined) return holder;
  return { ...holder, _meta: { ...meta, [META.subscriptionId]: id } };
}
