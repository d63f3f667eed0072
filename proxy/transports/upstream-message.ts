import { isResponse, type RequestId, type RpcMessage, type RpcResponse } from '../wire/message.ts';
import { parseRpcMessage, RpcFailure } from '../wire/rpc-parse.ts';
import { type JsonLimits, ParseFailure, parseStrictJson } from '../wire/strict-json.ts';

/** One message of an upstream, parsed as strictly as a client's; or why it is none, for the log. */
export function parseUpstreamMessage(
  text: Uint8Array | string,
  limits: JsonLimits,
): { readonly message: RpcMessage } | { readonly problem: string; readonly tooLarge: boolean } {
  try {
    return { message: parseRpcMessage(parseStrictJson(text, limits)) };
  } catch (error) {
    if (error instanceof ParseFailure)
      return { problem: error.message, tooLarge: error.kind === 'too_large' };
    if (error instanceof RpcFailure) return { problem: error.message, tooLarge: false };
    throw error;
  }
}

/**
 * The answer to the request with this id, or undefined where the message answers something else. Ids are
 * compared with their type. An error without an id can only mean the one request of its exchange, and gets
 * its id back: clients discard errors without one.
 */
export function responseTo(message: RpcMessage, id: RequestId): RpcResponse | undefined {
  if (!isResponse(message)) return undefined;
  if (message.id === id) return message;
  if ('error' in message && (message.id === null || message.id === undefined))
    return { ...message, id };
  return undefined;
}
