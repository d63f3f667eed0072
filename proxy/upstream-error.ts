import { isArray, isObject, type Json, type JsonObject } from '../policies/json.ts';
import { RPC_ERROR, type RpcError } from './wire/message.ts';
import { isLegacyVersion, isModernVersion } from './wire/versions.ts';

/**
 * An upstream's JSON-RPC error as it may leave. Its text and data may carry anything, so only the code
 * passes, and only one of those that JSON-RPC and MCP reserve: no server speaks with the guard's own codes.
 * An unsupported version keeps its list, cut down to the versions the guard enforces, and a missing capability
 * its name: clients act on them.
 */
export function passedError({ code, data }: RpcError['error']): RpcError['error'] {
  if (!isReserved(code)) {
    return { code: RPC_ERROR.internal, message: textOf(RPC_ERROR.internal) };
  }
  const message = textOf(code);
  switch (code) {
    case RPC_ERROR.unsupportedVersion:
      return { code, message, data: versionsOf(data) };
    case RPC_ERROR.missingCapability:
      return { code, message, data: { requiredCapabilities: clientCapabilities(data) } };
    default:
      return { code, message };
  }
}

/** JSON-RPC 2.0 §5.1 and the codes MCP takes from its range for servers. */
function isReserved(code: number): boolean {
  return code >= -32_768 && code <= -32_000;
}

/** The versions it supports and the one it was asked for, as far as the guard enforces them. */
function versionsOf(data: Json | undefined): JsonObject {
  const { supported, requested } = isObject(data) ? data : {};
  return {
    supported: isArray(supported) ? supported.filter(isEnforced) : [],
    ...(requested !== undefined && isEnforced(requested) ? { requested } : {}),
  };
}

function isEnforced(version: Json): boolean {
  return typeof version === 'string' && (isModernVersion(version) || isLegacyVersion(version));
}

/** What a client may offer, with the parts of it that have a name (2026-07-28). */
const CLIENT_CAPABILITIES: ReadonlyMap<string, readonly string[]> = new Map([
  ['elicitation', ['form', 'url']],
  ['sampling', ['context', 'tools']],
  ['roots', []],
  ['extensions', ['io.modelcontextprotocol/tasks']],
]);

/** The capabilities a server misses in its client, down to their names and no further. */
function clientCapabilities(data: Json | undefined): JsonObject {
  const required = isObject(data) ? data.requiredCapabilities : undefined;
  if (!isObject(required)) return {};
  const named = [...CLIENT_CAPABILITIES].flatMap(([capability, parts]) => {
    const asked = required[capability];
    if (!isObject(asked)) return [];
    const kept = parts.filter((part) => isObject(asked[part])).map((part) => [part, {}] as const);
    return [[capability, Object.fromEntries(kept)] as const];
  });
  return Object.fromEntries(named);
}

function textOf(code: number): string {
  switch (code) {
    case RPC_ERROR.methodNotFound:
      return 'Method not found';
    case RPC_ERROR.invalidParams:
      return 'The server refused the parameters';
    case RPC_ERROR.unsupportedVersion:
      return 'Unsupported protocol version';
    case RPC_ERROR.missingCapability:
      return 'The server needs a capability that this client does not offer here';
    default:
      return 'The server behind the guard reported an error';
  }
}
