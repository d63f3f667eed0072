import { isArray, isObject, type Json } from '../policies/json.ts';
import { RPC_ERROR, type RpcError } from './wire/message.ts';
import { isLegacyVersion, isModernVersion } from './wire/versions.ts';

/**
 * An upstream's JSON-RPC error as it may leave. Its text and data may carry anything, so only the code
 * passes, and only one of those that JSON-RPC and MCP reserve: no server speaks with the guard's own codes.
 * An unsupported version keeps its list, cut down to the versions the guard enforces: clients choose by it.
 */
export function passedError({ code, data }: RpcError['error']): RpcError['error'] {
  if (!isReserved(code)) {
    return { code: RPC_ERROR.internal, message: textOf(RPC_ERROR.internal) };
  }
  const message = textOf(code);
  if (code !== RPC_ERROR.unsupportedVersion) return { code, message };
  return { code, message, data: { supported: enforcedVersions(data) } };
}

/** JSON-RPC 2.0 §5.1 and the codes MCP takes from its range for servers. */
function isReserved(code: number): boolean {
  return code >= -32_768 && code <= -32_000;
}

function enforcedVersions(data: Json | undefined): readonly string[] {
  const listed = isObject(data) && isArray(data.supported) ? data.supported : [];
  return listed.flatMap((version) =>
    typeof version === 'string' && (isModernVersion(version) || isLegacyVersion(version))
      ? [version]
      : [],
  );
}

function textOf(code: number): string {
  switch (code) {
    case RPC_ERROR.methodNotFound:
      return 'Method not found';
    case RPC_ERROR.invalidParams:
      return 'The server refused the parameters';
    case RPC_ERROR.unsupportedVersion:
      return 'Unsupported protocol version';
    default:
      return 'The server behind the guard reported an error';
  }
}
