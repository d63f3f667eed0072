import { Pool } from 'undici';
import { cancellation } from '../cancellation.ts';
import {
  type Upstream,
  type UpstreamAnswer,
  type UpstreamContext,
  UpstreamFailure,
} from '../exchange.ts';
import { META, metaOf } from '../wire/envelope.ts';
import { isRequest, type RequestId, type RpcMessage } from '../wire/message.ts';
import { mirrorHeaders } from '../wire/mirrored-headers.ts';
import { type JsonLimits, UPSTREAM_JSON_LIMITS } from '../wire/strict-json.ts';
import { exchangeHttp, type HttpExchange } from './http-exchange.ts';
import { ownSocketConnector } from './own-socket.ts';
import { patienceFor, silenceFor } from './patience.ts';

export interface HttpUpstreamSettings {
  readonly name: string;
  /** The MCP endpoint: a URL, or a path on a Unix socket, which nobody else may have put there. */
  readonly endpoint:
    | { readonly url: string }
    | { readonly socketPath: string; readonly path: string };
  /** Milliseconds until the whole of a plain answer, or the start of a stream. Default 60 s. */
  readonly timeoutMs?: number;
  /** Milliseconds the stream of a request may be silent, comments count. Default 5 min; 0 for any time. */
  readonly idleMs?: number;
  readonly jsonLimits?: JsonLimits;
  /** Takes one line about what the upstream did wrong. Default: nowhere. */
  readonly log?: (message: string) => void;
}

/**
 * How long a connection that is not used is kept. Servers close theirs after some seconds (Node's after five), and a
 * request that is sent at that very moment is lost: nobody can tell whether it was carried out.
 */
const IDLE_CONNECTION_MS = 2_000;

/**
 * An upstream over Streamable HTTP, in the caller's era. The headers that mirror a modern request are made
 * from its body; `Mcp-Param-*` come with the context, from whoever knows the tool's schema. Throws where
 * the URL is not http(s) or holds a user name or password.
 */
export function createHttpUpstream(settings: HttpUpstreamSettings): Upstream {
  const { origin, path, socketPath } = addressOf(settings.endpoint);
  const timeoutMs = settings.timeoutMs ?? 60_000;
  const connectMs = Math.min(timeoutMs, 10_000);
  const pool = new Pool(origin, {
    connect:
      socketPath === undefined ? { timeout: connectMs } : ownSocketConnector(socketPath, connectMs),
    pipelining: 1,
    keepAliveTimeout: IDLE_CONNECTION_MS,
    keepAliveMaxTimeout: IDLE_CONNECTION_MS,
  });
  const common = {
    dispatcher: pool,
    path,
    jsonLimits: settings.jsonLimits ?? UPSTREAM_JSON_LIMITS,
    timeoutMs,
    idleMs: settings.idleMs ?? silenceFor(timeoutMs),
    log: settings.log ?? (() => {}),
  } satisfies Partial<HttpExchange>;

  /** Up to 2025-11-25 a connection that ends says nothing of its request: that it is cancelled has to be said. */
  function cancel(requestId: RequestId, context: UpstreamContext): void {
    const message = cancellation(requestId, context);
    const signal = AbortSignal.timeout(CANCEL_MS);
    upstream.exchange(message, { ...context, signal }).catch((error: unknown) => {
      common.log(`a cancelled request could not be said to be: ${error}`);
    });
  }

  const upstream: Upstream = {
    name: settings.name,
    async exchange(message, context) {
      const patience = 'method' in message ? patienceFor(message.method, common) : common;
      return await exchangeHttp({
        ...common,
        method: 'POST',
        headers: {
          ...context.headers,
          ...protocolHeaders(message, context),
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          'accept-encoding': 'identity',
        },
        body: JSON.stringify(message),
        ...(isRequest(message) ? { expects: message.id } : {}),
        ...{ timeoutMs: patience.timeoutMs, idleMs: patience.idleMs },
        ...(isRequest(message) && context.era === 'legacy' && message.method !== 'initialize'
          ? { onGivenUp: () => cancel(message.id, context) }
          : {}),
        signal: context.signal,
      });
    },
    async listen(context): Promise<UpstreamAnswer> {
      if (context.era === 'modern') return { kind: 'status', status: 405 };
      return await exchangeHttp({
        ...common,
        method: 'GET',
        headers: {
          ...context.headers,
          ...legacyHeaders(context),
          ...(context.lastEventId === undefined ? {} : { 'last-event-id': context.lastEventId }),
          accept: 'text/event-stream',
          'accept-encoding': 'identity',
        },
        replays: context.lastEventId !== undefined,
        ...(context.answers ? {} : { idleMs: 0 }),
        signal: context.signal,
      });
    },
    async endSession(context) {
      if (context.upstreamSession === undefined) return;
      await exchangeHttp({
        ...common,
        method: 'DELETE',
        headers: {
          ...context.headers,
          ...legacyHeaders(context),
          accept: 'application/json',
          'accept-encoding': 'identity',
        },
        signal: context.signal,
      });
    },
    async close() {
      await pool.destroy(new UpstreamFailure('closed', 'the guard is closing'));
    },
  };
  return upstream;
}

/** Milliseconds the upstream may take to receive a cancellation. */
const CANCEL_MS = 5_000;

function protocolHeaders(
  message: RpcMessage,
  context: UpstreamContext,
): Readonly<Record<string, string>> {
  switch (context.era) {
    case 'legacy':
      // The handshake settles the version; a header before it would be a claim.
      return legacyHeaders(
        'method' in message && message.method === 'initialize'
          ? { upstreamSession: context.upstreamSession }
          : context,
      );
    case 'modern': {
      const meta = 'params' in message ? metaOf(message.params) : undefined;
      const claimed = meta?.[META.protocolVersion];
      const version = typeof claimed === 'string' ? claimed : context.protocolVersion;
      if (version === undefined)
        throw new UpstreamFailure('invalid', 'a modern message without a protocol version');
      return mirrorHeaders(message, version);
    }
  }
}

function legacyHeaders(context: {
  readonly protocolVersion?: string | undefined;
  readonly upstreamSession?: string | undefined;
}): Readonly<Record<string, string>> {
  const { protocolVersion, upstreamSession } = context;
  return {
    ...(protocolVersion === undefined ? {} : { 'mcp-protocol-version': protocolVersion }),
    ...(upstreamSession === undefined ? {} : { 'mcp-session-id': upstreamSession }),
  };
}

function addressOf(endpoint: HttpUpstreamSettings['endpoint']): {
  readonly origin: string;
  readonly path: string;
  readonly socketPath?: string;
} {
  if ('socketPath' in endpoint)
    return { origin: 'http://localhost', path: endpoint.path, socketPath: endpoint.socketPath };
  const url = new URL(endpoint.url);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new Error(`the upstream must be an http:// or https:// URL, not ${url.protocol}`);
  if (url.username !== '' || url.password !== '')
    throw new Error('the upstream URL holds a user name or password; configure a header instead');
  return { origin: url.origin, path: `${url.pathname}${url.search}` };
}
