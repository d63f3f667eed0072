import type { JsonObject } from '../policies/json.ts';
import {
  type Era,
  type Upstream,
  type UpstreamAnswer,
  type UpstreamContext,
  UpstreamFailure,
} from './exchange.ts';
import { credentialHeader, type OdooCredential } from './identity/credential.ts';
import { ownMeta, withMeta } from './messages/envelope.ts';
import { isResponse, type RequestId, type RpcResponse } from './wire/message.ts';

/** On whose behalf, and in which protocol era and session, the upstream is asked. */
export interface OnBehalf {
  readonly era: Era;
  readonly protocolVersion: string | undefined;
  readonly guardSession: string | undefined;
  readonly upstreamSession: string | undefined;
  readonly credential: OdooCredential | undefined;
  readonly signal: AbortSignal;
}

/** The upstream as the guard's messages use it: ids, sessions and credentials are this file's matter. */
export interface UpstreamDoor {
  readonly name: string;
  /**
   * Whether the subject's Odoo account travels with every request: only to the bundled upstream. Anybody
   * else's server is called with what the operator configured for it.
   */
  readonly carriesCredentials: boolean;
  /** Forwards one request under an id of the guard's own. */
  request(
    method: string,
    params: JsonObject | undefined,
    behalf: OnBehalf,
  ): Promise<{ readonly id: RequestId; readonly answer: UpstreamAnswer }>;
  /** Calls a tool for the guard itself. Throws `UpstreamFailure` unless the result is a success. */
  callTool(tool: string, args: JsonObject, behalf: OnBehalf): Promise<JsonObject>;
  /** Forwards a notification; failures are the upstream's own affair and reported by the return value. */
  notify(method: string, params: JsonObject | undefined, behalf: OnBehalf): Promise<boolean>;
  listen(behalf: OnBehalf): Promise<UpstreamAnswer>;
  endSession(behalf: OnBehalf): Promise<void>;
}

/**
 * Request ids towards the upstream are the guard's: clients reuse theirs while calls are under way (some
 * send `id: 1` with every request), and two equal ids in one upstream session lose an answer.
 */
export function createUpstreamDoor(
  upstream: Upstream,
  options: { readonly carriesCredentials: boolean },
): UpstreamDoor {
  let lastId = 0;

  function contextOf(behalf: OnBehalf): UpstreamContext {
    const account = options.carriesCredentials ? behalf.credential : undefined;
    return {
      era: behalf.era,
      signal: behalf.signal,
      headers: account ? { 'x-odoo-credential': credentialHeader(account) } : {},
      ...(behalf.protocolVersion === undefined ? {} : { protocolVersion: behalf.protocolVersion }),
      ...(behalf.guardSession === undefined ? {} : { guardSession: behalf.guardSession }),
      ...(behalf.upstreamSession === undefined ? {} : { upstreamSession: behalf.upstreamSession }),
    };
  }

  const door: UpstreamDoor = {
    name: upstream.name,
    carriesCredentials: options.carriesCredentials,
    async request(method, params, behalf) {
      lastId += 1;
      const id = lastId;
      const message = { jsonrpc: '2.0' as const, id, method, ...(params ? { params } : {}) };
      return { id, answer: await upstream.exchange(message, contextOf(behalf)) };
    },
    async callTool(tool, args, behalf) {
      const params = withMeta(
        { name: tool, arguments: args },
        ownMeta(behalf.era, behalf.protocolVersion),
      );
      const { answer } = await door.request('tools/call', params, behalf);
      const response = await soleResponse(answer);
      if (!('result' in response)) {
        throw new UpstreamFailure('invalid', `tool ${tool}: ${response.error.message}`);
      }
      if (response.result.isError === true) throw new ToolFailure(tool, response.result);
      return response.result;
    },
    async notify(method, params, behalf) {
      const message = { jsonrpc: '2.0' as const, method, ...(params ? { params } : {}) };
      try {
        const answer = await upstream.exchange(message, contextOf(behalf));
        return answer.kind === 'status' && answer.status < 400;
      } catch (error) {
        if (error instanceof UpstreamFailure) return false;
        throw error;
      }
    },
    listen: (behalf) => upstream.listen(contextOf(behalf)),
    endSession: (behalf) => upstream.endSession(contextOf(behalf)),
  };
  return door;
}

/** A tool that the guard called for itself answered `isError`. */
export class ToolFailure extends Error {
  override readonly name = 'ToolFailure';
  readonly result: JsonObject;
  constructor(tool: string, result: JsonObject) {
    super(`tool ${tool} reported an error`);
    this.result = result;
  }
}

/** Reads an answer to its one response, past any notifications. Throws `UpstreamFailure` without one. */
export async function soleResponse(answer: UpstreamAnswer): Promise<RpcResponse> {
  switch (answer.kind) {
    case 'message':
      return answer.message;
    case 'events':
      for await (const event of answer.events) {
        if (event.message && isResponse(event.message)) return event.message;
      }
      throw new UpstreamFailure('closed', 'the stream ended without a response');
    case 'status':
      throw new UpstreamFailure('invalid', `HTTP ${answer.status} without a JSON-RPC body`);
    default:
      return answer satisfies never;
  }
}
