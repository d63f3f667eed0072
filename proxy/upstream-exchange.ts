import type { JsonObject } from '../policies/json.ts';
import {
  type Era,
  type Upstream,
  type UpstreamAnswer,
  type UpstreamContext,
  UpstreamFailure,
} from './exchange.ts';
import { credentialHeader, type OdooCredential } from './identity/credential.ts';
import type { Session } from './identity/sessions.ts';
import { ownMeta, withMeta } from './messages/envelope.ts';
import { isResponse, type RpcResponse } from './wire/message.ts';

/** On whose behalf, and in which protocol era and session, the upstream is asked. */
export interface OnBehalf {
  readonly era: Era;
  readonly protocolVersion: string | undefined;
  readonly session: Session | undefined;
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
  /**
   * Forwards one request under an id of the guard's own. An upstream that has lost the session (it was
   * restarted) is initialized again first, once: it has not seen the request then.
   */
  request(
    method: string,
    params: JsonObject | undefined,
    behalf: OnBehalf,
  ): Promise<UpstreamAnswer>;
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
  const reopening = new Map<Session, Promise<void>>();

  function contextOf(behalf: OnBehalf): UpstreamContext {
    const { session } = behalf;
    const account = options.carriesCredentials ? behalf.credential : undefined;
    return {
      era: behalf.era,
      signal: behalf.signal,
      headers: account ? { 'x-odoo-credential': credentialHeader(account) } : {},
      ...(behalf.protocolVersion === undefined ? {} : { protocolVersion: behalf.protocolVersion }),
      ...(session ? { guardSession: session.id } : {}),
      ...(session?.upstreamSession === undefined
        ? {}
        : { upstreamSession: session.upstreamSession }),
    };
  }

  function exchange(
    method: string,
    params: JsonObject | undefined,
    behalf: OnBehalf,
  ): Promise<UpstreamAnswer> {
    lastId += 1;
    const message = { jsonrpc: '2.0' as const, id: lastId, method, ...(params ? { params } : {}) };
    return upstream.exchange(message, contextOf(behalf));
  }

  /** Opens the upstream's session anew with the handshake of the first time; calls meanwhile share it. */
  function reopen(behalf: OnBehalf): Promise<void> {
    const { session } = behalf;
    if (!session?.handshake) throw new UpstreamFailure('closed', 'the session is lost');
    const running = reopening.get(session);
    if (running) return running;
    const started = handshake(session, session.handshake, behalf).finally(() =>
      reopening.delete(session),
    );
    reopening.set(session, started);
    return started;
  }

  async function handshake(session: Session, params: JsonObject, behalf: OnBehalf): Promise<void> {
    delete session.upstreamSession;
    const patient = { ...behalf, signal: AbortSignal.timeout(HANDSHAKE_MS) };
    const answer = await exchange('initialize', params, patient);
    const response = await soleResponse(answer);
    if (!('result' in response)) throw new UpstreamFailure('invalid', 'initialize was refused');
    keepUpstreamSession(session, answer);
    await door.notify('notifications/initialized', undefined, patient);
  }

  const door: UpstreamDoor = {
    name: upstream.name,
    carriesCredentials: options.carriesCredentials,
    async request(method, params, behalf) {
      const answer = await exchange(method, params, behalf);
      if (method === 'initialize' || !hasLostSession(answer, behalf)) return answer;
      await reopen(behalf);
      return exchange(method, params, behalf);
    },
    async callTool(tool, args, behalf) {
      const params = withMeta(
        { name: tool, arguments: args },
        ownMeta(behalf.era, behalf.protocolVersion),
      );
      const answer = await door.request('tools/call', params, behalf);
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

/** Milliseconds a repeated handshake may take. */
const HANDSHAKE_MS = 30_000;

function hasLostSession(answer: UpstreamAnswer, behalf: OnBehalf): boolean {
  return answer.kind === 'status' && answer.status === 404 && behalf.session !== undefined;
}

/** Keeps the session the upstream opened with the guard's own. */
export function keepUpstreamSession(session: Session, answer: UpstreamAnswer): void {
  if (answer.kind !== 'status' && answer.upstreamSession !== undefined) {
    session.upstreamSession = answer.upstreamSession;
  }
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
