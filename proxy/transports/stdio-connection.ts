import { cancellation } from '../cancellation.ts';
import {
  type Era,
  type StreamEvent,
  type UpstreamAnswer,
  type UpstreamContext,
  UpstreamFailure,
} from '../exchange.ts';
import { META, metaOf } from '../wire/envelope.ts';
import type { Line } from '../wire/lines.ts';
import {
  isRequest,
  isResponse,
  type RequestId,
  RPC_ERROR,
  type RpcMessage,
  type RpcNotification,
  type RpcRequest,
  type RpcResponse,
  rpcError,
} from '../wire/message.ts';
import type { JsonLimits } from '../wire/strict-json.ts';
import { type ChildSettings, startChild } from './child-process.ts';
import { createEventQueue, type EventQueue } from './event-queue.ts';
import { patienceFor } from './patience.ts';
import { createStdioCall, type StdioCall } from './stdio-call.ts';
import { parseUpstreamMessage } from './upstream-message.ts';

export interface StdioConnectionSettings
  extends Pick<ChildSettings, 'command' | 'args' | 'env' | 'cwd'> {
  readonly era: Era;
  readonly jsonLimits: JsonLimits;
  readonly timeoutMs: number;
  readonly idleMs: number;
  readonly log: (message: string) => void;
}

type ExchangeContext = Pick<UpstreamContext, 'signal' | 'tellsReason'>;

/** One child that speaks MCP on its standard streams, shared by requests that may carry the same ids. */
export interface StdioConnection {
  readonly alive: boolean;
  readonly pid: number | undefined;
  exchange(message: RpcMessage, context: ExchangeContext): Promise<UpstreamAnswer>;
  /** What the child says unasked. One listener at a time: a second gets status 409. */
  listen(signal: AbortSignal): UpstreamAnswer;
  stop(graceMs: number): Promise<void>;
}

/**
 * Bytes that a child may leave unread before requests are refused, and answers to it dropped: they would wait in the
 * guard's memory.
 */
const MAX_UNREAD_BYTES = 16 * 1024 * 1024;
/** Unasked messages that wait for a listener. */
const MAX_BACKLOG = 256;
const MAX_BACKLOG_BYTES = 4 * 1024 * 1024;
/** What a legacy child says about something it is at work on. */
const BESIDE = new Set(['notifications/message', 'notifications/elicitation/complete']);
const ACCEPTED: UpstreamAnswer = { kind: 'status', status: 202 };

/** Starts the child. That it cannot be started shows as the failure of what is asked of it. */
export function openStdioConnection(settings: StdioConnectionSettings): StdioConnection {
  const { era, log } = settings;
  const calls = new Map<number, StdioCall>();
  /** Requests of the child that the client has yet to answer: the id given to the client → the child's. */
  const asked = new Map<RequestId, RequestId>();
  /** Requests that were given up and may log: the child has not shown that it is done with them. */
  const givenUp = new Set<RequestId>();
  const backlog = createEventQueue<StreamEvent>();
  /** How long the line is that is being taken in. */
  let lineBytes = 0;
  let listener: EventQueue<StreamEvent> | undefined;
  let nextId = 1;

  const child = startChild({
    command: settings.command,
    args: settings.args,
    env: settings.env,
    ...(settings.cwd === undefined ? {} : { cwd: settings.cwd }),
    maxLineBytes: settings.jsonLimits.maxBytes,
    onLine,
    onStderr: log,
    onExit(how) {
      log(`the child ended: ${how}`);
      for (const call of [...calls.values()])
        call.fail(new UpstreamFailure('closed', `the child ended: ${how}`));
      asked.clear();
      listener?.end();
      listener = undefined;
    },
  });

  function send(message: RpcMessage): void {
    if (!isRequest(message) && child.unread > MAX_UNREAD_BYTES) {
      log('dropped what the child is told: it does not read');
      return;
    }
    // Order is kept by the pipe; a full pipe only delays, and a broken one ends in onExit.
    void child.send(JSON.stringify(message));
  }

  function onLine(line: Line): void {
    if (line.kind === 'too_long') {
      log(`dropped a line over ${line.maxBytes} bytes`);
      return;
    }
    lineBytes = line.bytes.length;
    const parsed = parseUpstreamMessage(line.bytes, settings.jsonLimits);
    if ('problem' in parsed) {
      log(`dropped a line that is no message: ${parsed.problem}`);
      return;
    }
    const { message } = parsed;
    if (isResponse(message)) onResponse(message);
    else if (isRequest(message)) onRequest(message);
    else onNotification(message);
  }

  function onResponse(response: RpcResponse): void {
    const call = typeof response.id === 'number' ? calls.get(response.id) : undefined;
    if (call !== undefined) call.respond(response);
    else {
      if (response.id !== undefined && response.id !== null) givenUp.delete(response.id);
      log('dropped a response to nothing that was asked');
    }
  }

  function onRequest(request: RpcRequest): void {
    if (era === 'modern') {
      log(`refused ${request.method}: servers ask nothing in this era`);
      send(rpcError(request.id, RPC_ERROR.methodNotFound, 'not a client method'));
      return;
    }
    const id = `upstream-${nextId++}`;
    asked.set(id, request.id);
    if (tellBeside({ ...request, id })) return;
    asked.delete(id);
    send(rpcError(request.id, RPC_ERROR.internal, 'no client is listening'));
  }

  function onNotification(notification: RpcNotification): void {
    const { method } = notification;
    const call = callOf(notification) ?? callLogged(notification);
    if (call !== undefined) {
      call.notify(notification, lineBytes);
      if (era === 'modern' && method === 'notifications/cancelled') call.close();
    } else if (era === 'modern' || method === 'notifications/progress')
      log(`dropped ${method}, which belongs to no request in flight`);
    else if (method === 'notifications/cancelled') onWithdrawn(notification);
    else if (!(BESIDE.has(method) ? tellBeside(notification) : tell({ message: notification })))
      log(`dropped ${method}: nobody listens`);
  }

  /**
   * What a legacy child asks or logs while it is at work on one request belongs to that one, as far as anybody can
   * tell; otherwise to whoever listens, and where nobody does to the latest request.
   */
  function tellBeside(message: RpcRequest | RpcNotification): boolean {
    const atWork = [...calls.values()];
    const [only] = atWork;
    if (only !== undefined && (atWork.length === 1 || listener === undefined)) {
      (atWork.at(-1) ?? only).hand(message, lineBytes);
      return true;
    }
    return tell({ message });
  }

  /** The request in flight that a notification speaks of. Its ids are numbers that the guard gave. */
  function callOf({ method, params }: RpcNotification): StdioCall | undefined {
    const named =
      method === 'notifications/progress'
        ? params?.progressToken
        : era === 'modern' && method === 'notifications/cancelled'
          ? params?.requestId
          : metaOf(params)?.[META.subscriptionId];
    return typeof named === 'number' ? calls.get(named) : undefined;
  }

  /**
   * The request in flight that a log message of a modern child must be about: it does not say so itself. With
   * several in flight it could be anybody's, and so it could be with one that was given up.
   */
  function callLogged({ method }: RpcNotification): StdioCall | undefined {
    if (era !== 'modern' || method !== 'notifications/message') return undefined;
    if (givenUp.size > 0) return undefined;
    const answering = [...calls.values()].filter(
      ({ outgoing }) => outgoing.method !== 'subscriptions/listen',
    );
    const [only, another] = answering;
    return only !== undefined && mayLog(only) && another === undefined ? only : undefined;
  }

  /** A legacy child takes back a request of its own. */
  function onWithdrawn(notification: RpcNotification): void {
    for (const [id, theirs] of asked) {
      if (theirs !== notification.params?.requestId) continue;
      asked.delete(id);
      tellBeside({ ...notification, params: { ...notification.params, requestId: id } });
    }
  }

  function tell(event: StreamEvent): boolean {
    const into = listener ?? backlog;
    if (into.length >= MAX_BACKLOG || into.size >= MAX_BACKLOG_BYTES) return false;
    into.push(event, lineBytes);
    return true;
  }

  function answerChild(response: RpcResponse): void {
    const { id } = response;
    const theirs = id === undefined || id === null ? undefined : asked.get(id);
    if (theirs === undefined || id === undefined || id === null) {
      log('dropped a response to nothing that was asked');
      return;
    }
    asked.delete(id);
    send({ ...response, id: theirs });
  }

  async function request(message: RpcRequest, context: ExchangeContext): Promise<UpstreamAnswer> {
    const { signal } = context;
    const guardId = nextId++;
    let sent = false;
    const call = createStdioCall({
      guardId,
      request: message,
      signal,
      ...patienceFor(message.method, { timeoutMs: settings.timeoutMs, idleMs: settings.idleMs }),
      log,
      onEnd(failure) {
        calls.delete(guardId);
        const given = failure?.reason === 'aborted' || failure?.reason === 'timeout';
        if (failure !== undefined && sent && mayLog(call)) givenUp.add(guardId);
        if (given && message.method !== 'initialize' && sent) send(cancellation(guardId, context));
      },
    });
    const full = child.unread > MAX_UNREAD_BYTES;
    if (!child.alive) call.fail(new UpstreamFailure('closed', 'the child has ended'));
    else if (full) call.fail(new UpstreamFailure('unreachable', 'the child does not read'));
    if (!signal.aborted && child.alive && !full) {
      calls.set(guardId, call);
      sent = true;
      send(call.outgoing);
    }
    return call.answer;
  }

  return {
    get alive() {
      return child.alive;
    },
    get pid() {
      return child.pid;
    },
    async exchange(message, context) {
      if (isRequest(message)) return request(message, context);
      if (isResponse(message)) {
        answerChild(message);
      } else if (message.method === 'notifications/cancelled') {
        for (const call of [...calls.values()])
          if (call.clientId === message.params?.requestId)
            send({ ...message, params: { ...message.params, requestId: call.guardId } });
      } else send(message);
      return ACCEPTED;
    },
    listen(signal) {
      if (listener !== undefined) return { kind: 'status', status: 409 };
      const opened = createEventQueue<StreamEvent>({ onLeft: leave });
      function leave(): void {
        signal.removeEventListener('abort', leave);
        if (listener === opened) listener = undefined;
        opened.end();
      }
      for (let event = backlog.shift(); event !== undefined; event = backlog.shift())
        opened.push(event);
      listener = opened;
      signal.addEventListener('abort', leave, { once: true });
      if (signal.aborted) leave();
      return { kind: 'events', status: 200, events: opened.items };
    },
    stop: (graceMs) => child.stop(graceMs),
  };
}

/** Whether a modern request asks for what is logged about it. */
function mayLog({ outgoing }: StdioCall): boolean {
  return metaOf(outgoing.params)?.[META.logLevel] !== undefined;
}
