import { isArray, type Json, type JsonObject } from '../engine/json.ts';
import type { DemoState } from '../state.ts';
import { callService } from './services.ts';

/** `/jsonrpc`: the external API's services as JSON-RPC. */
export function callJsonRpc(state: DemoState, params: JsonObject): Json {
  const args = isArray(params.args) ? params.args : [];
  return callService(state, String(params.service), String(params.method), args);
}
