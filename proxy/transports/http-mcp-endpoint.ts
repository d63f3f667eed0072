import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Handle, HandleSession, Origin, SessionRequest } from '../exchange.ts';
import { classifyEra, type EraVerdict, type VersionHeader } from '../wire/era.ts';
import {
  isRequest,
  type RequestId,
  RPC_ERROR,
  type RpcMessage,
  rpcError,
} from '../wire/message.ts';
import { parseRpcMessage, RpcFailure } from '../wire/rpc-parse.ts';
import { type JsonLimits, ParseFailure, parseStrictJson } from '../wire/strict-json.ts';
import { namesModernEra } from '../wire/versions.ts';
import type { Exchange, Exchanges } from './exchanges.ts';
import { type BodyRoom, readBody } from './http-body.ts';
import { type HttpReply, httpReply } from './http-reply.ts';
import {
  bearerOf,
  isSessionId,
  type Refusal,
  refuseGet,
  refusePost,
  tooLarge,
} from './http-request-checks.ts';

export interface EndpointSettings {
  readonly handle: Handle;
  readonly handleSession: HandleSession;
  readonly jsonLimits: JsonLimits;
  readonly versionHeader: VersionHeader;
  readonly keepAliveMs: number;
  /** The memory for large bodies. */
  readonly room: BodyRoom;
  /** What is in flight: aborted by the server when it closes. */
  readonly exchanges: Exchanges;
  readonly log: (message: string) => void;
}

/**
 * Serves the one MCP endpoint: POST brings a message, GET and DELETE belong to a legacy session. The
 * perimeter checks have passed. Every request gets exactly one answer.
 */
export async function serveMcp(
  request: IncomingMessage,
  response: ServerResponse,
  crossOrigin: Readonly<Record<string, string>>,
  settings: EndpointSettings,
): Promise<void> {
  const reply = httpReply(response, { headers: crossOrigin, keepAliveMs: settings.keepAliveMs });
  const refuse = (refusal: Refusal): void => refuseWith(reply, refusal);
  const origin = originOf(request);
  if ('refusal' in origin) return refuse(origin.refusal);

  switch (request.method) {
    case 'POST':
      return servePost(request, response, reply, origin.origin, settings);
    case 'GET':
    case 'DELETE': {
      const version = origin.origin.protocolVersion;
      // 2026-07-28 has neither streams nor sessions of their own.
      if (version !== undefined && namesModernEra(version))
        return refuse({
          status: 405,
          message: `revision ${version} takes POST only`,
          headers: { allow: 'POST' },
        });
      const refusal = request.method === 'GET' ? refuseGet(request) : undefined;
      if (refusal !== undefined) return refuse(refusal);
      const kind = request.method === 'GET' ? 'listen' : 'end';
      return serveSession(kind, response, reply, origin.origin, settings);
    }
    default:
      return refuse({
        status: 405,
        message: 'the MCP endpoint takes GET, POST and DELETE',
        headers: { allow: 'GET, POST, DELETE' },
      });
  }
}

async function servePost(
  request: IncomingMessage,
  response: ServerResponse,
  reply: HttpReply,
  origin: Origin,
  settings: EndpointSettings,
): Promise<void> {
  const { maxBytes } = settings.jsonLimits;
  const refusal = refusePost(request, maxBytes);
  if (refusal !== undefined) return refuseWith(reply, refusal);
  if (request.headers.expect !== undefined) response.writeContinue();
  const body = await readBody(request, maxBytes, settings.room);
  if (body.kind === 'gone') return;
  if (body.kind === 'no_room') return refuseWith(reply, NO_ROOM);
  if (body.kind === 'too_large') return refuseWith(reply, tooLarge(maxBytes));

  const message = parseMessage(body.bytes, settings.jsonLimits);
  if (message instanceof Error) {
    const id = message instanceof RpcFailure ? message.id : null;
    const code = message instanceof RpcFailure ? message.code : RPC_ERROR.parse;
    return reply.respond(rpcError(id, code, message.message), { status: 400 });
  }
  const headers = {
    protocolVersion: single(request, 'mcp-protocol-version'),
    method: single(request, 'mcp-method'),
    name: single(request, 'mcp-name'),
  };
  const era = classifyEra(message, 'http', headers, settings.versionHeader);
  if (era.kind === 'refused') return refuseEra(reply, message, era);
  const { setAside } = era;
  if (setAside) {
    const { header } = setAside;
    const said = header === undefined ? 'no version' : JSON.stringify(header.slice(0, 32));
    settings.log(
      `a header said ${said} where the body said ${era.protocolVersion}: the body counts`,
    );
  }

  // Who waits for a task and goes can come back and wait anew: nothing is lost with the exchange.
  const waits = 'method' in message && message.method === 'tasks/result';
  const exchange = beginExchange(
    response,
    settings.exchanges.begin('request'),
    era.kind === 'modern' || waits,
  );
  const version = era.protocolVersion ?? origin.protocolVersion;
  const from: Origin = {
    ...origin,
    ...(version === undefined ? {} : { protocolVersion: version }),
    ...(setAside ? { bodyOnly: true } : {}),
  };
  try {
    await settings.handle({ message, era: era.kind, origin: from, signal: exchange.signal, reply });
  } catch (error) {
    settings.log(
      `handling ${'method' in message ? message.method : 'a response'} failed: ${error}`,
    );
  } finally {
    exchange.end();
  }
  endUnanswered(reply, isRequest(message) ? message.id : null);
}

const NO_ROOM: Refusal = {
  status: 503,
  message: 'too many large requests are arriving at once; send it again in a while',
  headers: { 'retry-after': '5' },
};

async function serveSession(
  kind: SessionRequest['kind'],
  response: ServerResponse,
  reply: HttpReply,
  origin: Origin,
  settings: EndpointSettings,
): Promise<void> {
  const begun = settings.exchanges.begin(kind === 'listen' ? 'listen' : 'request');
  const exchange = beginExchange(response, begun, true);
  try {
    await settings.handleSession({ kind, origin, signal: exchange.signal, reply });
  } catch (error) {
    settings.log(`handling a session ${kind} failed: ${error}`);
  } finally {
    exchange.end();
  }
  endUnanswered(reply, null);
}

/** A handler that returns has answered; one that did not, or left a stream open, is finished here. */
function endUnanswered(reply: HttpReply, id: RequestId | null): void {
  if (reply.answered) reply.close();
  else reply.respond(rpcError(id, RPC_ERROR.internal, 'internal error'), { status: 500 });
}

function parseMessage(bytes: Buffer, limits: JsonLimits): RpcMessage | ParseFailure | RpcFailure {
  try {
    return parseRpcMessage(parseStrictJson(bytes, limits));
  } catch (error) {
    if (error instanceof ParseFailure || error instanceof RpcFailure) return error;
    throw error;
  }
}

/**
 * Lets the server abort the exchange when it closes. Where a disconnect cancels (modern requests, legacy
 * listeners), it also aborts when the client goes before the answer is complete; a legacy POST goes on.
 */
function beginExchange(
  response: ServerResponse,
  exchange: Exchange,
  disconnectCancels: boolean,
): Pick<Exchange, 'signal' | 'end'> {
  const onClose = (): void => {
    if (!response.writableFinished) exchange.abort();
  };
  if (disconnectCancels) {
    response.on('close', onClose);
    if (response.destroyed) onClose();
  }
  return {
    signal: exchange.signal,
    end() {
      response.off('close', onClose);
      // Until the last byte has left: what ends the server would cut it off. An answer that waits in a pipeline has
      // no socket yet, and nobody would say that it never gets one.
      if (response.destroyed || response.socket === null) exchange.end();
      else response.once('close', exchange.end);
    },
  };
}

function originOf(
  request: IncomingMessage,
): { readonly origin: Origin } | { readonly refusal: Refusal } {
  const source = request.socket.remoteAddress;
  if (source === undefined)
    return { refusal: { status: 400, message: 'the connection has no address' } };
  const bearer = bearerOf(request.headers.authorization);
  if ('refusal' in bearer) return bearer;
  const sessionId = single(request, 'mcp-session-id');
  if (sessionId !== undefined && !isSessionId(sessionId))
    return {
      refusal: { status: 400, message: 'Mcp-Session-Id must be 1 to 256 visible ASCII characters' },
    };
  const protocolVersion = single(request, 'mcp-protocol-version');
  const lastEventId = single(request, 'last-event-id');
  const paramHeaders: Record<string, string> = {};
  for (const name of Object.keys(request.headers)) {
    if (!name.startsWith('mcp-param-')) continue;
    const value = single(request, name);
    if (value !== undefined) paramHeaders[name] = value;
  }
  return {
    origin: {
      transport: 'http',
      source,
      ...(bearer.token === undefined ? {} : { bearer: bearer.token }),
      ...(sessionId === undefined ? {} : { sessionId }),
      ...(protocolVersion === undefined ? {} : { protocolVersion }),
      paramHeaders,
      ...(lastEventId === undefined ? {} : { lastEventId }),
    },
  };
}

/** A header that the perimeter has made sure stands once. */
function single(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

function refuseEra(
  reply: HttpReply,
  message: RpcMessage,
  verdict: EraVerdict & { readonly kind: 'refused' },
): void {
  const id = isRequest(message) ? message.id : null;
  reply.respond(rpcError(id, verdict.code, verdict.message, verdict.data), {
    status: verdict.status,
  });
}

/** Turns a request away with an HTTP status and a JSON-RPC error that has no id: no message was read. */
export function refuseWith(reply: HttpReply, refusal: Refusal): void {
  reply.respond(
    { jsonrpc: '2.0', error: { code: RPC_ERROR.invalidRequest, message: refusal.message } },
    {
      status: refusal.status,
      ...(refusal.headers === undefined ? {} : { headers: refusal.headers }),
    },
  );
}
