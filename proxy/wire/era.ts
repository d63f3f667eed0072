import type { Json } from '../../policies/json.ts';
import type { Era } from '../exchange.ts';
import { claimsEnvelope, envelopeProblem, META, metaOf } from './envelope.ts';
import {
  isRequest,
  isResponse,
  RPC_ERROR,
  type RpcMessage,
  type RpcNotification,
  type RpcRequest,
} from './message.ts';
import { decodeHeaderValue, mirroredName, trimOws } from './mirrored-headers.ts';
import {
  isLegacyVersion,
  isModernVersion,
  LEGACY_VERSIONS,
  MODERN_VERSIONS,
  namesModernEra,
} from './versions.ts';

/** The headers the classifier reads, as received; absent where the client did not send them. */
export interface MirroredHeaders {
  readonly protocolVersion?: string | undefined;
  readonly method?: string | undefined;
  readonly name?: string | undefined;
}

/** What `MCP-Protocol-Version` must be: equal to the body's version, or anything where the body has one. */
export type VersionHeader = 'strict' | 'lenient';

/** A message of an era, or the error it is answered with. */
export type EraVerdict =
  | {
      readonly kind: Era;
      readonly protocolVersion?: string;
      /** The version header was set aside for the body's version: this is what it said, if it was there. */
      readonly setAside?: { readonly header: string | undefined };
    }
  | {
      readonly kind: 'refused';
      /** HTTP status. */
      readonly status: 400;
      readonly code: number;
      readonly message: string;
      readonly data?: Json;
    };

/**
 * Tells which era of MCP a message belongs to. Pure and total; the body decides, headers are compared.
 *
 * Responses are legacy: a modern client never posts one. `initialize` is legacy, unless it carries a
 * whole modern envelope. Any other message is modern when its `_meta` holds the version key of the
 * envelope, when its method is `server/discover`, or when `MCP-Protocol-Version` names 2026-07-28 or
 * later. Everything else is legacy and is never answered with an error of the modern range, which
 * would make a client believe that it talks to a modern server.
 *
 * Refused with 400, first match (2026-07-28, Streamable HTTP; on stdio there are no headers to compare):
 * - -32602: the envelope is missing, lacks a required key, or has one of the wrong type;
 * - -32020: `MCP-Protocol-Version`, `Mcp-Method` or `Mcp-Name` differs from the body or cannot be
 *   decoded; a legacy `initialize` under a modern version header;
 * - -32022: the version is not one of those the guard enforces; `data` lists them;
 * - -32020: a request lacks one of these headers (notifications need none);
 * - -32600: a legacy message whose version header names no revision the guard enforces.
 *
 * `lenient`: where the body has a version, a differing or absent `MCP-Protocol-Version` is set aside, and the
 * other two headers may be absent with it. What is there still must not differ.
 */
export function classifyEra(
  message: RpcMessage,
  transport: 'http' | 'stdio',
  received: MirroredHeaders = {},
  versionHeader: VersionHeader = 'strict',
): EraVerdict {
  const setAside =
    versionHeader === 'lenient' ? headerSetAside(message, transport, received) : undefined;
  const headers = setAside ? { ...received, protocolVersion: undefined } : received;
  const header =
    headers.protocolVersion === undefined ? undefined : trimOws(headers.protocolVersion);
  if (isResponse(message)) return legacy(header);
  const { method, params } = message;
  const meta = metaOf(params);
  const claimed = claimsEnvelope(params);
  const modernHeader = header !== undefined && namesModernEra(header);

  if (method === 'initialize' && !carriesModernEnvelope(message)) {
    if (modernHeader)
      return mismatch('MCP-Protocol-Version', header, 'initialize belongs to earlier revisions');
    return { kind: 'legacy' };
  }
  if (!claimed && !modernHeader && method !== 'server/discover') return legacy(header);

  if (isRequest(message)) {
    const problem = envelopeProblem(meta ?? {});
    if (problem !== undefined) return badEnvelope(problem.key, problem.problem);
  }
  const claim = meta?.[META.protocolVersion];
  if (claimed && typeof claim !== 'string')
    return badEnvelope(META.protocolVersion, 'must be a string');
  const version = typeof claim === 'string' ? claim : header;
  if (version === undefined) return badEnvelope(META.protocolVersion, 'missing');

  const differing = headerDiffering(message, version, header, headers);
  if (differing !== undefined) return differing;
  if (!isModernVersion(version)) return unsupported(version);
  if (setAside) return { kind: 'modern', protocolVersion: version, setAside };
  if (transport === 'http' && isRequest(message)) {
    const missing = headerMissing(message, headers);
    if (missing !== undefined) return missing;
  }
  return { kind: 'modern', protocolVersion: version };
}

/** What a client's version header said, where it is not to count: the body says another version. */
function headerSetAside(
  message: RpcMessage,
  transport: 'http' | 'stdio',
  { protocolVersion }: MirroredHeaders,
): { readonly header: string | undefined } | undefined {
  if (transport !== 'http' || isResponse(message)) return undefined;
  const claim = metaOf(message.params)?.[META.protocolVersion];
  const header = protocolVersion === undefined ? undefined : trimOws(protocolVersion);
  return typeof claim === 'string' && claim !== header ? { header } : undefined;
}

function legacy(header: string | undefined): EraVerdict {
  if (header === undefined) return { kind: 'legacy' };
  if (isLegacyVersion(header)) return { kind: 'legacy', protocolVersion: header };
  return {
    kind: 'refused',
    status: 400,
    code: RPC_ERROR.invalidRequest,
    message: `unsupported MCP-Protocol-Version; supported: ${[...LEGACY_VERSIONS, ...MODERN_VERSIONS].join(', ')}`,
  };
}

function carriesModernEnvelope(message: Call): boolean {
  const meta = metaOf(message.params);
  if (meta === undefined || envelopeProblem(meta) !== undefined) return false;
  const version = meta[META.protocolVersion];
  return typeof version === 'string' && namesModernEra(version);
}

type Call = RpcRequest | RpcNotification;

function headerDiffering(
  message: Call,
  version: string,
  header: string | undefined,
  headers: MirroredHeaders,
): EraVerdict | undefined {
  if (header !== undefined && header !== version)
    return mismatch('MCP-Protocol-Version', header, `the body says ${version}`);
  if (headers.method !== undefined && decodeHeaderValue(headers.method) !== message.method)
    return mismatch('Mcp-Method', headers.method, `the body says ${message.method}`);
  if (headers.name === undefined) return undefined;
  const decoded = decodeHeaderValue(headers.name);
  if (decoded === undefined)
    return mismatch('Mcp-Name', headers.name, 'it is not canonical base64 of UTF-8');
  const mirrored = mirroredName(message.method, message.params);
  if (mirrored?.value !== undefined && mirrored.value !== decoded)
    return mismatch('Mcp-Name', headers.name, `it differs from params.${mirrored.member}`);
  return undefined;
}

function headerMissing(message: Call, headers: MirroredHeaders): EraVerdict | undefined {
  if (headers.protocolVersion === undefined)
    return mismatch('MCP-Protocol-Version', undefined, 'the header is required');
  if (headers.method === undefined)
    return mismatch('Mcp-Method', undefined, 'the header is required');
  const mirrored = mirroredName(message.method, message.params);
  if (mirrored?.value !== undefined && headers.name === undefined)
    return mismatch('Mcp-Name', undefined, `the header must repeat params.${mirrored.member}`);
  return undefined;
}

function mismatch(header: string, received: string | undefined, why: string): EraVerdict {
  return {
    kind: 'refused',
    status: 400,
    code: RPC_ERROR.headerMismatch,
    message: `${header} does not match the request: ${why}`,
    data: { mismatch: { header, received: received ?? null } },
  };
}

function badEnvelope(key: string, problem: string): EraVerdict {
  return {
    kind: 'refused',
    status: 400,
    code: RPC_ERROR.invalidParams,
    message: `params._meta["${key}"]: ${problem}`,
    data: { envelope: { key, problem } },
  };
}

function unsupported(requested: string): EraVerdict {
  return {
    kind: 'refused',
    status: 400,
    code: RPC_ERROR.unsupportedVersion,
    message: `unsupported protocol version; supported: ${MODERN_VERSIONS.join(', ')}`,
    data: { supported: [...MODERN_VERSIONS], requested },
  };
}
