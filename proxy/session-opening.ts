import type { Deny } from '../policies/decision.ts';
import type { Era, Origin, UpstreamAnswer } from './exchange.ts';
import type { Caller } from './identity/resolve.ts';
import type { Sessions } from './identity/sessions.ts';
import type { RpcRequest } from './wire/message.ts';

/** The caller, in its session where one was opened, and what becomes of that session. */
export interface Opened {
  readonly caller: Caller;
  /** Headers of the answer: the minted `Mcp-Session-Id`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Keeps the upstream's own session with the guard's. */
  settle(answer: UpstreamAnswer): void;
  /** Ends the new session when `initialize` got no answer. */
  abandon(): void;
}

const NO_SESSION = { headers: {}, settle: () => {}, abandon: () => {} } as const;

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
    return { caller, ...NO_SESSION, settle: (answer) => keepUpstreamSession(session, answer) };
  }
  const session = sessions.open(caller.principal);
  if ('effect' in session) return session;
  return {
    caller: { ...caller, session },
    headers: origin.transport === 'http' ? { 'mcp-session-id': session.id } : {},
    settle(answer) {
      const failed =
        answer.kind === 'status' || (answer.kind === 'message' && 'error' in answer.message);
      if (failed) sessions.end(session.id);
      else keepUpstreamSession(session, answer);
    },
    abandon: () => sessions.end(session.id),
  };
}

function keepUpstreamSession(session: { upstreamSession?: string }, answer: UpstreamAnswer): void {
  if (answer.kind !== 'status' && answer.upstreamSession !== undefined) {
    session.upstreamSession = answer.upstreamSession;
  }
}
