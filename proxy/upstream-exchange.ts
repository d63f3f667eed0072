import type { JsonObject } from '../policies/json.ts';
import {
  type Era,
  type ResumeFrom,
  type Upstream,
  type UpstreamAnswer,
  type UpstreamContext,
  UpstreamFailure,
} from './exchange.ts';
import { credentialHeader, type OdooCredential } from './identity/credential.ts';
import type { Session } from './identity/sessions.ts';
import { ownMeta, withMeta } from './messages/envelope.ts';
import { createSessionReopening } from './session-reopening.ts';
import { type Resuming, soleResponse } from './sole-response.ts';
import { ToolFailure } from './tool-failure.ts';
import { RPC_ERROR, type RpcMessage, type RpcResponse, rpcError } from './wire/message.ts';
import { isLegacyVersion } from './wire/versions.ts';

/** On whose behalf, and in which protocol era and session, the upstream is asked. */
export interface OnBehalf {
  readonly era: Era;
  readonly protocolVersion: string | undefined;
  readonly session: Session | undefined;
  readonly credential: OdooCredential | undefined;
  readonly signal: AbortSignal;
  /** Whether the server may hear in the client's words why the request is cancelled. */
  readonly tellsReason?: true;
  /** `Mcp-Param-*` headers of a modern request, towards an upstream that is spoken to over HTTP. */
  readonly headers?: Readonly<Record<string, string>>;
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
   * Forwards one request under an id of the guard's own, unless it is cancelled by then. An upstream that has
   * lost the session (it was restarted) is initialized again first, once: it has not seen the request then.
   */
  request(
    method: string,
    params: JsonObject | undefined,
    behalf: OnBehalf,
  ): Promise<UpstreamAnswer>;
  /** Calls a tool for the guard itself. Throws `UpstreamFailure`, or `ToolFailure` where the tool failed. */
  callTool(tool: string, args: JsonObject, behalf: OnBehalf): Promise<JsonObject>;
  /** Forwards a notification. Whether it arrived is the return value: nobody waits for more. */
  notify(method: string, params: JsonObject | undefined, behalf: OnBehalf): Promise<boolean>;
  /** Forwards a client's answer to what the server asked. Whether it arrived is the return value. */
  respond(response: RpcResponse, behalf: OnBehalf): Promise<boolean>;
  /** Tells which version a handshake settled on: clients on stdio do not repeat it with every message. */
  negotiated(session: Session, version: string): void;
  /**
   * Opens the stream for what the server says unasked, or what it has said since an event of an earlier stream. A
   * session that the upstream has lost is opened anew first.
   */
  listen(behalf: OnBehalf, from?: ResumeFrom): Promise<UpstreamAnswer>;
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
  const reopening = createSessionReopening(reopen);
  const versions = new WeakMap<Session, string>();

  function contextOf(behalf: OnBehalf): UpstreamContext {
    const { session } = behalf;
    const account = options.carriesCredentials ? behalf.credential : undefined;
    const settled = session && behalf.era === 'legacy' ? versions.get(session) : undefined;
    const protocolVersion = behalf.protocolVersion ?? settled;
    return {
      era: behalf.era,
      signal: behalf.signal,
      ...(behalf.tellsReason ? { tellsReason: true } : {}),
      headers: {
        ...behalf.headers,
        ...(account ? { 'x-odoo-credential': credentialHeader(account) } : {}),
      },
      ...(protocolVersion === undefined ? {} : { protocolVersion }),
      ...(session ? { guardSession: session.id } : {}),
      ...(session?.upstreamSession === undefined
        ? {}
        : { upstreamSession: session.upstreamSession }),
    };
  }

  async function exchange(
    method: string,
    params: JsonObject | undefined,
    context: UpstreamContext,
  ): Promise<UpstreamAnswer> {
    const { signal } = context;
    if (signal.aborted) throw givenUp(signal);
    lastId += 1;
    const id = lastId;
    const message = { jsonrpc: '2.0' as const, id, method, ...(params ? { params } : {}) };
    try {
      const answer = await upstream.exchange(message, context);
      return answer.kind === 'events' ? { ...answer, askedAs: id } : answer;
    } catch (error) {
      throw error instanceof UpstreamFailure && error.reason === 'aborted'
        ? givenUp(signal)
        : error;
    }
  }

  /** Opens the upstream's session anew with the handshake of the first time. */
  async function reopen(session: Session): Promise<void> {
    if (!session.handshake) throw new UpstreamFailure('closed', 'the session is lost');
    const context = {
      era: 'legacy' as const,
      guardSession: session.id,
      headers: {},
      signal: AbortSignal.timeout(HANDSHAKE_MS),
    };
    const answer = await exchange('initialize', session.handshake, context);
    const response = await soleResponse(answer);
    const version = 'result' in response ? response.result.protocolVersion : undefined;
    if (typeof version !== 'string' || !isLegacyVersion(version)) {
      throw new UpstreamFailure('invalid', 'initialize was refused, or for a version not enforced');
    }
    versions.set(session, version);
    // An upstream that gives no session now keeps none: the old one would be lost again.
    delete session.upstreamSession;
    keepUpstreamSession(session, answer);
    const behalf = { ...context, session, protocolVersion: undefined, credential: undefined };
    if (session.ended) {
      await door.endSession(behalf);
      throw new UpstreamFailure('aborted', 'the session ended meanwhile');
    }
    await door.notify('notifications/initialized', undefined, behalf);
    await restore(session, behalf);
  }

  /** What the client had settled with the session that was lost; as good as it goes, for nobody can tell it. */
  async function restore({ logLevel, subscriptions }: Session, behalf: OnBehalf): Promise<void> {
    const ask = async (method: string, params: JsonObject) => {
      try {
        await soleResponse(await exchange(method, params, contextOf(behalf)));
      } catch (error) {
        if (!(error instanceof UpstreamFailure)) throw error;
      }
    };
    if (logLevel !== undefined) await ask('logging/setLevel', { level: logLevel });
    for (const uri of subscriptions.keys()) await ask('resources/subscribe', { uri });
  }

  async function tell(message: RpcMessage, behalf: OnBehalf): Promise<boolean> {
    try {
      const answer = await upstream.exchange(message, contextOf(behalf));
      if (answer.kind === 'events') await answer.events[Symbol.asyncIterator]().return?.();
      return answer.kind === 'status' && answer.status < 400;
    } catch (error) {
      if (error instanceof UpstreamFailure) return false;
      throw error;
    }
  }

  /** How the guard comes back for the rest of what it was answered itself. */
  const resuming = (behalf: OnBehalf): Resuming => ({
    signal: behalf.signal,
    resume: (lastEventId) =>
      door.listen({ ...behalf, credential: undefined }, { lastEventId, answers: true }),
    abandon(requestId) {
      const signal = AbortSignal.timeout(ABANDON_MS);
      void door.notify('notifications/cancelled', { requestId }, { ...behalf, signal });
    },
  });

  const door: UpstreamDoor = {
    name: upstream.name,
    carriesCredentials: options.carriesCredentials,
    async request(method, params, behalf) {
      const { session } = behalf;
      if (!session || behalf.era === 'modern') return exchange(method, params, contextOf(behalf));
      const life = reopening.lifeOf(session);
      const answer = await exchange(method, params, contextOf(behalf));
      if (!hasLostSession(answer)) return answer;
      if (method !== 'initialize') await reopening.mend(session, life);
      else if (session.upstreamSession === undefined) return answer;
      else delete session.upstreamSession;
      return exchange(method, params, contextOf(behalf));
    },
    async callTool(tool, args, behalf) {
      const params = withMeta(
        { name: tool, arguments: args },
        ownMeta(behalf.era, behalf.protocolVersion),
      );
      const answer = await door.request('tools/call', params, behalf);
      const response = await soleResponse(answer, {
        asked: ({ id }) =>
          void tell(rpcError(id, RPC_ERROR.methodNotFound, 'Method not found'), behalf),
        ...(behalf.era === 'legacy' ? { resuming: resuming(behalf) } : {}),
      });
      if (!('result' in response)) {
        throw new UpstreamFailure('invalid', `tool ${tool}: json-rpc ${response.error.code}`);
      }
      if (response.result.isError === true) throw new ToolFailure(tool, response.result);
      return response.result;
    },
    notify: (method, params, behalf) =>
      tell({ jsonrpc: '2.0', method, ...(params ? { params } : {}) }, behalf),
    respond: (response, behalf) => tell(response, behalf),
    negotiated: (session, version) => void versions.set(session, version),
    async listen(behalf, from) {
      const open = () => upstream.listen({ ...contextOf(behalf), ...from });
      const { session } = behalf;
      const life = session && reopening.lifeOf(session);
      const answer = await open();
      if (!session || life === undefined || !hasLostSession(answer)) return answer;
      await reopening.mend(session, life);
      return open();
    },
    endSession: async (behalf) => upstream.endSession(contextOf(behalf)),
  };
  return door;
}

/** On behalf of a session's client, whoever it is: what is no request needs nobody's account. */
export function onBehalfOfSession(session: Session, timeoutMs: number): OnBehalf {
  return {
    era: 'legacy',
    protocolVersion: undefined,
    session,
    credential: undefined,
    signal: AbortSignal.timeout(timeoutMs),
  };
}

/** Milliseconds the upstream may take to receive that the guard no longer waits. */
const ABANDON_MS = 5_000;

/** Milliseconds a repeated handshake may take. */
const HANDSHAKE_MS = 30_000;

/** A deadline of the guard's own is a timeout; anything else that aborts is somebody who no longer waits. */
function givenUp({ reason }: AbortSignal): UpstreamFailure {
  return reason instanceof DOMException && reason.name === 'TimeoutError'
    ? new UpstreamFailure('timeout', 'no answer within the time the guard allows itself')
    : new UpstreamFailure('aborted', 'the caller no longer waits');
}

/**
 * A legacy server that does not know the session it was sent answers 404 (2025-11-25, session management),
 * with or without a JSON-RPC error: the reference SDKs send one.
 */
function hasLostSession(answer: UpstreamAnswer): boolean {
  switch (answer.kind) {
    case 'status':
      return answer.status === 404;
    case 'message':
      return (
        answer.status === 404 &&
        'error' in answer.message &&
        answer.message.error.code !== RPC_ERROR.methodNotFound
      );
    case 'events':
      return false;
    default:
      return answer satisfies never;
  }
}

/** Keeps the session the upstream opened with the guard's own. */
export function keepUpstreamSession(session: Session, answer: UpstreamAnswer): void {
  if (answer.kind !== 'status' && answer.upstreamSession !== undefined) {
    session.upstreamSession = answer.upstreamSession;
  }
}
