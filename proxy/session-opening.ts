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
  /** Keeps the upstream's own session, and what it was opened with, with the guard's. */
  settle(answer: UpstreamAnswer, forwarded: JsonObject | undefined): void;
  /** Ends the new session when `initialize` was not answered with success. */
  abandonUnlessSettled(): void;
}

const NO_SESSION = { headers: {}, settle: () => {}, abandonUnlessSettled: () => {} } as const;

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
    return {
      caller,
      ...NO_SESSION,
      settle: (answer, forwarded) => keep(session, answer, forwarded),
    };
  }
  const session = sessions.open(caller.principal, sourceKey(origin.source));
  if ('effect' in session) return session;
  let settled = false;
  return {
    caller: { ...caller, session },
    headers: origin.transport === 'http' ? { 'mcp-session-id': session.id } : {},
    settle(answer, forwarded) {
      settled =
        answer.kind === 'events' || (answer.kind === 'message' && 'result' in answer.message);
      if (settled) keep(session, answer, forwarded);
    },
    abandonUnlessSettled() {
      if (!settled) sessions.end(session.id);
    },
  };
}

function keep(session: Session, answer: UpstreamAnswer, forwarded: JsonObject | undefined): void {
  if (forwarded) session.handshake = forwarded;
  keepUpstreamSession(session, answer);
}
