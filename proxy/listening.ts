import type { Session } from './identity/sessions.ts';

/** The GET streams that each legacy session may have open. */
export interface Listening {
  /**
   * Starts the stream for what the server says unasked, or one that resumes another (`of`); undefined where the
   * session has it already, or too many. `outer`: the client has gone.
   */
  start(
    session: Session,
    of: object | undefined,
    outer: AbortSignal,
  ): { readonly signal: AbortSignal; done(): void } | undefined;
  /** Ends the streams of a session that has ended. They do not keep a session from being idle. */
  end(session: Session): void;
}

/** Streams of one session at once: each holds a connection on both sides of the guard. */
const MOST_STREAMS = 9;

/**
 * One stream of its kind for a session, as the reference servers have it: for as long as its client likes, it holds
 * a connection on both sides of the guard.
 */
export function trackListening(): Listening {
  const streams = new WeakMap<Session, Map<object, AbortController>>();
  return {
    start(session, of = session, outer) {
      const open = streams.get(session) ?? new Map<object, AbortController>();
      if (session.ended || open.has(of) || open.size >= MOST_STREAMS) return undefined;
      const controller = new AbortController();
      streams.set(session, open.set(of, controller));
      return {
        signal: AbortSignal.any([outer, controller.signal]),
        done: () => void open.delete(of),
      };
    },
    end(session) {
      for (const stream of streams.get(session)?.values() ?? []) stream.abort();
    },
  };
}
