import type { ServerResponse } from 'node:http';
import type { EventSink, Reply, ReplyOptions, StreamEvent } from '../exchange.ts';
import type { RpcResponse } from '../wire/message.ts';
import { encodeSse } from '../wire/sse.ts';

/** A reply over HTTP, with what the endpoint needs to know of it. */
export interface HttpReply extends Reply {
  /** Whether one of the three ways to answer was taken. */
  readonly answered: boolean;
  /** Answers with JSON that is not a message. */
  send(status: number, json: string): void;
  /** Ends a stream that its writer left open. */
  close(): void;
}

export interface HttpReplySettings {
  /** Headers of every answer: CORS. */
  readonly headers: Readonly<Record<string, string>>;
  /** Milliseconds between keep-alive comments on a stream. */
  readonly keepAliveMs: number;
}

/**
 * Answers over a node response. JSON and streams alike are never stored by caches: what a subject may see
 * is nobody else's. Answering twice throws; answering a client that has gone does nothing.
 */
export function httpReply(response: ServerResponse, settings: HttpReplySettings): HttpReply {
  let answered = false;
  let sink: EventSink | undefined;

  function open(): void {
    if (answered) throw new Error('a request was answered twice');
    answered = true;
  }

  function write(status: number, body: string, options: ReplyOptions, type?: string): void {
    open();
    if (response.destroyed) return;
    response.writeHead(status, {
      ...settings.headers,
      'cache-control': 'no-store',
      ...(type === undefined ? {} : { 'content-type': type }),
      'content-length': Buffer.byteLength(body),
      ...options.headers,
    });
    endWhenRead(response, body);
  }

  return {
    get answered() {
      return answered;
    },
    respond(message: RpcResponse, options: ReplyOptions = {}) {
      write(options.status ?? 200, JSON.stringify(message), options, 'application/json');
    },
    finish(status: number, options: ReplyOptions = {}) {
      write(status, '', options);
    },
    send(status: number, json: string) {
      write(status, json, {}, 'application/json');
    },
    stream(options: ReplyOptions = {}) {
      open();
      if (!response.destroyed) {
        response.writeHead(options.status ?? 200, {
          ...settings.headers,
          'content-type': 'text/event-stream',
          'cache-control': 'no-store',
          'x-accel-buffering': 'no',
          ...options.headers,
        });
        response.flushHeaders();
      }
      sink = eventSink(response, settings.keepAliveMs);
      return sink;
    },
    close() {
      sink?.end();
    },
  };
}

/**
 * Ends an answer that may be given while its request is still arriving. Closing the connection then would
 * make the client's kernel throw the answer away, so what still comes is read and forgotten first; the
 * server's request timeout bounds that. A client that asked whether to send its body sends none.
 */
function endWhenRead(response: ServerResponse, body: string): void {
  const { req } = response;
  const { headers } = req;
  const hasBody =
    headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
  if (req.complete || !hasBody || headers.expect !== undefined) {
    response.end(body);
    return;
  }
  response.write(body);
  const end = (): void => {
    response.end();
  };
  req.once('end', end).once('close', end).on('error', end).resume();
}

function eventSink(response: ServerResponse, keepAliveMs: number): EventSink {
  let ended = false;
  const keepAlive = setInterval(() => {
    if (!response.writableNeedDrain) response.write(':\n\n');
  }, keepAliveMs);
  keepAlive.unref();
  response.once('close', () => clearInterval(keepAlive));
  if (response.destroyed) clearInterval(keepAlive);

  return {
    write(event) {
      if (ended || response.destroyed) return Promise.resolve();
      if (response.write(encodeEvent(event))) return Promise.resolve();
      return new Promise((resolve) => {
        const settle = (): void => {
          response.off('drain', settle).off('close', settle);
          resolve();
        };
        response.on('drain', settle).on('close', settle);
      });
    },
    end() {
      if (ended) return;
      ended = true;
      clearInterval(keepAlive);
      if (!response.destroyed) response.end();
    },
  };
}

/** A cursor without a message keeps an empty `data` line: readers move their cursor only with one. */
function encodeEvent(event: StreamEvent): string {
  const { message, id, retry, comment } = event;
  return encodeSse({
    ...(comment === undefined ? {} : { comment }),
    ...(id === undefined ? {} : { id }),
    ...(retry === undefined ? {} : { retry }),
    ...(message !== undefined
      ? { data: JSON.stringify(message) }
      : id !== undefined
        ? { data: '' }
        : {}),
  });
}
