import type { Session } from './identity/sessions.ts';

/** The GET stream that each legacy session may have open. */
export interface Listening {
  /** Starts one; undefined where the session has one already. `outer`: the client has gone. */
  start(
    session: Session,
    outer: AbortSignal,
  ): { readonly signal: AbortSignal; done(): void } | undefined;
  /** Ends the stream of a session that has ended. It does not keep a session from being idle. */
  end(session: Session): void;
}

/**
 * One stream a session, as the reference servers have it: each holds a connection on both sides of the
 * guard for as long as its client likes.
 */
export function trackListening(): Listening {
  const streams = new WeakMap<Session, AbortController>();
  return {
    start(session, outer) {
      if (session.ended || streams.has(session)) return undefined;
      const controller = new AbortController();
      streams.set(session, controller);
      return {
        signal: AbortSignal.any([outer, controller.signal]),
        done: () => void streams.delete(session),
      };
    },
    end(session) {
      streams.get(session)?.abort();
    },
  };
}
