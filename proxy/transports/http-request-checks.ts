import type { IncomingMessage } from 'node:http';

/** Which names and origins the HTTP side answers to, besides those of the loopback interface. */
export interface HttpPerimeter {
  /** `guard.example.com` (any port) or `guard.example.com:8443` (that port). */
  readonly allowedHosts: readonly string[];
  /** Whole origins: `https://app.example.com`. */
  readonly allowedOrigins: readonly string[];
}

/** Why a request is turned away before its body is read: HTTP status and a sentence for the caller. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Headers of which a second copy is an attempt to make two readers disagree. */
const SINGLE_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'authorization',
  'content-encoding',
  'content-length',
  'content-type',
  'host',
  'last-event-id',
  'origin',
  'transfer-encoding',
]);

const LOOPBACK_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
const HOST = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::(\d{1,5}))?$/;

const WRONG_HOST =
  'the guard does not answer to this Host: it has to be in server.allowed_hosts of gateway.yaml';
const WRONG_ORIGIN =
  'pages of this Origin may not call: it has to be in server.allowed_origins of gateway.yaml';

/**
 * Checks that hold for every request, whatever its path and verb: no header repeated that must stand
 * once (400), a `Host` the guard answers to (403, against DNS rebinding), an `Origin` that is absent,
 * local or allowed (403).
 */
export function refusePerimeter(
  request: IncomingMessage,
  perimeter: HttpPerimeter,
): Refusal | undefined {
  const repeated = repeatedHeader(request.rawHeaders);
  if (repeated !== undefined)
    return { status: 400, message: `the ${repeated} header is sent more than once` };
  if (!isAllowedHost(request.headers.host, perimeter.allowedHosts))
    return { status: 403, message: WRONG_HOST };
  const origin = request.headers.origin;
  if (origin !== undefined && !isAllowedOrigin(origin, perimeter.allowedOrigins))
    return { status: 403, message: WRONG_ORIGIN };
  return undefined;
}

function repeatedHeader(rawHeaders: readonly string[]): string | undefined {
  const seen = new Set<string>();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    if (!SINGLE_HEADERS.has(name) && !name.startsWith('mcp-')) continue;
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return undefined;
}

/** Whether a `Host` value names the loopback interface (any port) or a configured host. */
function isAllowedHost(host: string | undefined, allowed: readonly string[]): boolean {
  const match = HOST.exec(host?.toLowerCase() ?? '');
  const name = match?.[1];
  if (match === null || name === undefined) return false;
  if (LOOPBACK_NAMES.has(name)) return true;
  return allowed.some((entry) => entry.toLowerCase() === name || entry.toLowerCase() === match[0]);
}

/** Whether an `Origin` value is a page of this machine or a configured origin. `null` is neither. */
function isAllowedOrigin(origin: string, allowed: readonly string[]): boolean {
  if (allowed.some((entry) => entry.toLowerCase() === origin.toLowerCase())) return true;
  const match = /^https?:\/\/(.+)$/.exec(origin.toLowerCase());
  const name = HOST.exec(match?.[1] ?? '')?.[1];
  return name !== undefined && LOOPBACK_NAMES.has(name);
}

/**
 * Checks of a POST to the MCP endpoint: no content coding (415), `application/json` by media type (415),
 * `Accept` naming both JSON and event streams (406), a declared length within the cap (413).
 */
export function refusePost(request: IncomingMessage, maxBodyBytes: number): Refusal | undefined {
  const { headers } = request;
  const coding = headers['content-encoding'];
  if (coding !== undefined && coding.trim().toLowerCase() !== 'identity')
    return { status: 415, message: 'a compressed body is not accepted' };
  if (mediaType(headers['content-type']) !== 'application/json')
    return { status: 415, message: 'Content-Type must be application/json' };
  if (!accepts(headers.accept, 'application/json') || !accepts(headers.accept, EVENT_STREAM))
    return { status: 406, message: `Accept must list application/json and ${EVENT_STREAM}` };
  if (Number(headers['content-length'] ?? 0) > maxBodyBytes) return tooLarge(maxBodyBytes);
  return undefined;
}

/** Checks of a legacy GET: `Accept` must name event streams (406). */
export function refuseGet(request: IncomingMessage): Refusal | undefined {
  return accepts(request.headers.accept, EVENT_STREAM)
    ? undefined
    : { status: 406, message: `Accept must list ${EVENT_STREAM}` };
}

/** What a body over the limit is refused with (413), whether its length was announced or counted. */
export function tooLarge(maxBodyBytes: number): Refusal {
  return { status: 413, message: `the body is larger than ${maxBodyBytes} bytes` };
}

const EVENT_STREAM = 'text/event-stream';

/** The media type of a `Content-Type`, lower case, without parameters. */
export function mediaType(header: string | undefined): string | undefined {
  return header?.split(';', 1)[0]?.trim().toLowerCase();
}

/**
 * Whether an `Accept` lists a media type with a weight above zero. Ranges count: a client that accepts
 * anything accepts both forms of an answer (RFC 9110, 12.5.1), and people try things with curl, which sends
 * the range of everything. A missing header does not count: MCP requires it.
 */
export function accepts(header: string | undefined, type: string): boolean {
  if (header === undefined) return false;
  const range = `${type.slice(0, type.indexOf('/'))}/*`;
  return header.split(',').some((entry) => {
    const [name, ...parameters] = entry.split(';').map((part) => part.trim().toLowerCase());
    if (name !== type && name !== range && name !== '*/*') return false;
    return !parameters.some((parameter) => /^q\s*=\s*0(\.0*)?$/.test(parameter));
  });
}

const VISIBLE_ASCII = /^[\x21-\x7e]{1,256}$/;

/** Whether an `Mcp-Session-Id` is one a server may have given: 1 to 256 visible ASCII characters. */
export function isSessionId(value: string): boolean {
  return VISIBLE_ASCII.test(value);
}

const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*) *$/i;

/**
 * The token of an `Authorization` header (RFC 6750: the scheme in any case, one token). Undefined where
 * there is no header; a refusal with 401 where there is one that is not a bearer token, so that offered
 * credentials are never silently ignored.
 */
export function bearerOf(
  header: string | undefined,
): { readonly token: string | undefined } | { readonly refusal: Refusal } {
  if (header === undefined) return { token: undefined };
  const token = BEARER.exec(header)?.[1];
  if (token !== undefined) return { token };
  return {
    refusal: {
      status: 401,
      message: 'Authorization must be "Bearer <token>"',
      headers: { 'www-authenticate': 'Bearer error="invalid_request"' },
    },
  };
}
