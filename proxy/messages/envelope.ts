import { isObject, type Json, type JsonObject } from '../../policies/json.ts';
import type { Era } from '../exchange.ts';
import { META, metaOf } from '../wire/envelope.ts';

/** W3C Trace Context, as 2026-07-28 carries it. */
const TRACE_CONTEXT = ['traceparent', 'tracestate'] as const;
/** Longest part of a client's description of itself, in UTF-16 units. */
const LONGEST_INFO = 256;

/**
 * The `_meta` of a forwarded request: an allow-list, with none of the client's capabilities but those named,
 * so that an upstream never asks the client for what the guard does not relay (sampling, roots, tasks).
 */
export function forwardedMeta(
  params: JsonObject | undefined,
  era: Era,
  capabilities: JsonObject = {},
): JsonObject | undefined {
  const sent = metaOf(params) ?? {};
  const kept: Record<string, Json> = {};
  const token = progressToken(params);
  if (token !== undefined) kept.progressToken = token;
  for (const key of TRACE_CONTEXT) {
    const value = sent[key];
    if (typeof value === 'string') kept[key] = value;
  }
  if (era === 'modern') {
    const version = sent[META.protocolVersion];
    if (version !== undefined) kept[META.protocolVersion] = version;
    const info = sent[META.clientInfo];
    if (info !== undefined) kept[META.clientInfo] = forwardedClientInfo(info);
    kept[META.clientCapabilities] = capabilities;
  }
  return Object.keys(kept).length === 0 ? undefined : kept;
}

/** Names under which MCP, the guard and the server that ships with it keep keys of their own. */
const RESERVED_LABELS: ReadonlySet<string> = new Set([
  'mcp',
  'modelcontextprotocol',
  'odoo-mcp',
  'odoo-mcp-guard',
]);

/**
 * Keys of `_meta` that mean nothing to MCP: those of somebody's own domain (2025-11-25, general fields), and W3C
 * baggage. They are for requests that nothing is judged in anyway.
 */
export function foreignMeta(params: JsonObject | undefined): JsonObject {
  const foreign = Object.entries(metaOf(params) ?? {}).filter(
    ([key, value]) => (key === 'baggage' && typeof value === 'string') || isForeign(key),
  );
  return Object.fromEntries(foreign);
}

function isForeign(key: string): boolean {
  const slash = key.indexOf('/');
  const labels = key.slice(0, Math.max(0, slash)).toLowerCase().split('.');
  return slash > 0 && !labels.some((label) => RESERVED_LABELS.has(label));
}

/** Under which name the caller wants to hear of progress, where it does (2025-11-25, progress). */
export function progressToken(params: JsonObject | undefined): string | number | undefined {
  const token = metaOf(params)?.progressToken;
  if (typeof token === 'string') return token;
  return typeof token === 'number' && Number.isSafeInteger(token) ? token : undefined;
}

/**
 * How a client describes itself to the upstream: name, version and title, cut to a length. The guard keeps
 * this for the life of a session that a stranger may have opened.
 */
export function forwardedClientInfo(info: Json | undefined): JsonObject {
  const sent = isObject(info) ? info : {};
  const text = (value: Json | undefined) =>
    typeof value === 'string' ? value.slice(0, LONGEST_INFO) : undefined;
  const title = text(sent.title);
  return {
    name: text(sent.name) ?? 'unknown',
    version: text(sent.version) ?? '0',
    ...(title === undefined ? {} : { title }),
  };
}

/** The `_meta` of a request the guard makes itself, in the caller's era. */
export function ownMeta(era: Era, protocolVersion: string | undefined): JsonObject | undefined {
  if (era === 'legacy') return undefined;
  return {
    [META.protocolVersion]: protocolVersion ?? '2026-07-28',
    [META.clientInfo]: { name: 'odoo-mcp-guard', version: '0' },
    [META.clientCapabilities]: {},
  };
}

/** Adds `_meta` to parameters where there is any. */
export function withMeta(params: JsonObject, meta: JsonObject | undefined): JsonObject {
  return meta === undefined ? params : { ...params, _meta: meta };
}
