import type { Json, JsonObject } from '../../policies/json.ts';

/** JSON-RPC 2.0 as MCP uses it: ids are strings or safe integers, `params` are objects, nothing is batched. */
export type RequestId = string | number;

export interface RpcRequest {
  readonly jsonrpc: '2.0';
  readonly id: RequestId;
  readonly method: string;
  readonly params?: JsonObject;
}

export interface RpcNotification {
  readonly jsonrpc: '2.0';
  readonly method: string;
  readonly params?: JsonObject;
}

export interface RpcResult {
  readonly jsonrpc: '2.0';
  readonly id: RequestId;
  readonly result: JsonObject;
}

export interface RpcError {
  readonly jsonrpc: '2.0';
  /** Null or absent only where the request's own id could not be read. */
  readonly id?: RequestId | null;
  readonly error: { readonly code: number; readonly message: string; readonly data?: Json };
}

export type RpcResponse = RpcResult | RpcError;
export type RpcMessage = RpcRequest | RpcNotification | RpcResponse;

/** Whether a message wants an answer (JSON-RPC 2.0, 4). */
export function isRequest(message: RpcMessage): message is RpcRequest {
  return 'method' in message && 'id' in message;
}

/** Whether a message wants none (JSON-RPC 2.0, 4.1). */
export function isNotification(message: RpcMessage): message is RpcNotification {
  return 'method' in message && !('id' in message);
}

/** Whether a message is an answer, an error included (JSON-RPC 2.0, 5). */
export function isResponse(message: RpcMessage): message is RpcResponse {
  return !('method' in message);
}

/** JSON-RPC's and MCP's error codes that the guard itself answers with. */
export const RPC_ERROR = {
  parse: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  /** Up to 2025-11-25: there is no resource of that URI. */
  resourceNotFound: -32002,
  /** 2025-11-25: the person behind the client has to visit an address first. */
  visitRequired: -32042,
  /** 2026-07-28: a mirrored header is missing or differs from the body. */
  headerMismatch: -32020,
  /** 2026-07-28: the server cannot do it for a client without the capabilities that `data` names. */
  missingCapability: -32021,
  /** 2026-07-28: the protocol version is not one the guard enforces. */
  unsupportedVersion: -32022,
  /** The guard's own, outside every reserved range: refused by policy. */
  denied: 4030,
  /** The guard's own: refused by a limit; `data.retryAfterMs` says when to come back. */
  limited: 4290,
} as const;

/** An error response. `id` is null where the request's could not be read. */
export function rpcError(
  id: RequestId | null,
  code: number,
  message: string,
  data?: Json,
): RpcError {
  return {
    jsonrpc: '2.0',
    id,
    error: data === undefined ? { code, message } : { code, message, data },
  };
}
