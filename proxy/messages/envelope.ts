import { isObject, type JsonObject } from '../../policies/json.ts';
import type { Era } from '../exchange.ts';
import { META } from '../wire/envelope.ts';

/** `_meta` keys that a request may carry past the guard, beside the modern envelope. */
const PASSED = ['progressToken', 'traceparent', 'tracestate'] as const;

/**
 * The `_meta` of a forwarded request: an allow-list, with the client's capabilities emptied, so that an
 * upstream never asks the client for what the guard does not relay (sampling, elicitation, roots, tasks).
 */
export function forwardedMeta(params: JsonObject | undefined, era: Era): JsonObject | undefined {
  const sent = isObject(params?._meta) ? params._meta : {};
  const kept: Record<string, JsonObject[string]> = {};
  for (const key of PASSED) {
    const value = sent[key];
    if (typeof value === 'string' || (key === 'progressToken' && Number.isSafeInteger(value))) {
      kept[key] = value as string | number;
    }
  }
  if (era === 'modern') {
    const version = sent[META.protocolVersion];
    if (version !== undefined) kept[META.protocolVersion] = version;
    const info = sent[META.clientInfo];
    if (isObject(info)) kept[META.clientInfo] = info;
    kept[META.clientCapabilities] = {};
  }
  return Object.keys(kept).length === 0 ? undefined : kept;
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
