import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Handle, HandleSession } from '../exchange.ts';
import type { VersionHeader } from '../wire/era.ts';
import { CLIENT_JSON_LIMITS, type JsonLimits } from '../wire/strict-json.ts';
import { crossOriginHeaders, preflightHeaders } from './cross-origin.ts';
import { trackExchanges } from './exchanges.ts';
import { createBodyRoom } from './http-body.ts';
import { refuseWith, serveMcp } from './http-mcp-endpoint.ts';
import { httpReply } from './http-reply.ts';
import { type HttpPerimeter, refusePerimeter } from './http-request-checks.ts';
import { createPassThrough, type PassThroughSettings } from './pass-through.ts';

export interface HttpSideSettings {
  /** Interface to listen on; loopback unless the operator says otherwise. */
  readonly host?: string;
  /** Port; 0 for any free one. */
  readonly port: number;
  readonly handle: Handle;
  readonly handleSession: HandleSession;
  /** Path of the MCP endpoint. Default `/mcp`. */
  readonly path?: string;
  readonly allowedHosts?: readonly string[];
  readonly allowedOrigins?: readonly string[];
  readonly jsonLimits?: JsonLimits;
  /** Default `strict`. */
  readonly versionHeader?: VersionHeader;
  /** Paths of the upstream that are passed on without being looked at. None unless listed. */
  readonly passThrough?: PassThroughSettings;
  /** Milliseconds between keep-alive comments. Default 15 s. */
  readonly keepAliveMs?: number;
  /** Milliseconds a client may take to send its headers. Default 10 s. */
  readonly headersTimeoutMs?: number;
  /** Milliseconds a client may take to send a whole request. Answers may take any time. Default 30 s. */
  readonly requestTimeoutMs?: number;
  /**
   * Milliseconds in which nothing may move on a socket: what a client does not read waits in memory. Streams have
   * keep-alives, and answers become streams before this. Default 5 min.
   */
  readonly stalledMs?: number;
  /** Milliseconds that requests under way may still take when the server closes. Default 0. */
  readonly drainMs?: number;
  /** Sockets open at once. Default 2048. */
  readonly maxConnections?: number;
  /** Takes one line about something that went wrong. Default: nowhere. */
  readonly log?: (message: string) => void;
}

export interface HttpSide {
  /** The address of the MCP endpoint, for people. */
  readonly url: string;
  readonly port: number;
  /** Stops listening, lets what is under way be answered for a while, aborts the rest and ends every socket. */
  close(): Promise<void>;
}

const MAX_HEADER_BYTES = 16 * 1024;

/** Starts the HTTP server that clients talk to. Rejects when the address cannot be taken. */
export async function startHttpSide(settings: HttpSideSettings): Promise<HttpSide> {
  const host = settings.host ?? '127.0.0.1';
  const exchanges = trackExchanges();
  const path = settings.path ?? '/mcp';
  const perimeter: HttpPerimeter = {
    allowedHosts: settings.allowedHosts ?? [],
    allowedOrigins: settings.allowedOrigins ?? [],
  };
  const keepAliveMs = settings.keepAliveMs ?? 15_000;
  const log = settings.log ?? (() => {});
  const jsonLimits = settings.jsonLimits ?? CLIENT_JSON_LIMITS;
  const endpoint = {
    handle: settings.handle,
    handleSession: settings.handleSession,
    jsonLimits,
    room: createBodyRoom(jsonLimits.maxBytes),
    versionHeader: settings.versionHeader ?? 'strict',
    keepAliveMs,
    exchanges,
    log,
  };
  const passThrough =
    settings.passThrough === undefined
      ? undefined
      : createPassThrough(settings.passThrough, [path, '/health'], log);

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = request.url ?? '';
    const refusal = refusePerimeter(request, perimeter);
    // A refused origin gets no CORS headers: its page must not read the answer.
    const headers = refusal === undefined ? crossOriginHeaders(request) : {};
    const reply = httpReply(response, { headers, keepAliveMs });
    if (refusal !== undefined) return refuseWith(reply, refusal);
    const pathname = target.split('?', 1)[0];
    if (pathname === path) {
      if (request.method === 'OPTIONS' && request.headers.origin !== undefined)
        return reply.finish(204, { headers: preflightHeaders(request) });
      return serveMcp(request, response, headers, endpoint);
    }
    if (pathname === '/health' && (request.method === 'GET' || request.method === 'HEAD')) {
      reply.send(200, '{"status":"ok"}');
      return;
    }
    if (passThrough?.(request, response) === true) return;
    refuseWith(reply, { status: 404, message: `there is nothing here; MCP is at ${path}` });
  }

  const serve = (request: IncomingMessage, response: ServerResponse): void => {
    // A socket that breaks is seen as 'close' by whoever waits for it.
    response.on('error', () => {});
    route(request, response).catch((error: unknown) => {
      log(`serving ${request.method} failed: ${error}`);
      response.destroy();
    });
  };
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: settings.headersTimeoutMs ?? 10_000,
      requestTimeout: settings.requestTimeoutMs ?? 30_000,
      connectionsCheckingInterval: 1_000,
      keepAliveTimeout: 65_000,
      insecureHTTPParser: false,
      requireHostHeader: true,
      joinDuplicateHeaders: false,
    },
    serve,
  );
  server.maxConnections = settings.maxConnections ?? 2048;
  server.timeout = settings.stalledMs ?? 5 * 60_000;
  // Asked while the connection stands, and remembered: of one that was reset right after its request nobody could tell
  // any more whose it was.
  server.on('connection', (socket) => {
    if (socket.remoteAddress === undefined) socket.destroy();
  });
  // The body is asked for only once the headers have passed.
  server.on('checkContinue', serve);

  const port = await listen(server, settings.port, host);
  return {
    url: `http://${printable(host)}:${port}${path}`,
    port,
    async close() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      await exchanges.leave(settings.drainMs ?? 0);
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      const address = server.address();
      if (typeof address === 'object' && address !== null) resolve(address.port);
      else reject(new Error('the server has no port'));
    });
  });
}

function printable(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
