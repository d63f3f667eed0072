import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import type { Logger } from 'pino';
import { requestCaller } from './caller.ts';
import type { OdooConnections } from './odoo/connections.ts';
import { type OdooCredential, parseCredentialHeader } from './odoo/credential.ts';
import type { DatabaseAllowList } from './odoo/database.ts';
import type { Secret } from './odoo/secret.ts';
import type { PluginSet } from './plugins/install-plugins.ts';
import { buildServer } from './server.ts';

/** The only path served. */
export const MCP_PATH = '/mcp';
/** Carries the start-up secret. */
export const KEY_HEADER = 'x-upstream-key';
/** Carries the Odoo account the request acts as; see `parseCredentialHeader`. */
export const CREDENTIAL_HEADER = 'x-odoo-credential';

/** Longer than a guard's pool keeps an idle connection, so that the guard is the one to close it. */
const KEEP_ALIVE_MS = 120_000;

export interface HttpServerOptions {
  readonly key: Secret;
  readonly connections: OdooConnections;
  readonly databases: DatabaseAllowList;
  readonly log: Logger;
  /** Most bytes a tool puts into one result as a blob. */
  readonly maxBlobBytes: number;
  /** The tools of this process. */
  readonly plugins: PluginSet;
}

/**
 * MCP over Streamable HTTP, without sessions, in both protocol eras. Every request must carry the
 * start-up secret (else 401) and may carry the account it acts as (400 when it cannot be read).
 * Returns a server that is not listening yet.
 */
export function createHttpServer(options: HttpServerOptions): Server {
  const { connections, databases, log, maxBlobBytes, plugins } = options;
  const expected = digest(options.key.reveal());
  const account = new AsyncLocalStorage<OdooCredential | undefined>();
  const handler = createMcpHandler(
    () =>
      buildServer({
        caller: requestCaller(connections, account.getStore()),
        databases,
        log,
        maxBlobBytes,
        plugins,
      }),
    { onerror: (error) => log.warn({ reason: error.name }, 'request rejected') },
  );
  const mcp = toNodeHandler(handler, {
    onerror: (error) => log.error({ reason: error.name }, 'request failed'),
  });

  const respond = (request: IncomingMessage, response: ServerResponse): void => {
    if (!carriesKey(request, expected)) {
      refuse(response, 401, 'Unauthorized');
      return;
    }
    if (pathOf(request) !== MCP_PATH) {
      refuse(response, 404, 'Not found');
      return;
    }
    const header = request.headersDistinct[CREDENTIAL_HEADER] ?? [];
    const credential = header[0] === undefined ? undefined : parseCredentialHeader(header[0]);
    if (header.length > 1 || (header.length === 1 && credential === undefined)) {
      refuse(response, 400, `The ${CREDENTIAL_HEADER} header cannot be read`);
      return;
    }
    account
      .run(credential, () => mcp(withoutSecrets(request), response))
      .catch((error: unknown) => {
        log.error({ reason: error instanceof Error ? error.name : 'unknown' }, 'request failed');
        if (!response.headersSent) refuse(response, 500, 'Internal error');
        else response.destroy();
      });
  };
  return createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, respond);
}

/** The request as the MCP handler sees it: the two headers that hold secrets go no further. */
function withoutSecrets(request: IncomingMessage) {
  const headers = { ...request.headers };
  delete headers[KEY_HEADER];
  delete headers[CREDENTIAL_HEADER];
  return {
    method: request.method ?? '',
    url: request.url ?? '',
    headers,
    [Symbol.asyncIterator]: () => request[Symbol.asyncIterator](),
  };
}

function carriesKey(request: IncomingMessage, expected: Buffer): boolean {
  const given = request.headersDistinct[KEY_HEADER] ?? [];
  return given.length === 1 && timingSafeEqual(digest(given[0] ?? ''), expected);
}

/** Digests have one length, so that comparing them tells nothing about the length of the secret. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '').split('?', 1)[0] ?? '';
}

function refuse(response: ServerResponse, status: number, message: string): void {
  const body = status === 401 ? '{}' : JSON.stringify({ error: message });
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  });
  response.end(body);
}
