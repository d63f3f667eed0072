import { isObject, type Json, type JsonObject } from '../../policies/json.ts';
import { type RequestId, RPC_ERROR, type RpcError, type RpcMessage } from './message.ts';

/** Longest accepted string id, in UTF-16 units. */
const MAX_ID_LENGTH = 256;
/** Longest accepted method name. */
const MAX_METHOD_LENGTH = 128;

/** Why a JSON value is not a message. `id` is the request's own where it could be read, else null. */
export class RpcFailure extends Error {
  override readonly name = 'RpcFailure';
  readonly code = RPC_ERROR.invalidRequest;
  readonly id: RequestId | null;
  constructor(message: string, id: RequestId | null) {
    super(message);
    this.id = id;
  }
}

const REQUEST_KEYS: ReadonlySet<string> = new Set(['jsonrpc', 'id', 'method', 'params']);
const RESPONSE_KEYS: ReadonlySet<string> = new Set(['jsonrpc', 'id', 'result', 'error']);

/** Keys of `params` that carry meaning in MCP. Some servers read them whatever their case. */
const PARAM_KEYS: ReadonlyMap<string, string> = new Map(
  [
    '_meta',
    'argument',
    'arguments',
    'capabilities',
    'clientInfo',
    'context',
    'cursor',
    'inputResponses',
    'level',
    'message',
    'name',
    'notifications',
    'progress',
    'progressToken',
    'protocolVersion',
    'reason',
    'ref',
    'requestId',
    'requestState',
    'task',
    'taskId',
    'total',
    'uri',
  ].map((key) => [fold(key), key]),
);

/**
 * Turns a JSON value into a message of JSON-RPC 2.0 as MCP narrows it. Total: returns a message, built
 * anew from the members named here, or throws `RpcFailure` (-32600). Refused:
 * - anything but an object; an array is a batch, and batches are never accepted, not even of one;
 * - `jsonrpc` that is not exactly "2.0";
 * - top-level keys other than `jsonrpc id method params` (requests, notifications) or
 *   `jsonrpc id result error` (responses); so also `Method`, `PARAMS`;
 * - an `id` that is null, a boolean, a fraction, an array, an object, an empty string or longer than
 *   256; only an error response may have `id: null` or none;
 * - a `method` that is not a string of 1 to 128 characters;
 * - `params` that are not an object; keys of `params` that differ from one of MCP's only in case
 *   (`Arguments`), as servers in Go read them as the same;
 * - a response with both `result` and `error`, or neither; a `result` that is not an object;
 * - an `error` that is not an object with an integer `code` and a string `message`.
 */
export function parseRpcMessage(json: Json): RpcMessage {
  if (Array.isArray(json)) throw new RpcFailure('batches are not accepted; send one message', null);
  if (!isObject(json)) throw new RpcFailure('a message is a JSON object', null);
  const id = readableId(json);
  if (json.jsonrpc !== '2.0') throw new RpcFailure('"jsonrpc" must be exactly "2.0"', id);
  return json.method === undefined ? parseResponse(json, id) : parseCall(json, json.method, id);
}

function parseCall(json: JsonObject, method: Json, id: RequestId | null): RpcMessage {
  refuseExtraKeys(json, REQUEST_KEYS, id);
  if (typeof method !== 'string' || method.length === 0 || method.length > MAX_METHOD_LENGTH)
    throw new RpcFailure(`"method" must be a string of 1 to ${MAX_METHOD_LENGTH} characters`, id);
  const params = json.params;
  if (params !== undefined) {
    if (!isObject(params)) throw new RpcFailure('"params" must be an object', id);
    refuseMiscasedParams(params, id);
  }
  if (json.id === undefined)
    return params === undefined ? { jsonrpc: '2.0', method } : { jsonrpc: '2.0', method, params };
  if (id === null) throw badId();
  return params === undefined
    ? { jsonrpc: '2.0', id, method }
    : { jsonrpc: '2.0', id, method, params };
}

function parseResponse(json: JsonObject, id: RequestId | null): RpcMessage {
  refuseExtraKeys(json, RESPONSE_KEYS, id);
  const { result, error } = json;
  if (result !== undefined && error !== undefined)
    throw new RpcFailure('a response has either "result" or "error", not both', id);
  if (error !== undefined) return parseError(json, error, id);
  if (result === undefined)
    throw new RpcFailure('a message has a "method", a "result" or an "error"', id);
  if (!isObject(result)) throw new RpcFailure('"result" must be an object', id);
  if (id === null) throw badId();
  return { jsonrpc: '2.0', id, result };
}

function parseError(json: JsonObject, error: Json, id: RequestId | null): RpcError {
  if (!isObject(error)) throw new RpcFailure('"error" must be an object', id);
  const { code, message, data } = error;
  if (typeof code !== 'number' || !Number.isSafeInteger(code) || typeof message !== 'string')
    throw new RpcFailure('"error" needs an integer "code" and a string "message"', id);
  if (id === null && json.id !== null && json.id !== undefined) throw badId();
  return {
    jsonrpc: '2.0',
    id,
    error: data === undefined ? { code, message } : { code, message, data },
  };
}

/** The id, where it is one a request may have; null for an absent id and for every other value. */
function readableId(json: JsonObject): RequestId | null {
  const id = json.id;
  if (typeof id === 'string' && id.length > 0 && id.length <= MAX_ID_LENGTH) return id;
  if (typeof id === 'number' && Number.isSafeInteger(id)) return id;
  return null;
}

function badId(): RpcFailure {
  return new RpcFailure(
    `"id" must be a string of 1 to ${MAX_ID_LENGTH} characters or an integer below 2^53`,
    null,
  );
}

function refuseExtraKeys(json: JsonObject, known: ReadonlySet<string>, id: RequestId | null): void {
  for (const key of Object.keys(json))
    if (!known.has(key)) throw new RpcFailure(`unknown top-level key ${quoted(key)}`, id);
}

function refuseMiscasedParams(params: JsonObject, id: RequestId | null): void {
  for (const key of Object.keys(params)) {
    const exact = PARAM_KEYS.get(fold(key));
    if (exact !== undefined && exact !== key)
      throw new RpcFailure(`unknown key ${quoted(key)} in "params"; it is written "${exact}"`, id);
  }
}

/** Unicode case folding as Go's decoder does it: U+017F folds to `s`, U+212A to `k`. */
function fold(key: string): string {
  return key.toUpperCase().toLowerCase();
}

function quoted(key: string): string {
  return JSON.stringify(key.length > 40 ? `${key.slice(0, 40)}…` : key);
}
