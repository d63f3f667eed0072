import { randomUUID } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import type { Json, JsonObject } from '../../policies/json.ts';
import { CancelledByClient } from '../cancellation.ts';
import type { Era, Handle, HandleSession, Origin } from '../exchange.ts';
import { classifyEra } from '../wire/era.ts';
import { createLineDecoder, type Line, MAX_LINE_BYTES } from '../wire/lines.ts';
import {
  isRequest,
  type RequestId,
  RPC_ERROR,
  type RpcMessage,
  rpcError,
} from '../wire/message.ts';
import { parseRpcMessage, RpcFailure } from '../wire/rpc-parse.ts';
import {
  CLIENT_JSON_LIMITS,
  type JsonLimits,
  ParseFailure,
  parseStrictJson,
} from '../wire/strict-json.ts';
import { createLineWriter } from './line-writer.ts';
import { stdioReply } from './stdio-reply.ts';

export interface StdioSideSettings {
  readonly input: Readable;
  /** Carries messages and nothing else: logs go elsewhere. */
  readonly output: Writable;
  readonly handle: Handle;
  /** Called with `listen` each time a legacy client says that it is initialized, unless one is open. */
  readonly handleSession: HandleSession;
  readonly jsonLimits?: JsonLimits;
  /** Milliseconds that requests in flight may still take after the end of input. Default 2 s. */
  readonly drainMs?: number;
  readonly log?: (message: string) => void;
}

export interface StdioSide {
  /** Resolves when the client has gone and everything it asked for is answered or aborted. */
  readonly done: Promise<void>;
  /** Aborts everything and stops reading. */
  close(): void;
}

/** Answers that a client leaves unread. Above this nothing more is taken from it: it would be kept in memory. */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024;

/** One message being handled. */
interface Handling {
  /** Undefined for notifications and responses. */
  readonly id: RequestId | undefined;
  readonly era: Era;
  readonly method: string | undefined;
  readonly cancel: AbortController;
  wanted: boolean;
}

/**
 * Speaks MCP with the one client that started the guard. Each request has a reply of its own, so the same
 * id may be in flight twice. In the modern era `notifications/cancelled` aborts its request here; in the
 * legacy era it goes to the guard like any other notification. Either way nothing more is written for it.
 */
export function startStdioSide(settings: StdioSideSettings): StdioSide {
  const log = settings.log ?? (() => {});
  const limits = settings.jsonLimits ?? { ...CLIENT_JSON_LIMITS, maxBytes: MAX_LINE_BYTES };
  const writer = createLineWriter(settings.output, close);
  const decoder = createLineDecoder(limits.maxBytes);
  const handlings = new Set<Handling>();
  const listening = new AbortController();
  let isListening = false;
  let ended = false;
  let drain: NodeJS.Timeout | undefined;
  let finish: () => void = () => {};
  const done = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const from: Origin = {
    transport: 'stdio',
    source: 'stdio',
    sessionId: randomUUID(),
    paramHeaders: {},
  };

  function onLine(line: Line): void {
    if (line.kind === 'too_long') {
      refuse(null, RPC_ERROR.parse, `a line is longer than ${line.maxBytes} bytes`);
      return;
    }
    try {
      onMessage(parseRpcMessage(parseStrictJson(line.bytes, limits)));
    } catch (error) {
      if (error instanceof ParseFailure) refuse(null, RPC_ERROR.parse, error.message);
      else if (error instanceof RpcFailure) refuse(error.id, error.code, error.message);
      else throw error;
    }
  }

  function refuse(id: RequestId | null, code: number, message: string, data?: Json): void {
    void writer.write(rpcError(id, code, message, data));
  }

  function onMessage(message: RpcMessage): void {
    if ('method' in message && message.method === 'notifications/cancelled' && !isRequest(message))
      if (onCancelled(message.params ?? {}) === 'settled') return;
    const era = classifyEra(message, 'stdio');
    if (era.kind === 'refused') {
      if (isRequest(message)) refuse(message.id, era.code, era.message, era.data);
      return;
    }
    const version = era.protocolVersion;
    const origin = version === undefined ? from : { ...from, protocolVersion: version };
    const handling: Handling = {
      id: isRequest(message) ? message.id : undefined,
      era: era.kind,
      method: 'method' in message ? message.method : undefined,
      cancel: new AbortController(),
      wanted: true,
    };
    void handleMessage(message, handling, origin);
  }

  async function handleMessage(
    message: RpcMessage,
    handling: Handling,
    origin: Origin,
  ): Promise<void> {
    const { id, era, cancel } = handling;
    const reply = stdioReply({ id, wanted: () => handling.wanted, write: writer.write });
    handlings.add(handling);
    try {
      await settings.handle({ message, era, origin, signal: cancel.signal, reply });
    } catch (error) {
      log(`handling ${handling.method ?? 'a response'} failed: ${error}`);
    }
    reply.close();
    handlings.delete(handling);
    if (era === 'legacy' && handling.method === 'notifications/initialized') void listen();
    if (ended) finishWhenIdle();
  }

  /** Whether a cancellation is settled here, or is the guard's to forward. */
  function onCancelled({ requestId: id, reason }: JsonObject): 'settled' | 'open' {
    const why = new CancelledByClient(typeof reason === 'string' ? reason : undefined);
    let modern = false;
    for (const handling of handlings) {
      // A legacy handshake cannot be cancelled.
      if (handling.id === undefined || handling.id !== id || handling.method === 'initialize')
        continue;
      handling.wanted = false;
      if (handling.era === 'legacy') continue;
      modern = true;
      handling.cancel.abort(why);
    }
    return modern ? 'settled' : 'open';
  }

  async function listen(): Promise<void> {
    if (isListening || ended) return;
    isListening = true;
    const reply = stdioReply({ id: undefined, wanted: () => true, write: writer.write });
    try {
      await settings.handleSession({
        kind: 'listen',
        origin: from,
        signal: listening.signal,
        reply,
      });
    } catch (error) {
      log(`listening failed: ${error}`);
    }
    isListening = false;
  }

  function onEnd(): void {
    if (ended) return;
    decoder.end().forEach(onLine);
    ended = true;
    listening.abort();
    drain = setTimeout(close, settings.drainMs ?? 2_000);
    finishWhenIdle();
  }

  function finishWhenIdle(): void {
    if (handlings.size > 0) return;
    clearTimeout(drain);
    finish();
  }

  function close(): void {
    ended = true;
    clearTimeout(drain);
    listening.abort();
    for (const handling of handlings) handling.cancel.abort();
    // A pipe that is still read from would keep the process alive after it was asked to end.
    settings.input.destroy();
    finish();
  }

  /** Reads on when the client has read what it was told. */
  function onChunk(chunk: Buffer): void {
    decoder.push(chunk).forEach(onLine);
    if (writer.unread <= MAX_UNREAD_BYTES) return;
    settings.input.pause();
    settings.output.once('drain', () => settings.input.resume());
  }

  settings.input.on('data', onChunk);
  settings.input.once('end', onEnd).once('close', onEnd).once('error', onEnd);
  return { done, close };
}
