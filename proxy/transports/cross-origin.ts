import type { IncomingMessage } from 'node:http';

const ALLOWED_HEADERS = [
  'accept',
  'authorization',
  'content-type',
  'last-event-id',
  'mcp-method',
  'mcp-name',
  'mcp-protocol-version',
  'mcp-session-id',
].join(', ');

/** CORS headers of an answer. The caller has already refused every origin that is not allowed. */
export function crossOriginHeaders(request: IncomingMessage): Readonly<Record<string, string>> {
  const origin = request.headers.origin;
  if (origin === undefined) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'mcp-session-id, retry-after, www-authenticate',
    vary: 'origin',
  };
}

/** Further headers of the answer to a preflight. `mcp-param-*` names are repeated as they were asked. */
export function preflightHeaders(request: IncomingMessage): Readonly<Record<string, string>> {
  const asked = request.headers['access-control-request-headers'] ?? '';
  const params = asked
    .split(',')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => /^mcp-param-[a-z0-9._-]+$/.test(name));
  return {
    'access-control-allow-methods': 'GET, POST, DELETE',
    'access-control-allow-headers': [ALLOWED_HEADERS, ...params].join(', '),
    'access-control-max-age': '600',
  };
}
