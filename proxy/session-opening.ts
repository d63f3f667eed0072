import type { Deny } from '../policies/decision.ts';
import type { JsonObject } from '../policies/json.ts';
import type { Era, Origin, UpstreamAnswer } from './exchange.ts';
import type { Caller } from './identity/resolve.ts';
import type { Session, Sessions } from './identity/sessions.ts';
import { sourceKey } from './identity/source-address.ts';
import { keepUpstreamSession } from './upstream-exchange.ts';
import type { RpcRequest } from './wire/message.ts';

/** The caller, in its session where one was opened, and what becomes of that session. */
export interface Opened {
  readonly caller: Caller;
  /** Headers of the answer: the minted `Mcp-Session-Id`. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Keeps the upstream's own session, and what it was opened with, with the guard's: before the answer
   * leaves, because the client's next request may follow at once.
   */
  keep(answer: UpstreamAnswer, forwarded: JsonObject | undefined): void;
  /** Ends the new session unless the client got a result for its `initialize`. */
  conclude(answered: boolean): void;
}

const NO_SESSION = { headers: {}, keep: () => {}, conclude: () => {} } as const;

/**
 * A legacy `initialize` over HTTP opens a session of the guard's; everything else keeps the one it has.
 * The denial says that no session could be opened.
 */
export function openSession(
  request: RpcRequest,
  era: Era,
  origin: Origin,
  caller: Caller,
  sessions: Sessions,
): Opened | Deny {
  if (era !== 'legacy' || request.method !== 'initialize') return { caller, ...NO_SESSION };
  if (caller.session) {
    const { session } = caller;
    return { ...NO_SESSION, caller, keep: (...opening) => keep(session, ...opening) };
  }
  const session = sessions.open(caller.principal, sourceKey(origin.source));
  if ('effect' in session) return session;
  return {
    caller: { ...caller, session },
    headers: origin.transport === 'http' ? { 'mcp-session-id': session.id } : {},
    keep: (...opening) => keep(session, ...opening),
    conclude(answered) {
      if (!answered) sessions.end(session.id);
    },
  };
}

function keep(session: Session, answer: UpstreamAnswer, forwarded: JsonObject | undefined): void {
  if (answer.kind === 'status') return;
  keepUpstreamSession(session, answer);
  if (answer.kind === 'message' && 'error' in answer.message) return;
  if (forwarded) session.handshake = forwarded;
  // The client says so anew after every handshake.
  session.initialized = false;
}
