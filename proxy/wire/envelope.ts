import { isObject, type JsonObject } from '../../policies/json.ts';
import { isLogLevel } from './log-level.ts';

/** Reserved `_meta` keys of revision 2026-07-28. */
export const META = {
  protocolVersion: 'io.modelcontextprotocol/protocolVersion',
  clientCapabilities: 'io.modelcontextprotocol/clientCapabilities',
  clientInfo: 'io.modelcontextprotocol/clientInfo',
  logLevel: 'io.modelcontextprotocol/logLevel',
  subscriptionId: 'io.modelcontextprotocol/subscriptionId',
} as const;

/** The `_meta` object of a message's params, if there is one. */
export function metaOf(params: JsonObject | undefined): JsonObject | undefined {
  const meta = params?._meta;
  return isObject(meta) ? meta : undefined;
}

/** Whether the params claim the modern envelope: its version key is there, valid or not. */
export function claimsEnvelope(params: JsonObject | undefined): boolean {
  return metaOf(params)?.[META.protocolVersion] !== undefined;
}

/** One thing wrong with an envelope: which key, and what. */
export interface EnvelopeProblem {
  readonly key: string;
  readonly problem: string;
}

/**
 * Checks the per-request envelope of revision 2026-07-28: the version and the client's capabilities are
 * required, `clientInfo` and `logLevel` optional. Returns the first problem, missing keys first.
 */
export function envelopeProblem(meta: JsonObject): EnvelopeProblem | undefined {
  for (const key of [META.protocolVersion, META.clientCapabilities])
    if (meta[key] === undefined) return { key, problem: 'missing' };
  if (typeof meta[META.protocolVersion] !== 'string')
    return { key: META.protocolVersion, problem: 'must be a string' };
  if (!isObject(meta[META.clientCapabilities]))
    return { key: META.clientCapabilities, problem: 'must be an object' };
  const info = meta[META.clientInfo];
  if (
    info !== undefined &&
    !(isObject(info) && typeof info.name === 'string' && typeof info.version === 'string')
  )
    return { key: META.clientInfo, problem: 'must be an object with a name and a version' };
  const level = meta[META.logLevel];
  if (level !== undefined && !isLogLevel(level))
    return { key: META.logLevel, problem: 'must be a syslog level such as "info"' };
  return undefined;
}
