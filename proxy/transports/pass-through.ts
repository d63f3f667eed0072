import type { IncomingMessage, ServerResponse } from 'node:http';
import { createProxyServer } from 'http-proxy';
import { RPC_ERROR } from '../wire/message.ts';

export interface PassThroughSettings {
  /** Origin of the upstream, `http://127.0.0.1:3000`, or the path of its Unix socket. */
  readonly target: { readonly origin: string } | { readonly socketPath: string };
  /** What may pass: whole paths (`/.well-known/oauth-authorization-server`) or prefixes (`/ui/*`). */
  readonly paths: readonly string[];
  /** The upstream's own MCP endpoint, which never passes whatever the list says. */
  readonly upstreamEndpoint: string;
  /** Milliseconds the upstream may stay silent. Default 30 s. */
  readonly timeoutMs?: number;
}

/** Request headers that pass. An allow-list: no credential, cookie, `x-forwarded-*` or internal header. */
const REQUEST_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'accept-language',
  'cache-control',
  'content-length',
  'content-type',
  'host',
  'if-modified-since',
  'if-none-match',
  'range',
  'user-agent',
]);
/** Answer headers that do not: they would act on the client's dealings with the guard. */
const ANSWER_HEADERS_DROPPED = [
  'access-control-allow-credentials',
  'access-control-allow-origin',
  'alt-svc',
  'authentication-info',
  'proxy-authenticate',
  'set-cookie',
  'strict-transport-security',
  'www-authenticate',
];
const METHODS: ReadonlySet<string | undefined> = new Set(['GET', 'HEAD', 'POST']);

/**
 * Segments of characters that every server reads the same way. No percent-encoding, no `;`, no backslash,
 * no empty segment: a path that two servers normalise differently could reach what is not listed.
 */
const PLAIN_PATH = /^(?:\/|(?:\/[A-Za-z0-9._~!$&'()+,=:@-]+)+\/?)$/;
const DOTS = /(?:^|\/)\.{1,2}(?:\/|$)/;

/** Handles a request when its path is listed; false where it is not, or may not be passed. */
export type PassThrough = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Passes the listed paths of the upstream on, unread. Throws at once when an entry is not a plain path or
 * covers the upstream's MCP endpoint or one of the guard's own paths: behind such an entry calls would go
 * round the policy.
 */
export function createPassThrough(
  settings: PassThroughSettings,
  ownPaths: readonly string[],
  log: (message: string) => void,
): PassThrough {
  const reserved = [...ownPaths, settings.upstreamEndpoint].map(canonical);
  const rules = settings.paths.map((entry) => parseEntry(entry, reserved));
  const proxy = createProxyServer({
    target:
      'origin' in settings.target
        ? settings.target.origin
        : { host: 'localhost', port: 80, socketPath: settings.target.socketPath },
    changeOrigin: true,
    xfwd: false,
    followRedirects: false,
    proxyTimeout: settings.timeoutMs ?? 30_000,
  });
  proxy.on('proxyRes', (answer) => {
    for (const name of ANSWER_HEADERS_DROPPED) delete answer.headers[name];
  });

  return (request, response) => {
    const pathname = request.url?.split('?', 1)[0] ?? '';
    if (!isPlain(pathname) || !rules.some((rule) => rule(pathname))) return false;
    if (isReserved(canonical(pathname), reserved) || !METHODS.has(request.method)) return false;
    if (request.headers['transfer-encoding'] !== undefined || request.headers.upgrade !== undefined)
      return false;
    for (const name of Object.keys(request.headers))
      if (!REQUEST_HEADERS.has(name)) delete request.headers[name];
    proxy.web(request, response, {}, (error) => {
      log(`passing ${pathname} on failed: ${error.message}`);
      if (response.headersSent) {
        response.destroy();
        return;
      }
      response.writeHead(502, { 'content-type': 'application/json' });
      const body = { code: RPC_ERROR.internal, message: 'the upstream gave no answer' };
      response.end(JSON.stringify({ jsonrpc: '2.0', error: body }));
    });
    return true;
  };
}

function parseEntry(entry: string, reserved: readonly string[]): (pathname: string) => boolean {
  const isPrefix = entry.endsWith('/*');
  const base = isPrefix ? entry.slice(0, -1) : entry;
  if (!isPlain(base))
    throw new Error(`pass-through path '${entry}' must be a plain path, or one ending in /*`);
  const covered = reserved.find((path) =>
    isPrefix
      ? `${path}/`.startsWith(canonical(base).replace(/\/?$/, '/'))
      : path === canonical(base),
  );
  if (covered !== undefined)
    throw new Error(
      `pass-through path '${entry}' covers ${covered}, which only the guard may serve`,
    );
  return isPrefix ? (pathname) => pathname.startsWith(base) : (pathname) => pathname === base;
}

function isPlain(pathname: string): boolean {
  return PLAIN_PATH.test(pathname) && !DOTS.test(pathname);
}

/** How the laxest router reads a path: without regard to case or a slash at the end. */
function canonical(pathname: string): string {
  return pathname.toLowerCase().replace(/\/$/, '');
}

function isReserved(pathname: string, reserved: readonly string[]): boolean {
  return reserved.some((path) => pathname === path || pathname.startsWith(`${path}/`));
}
