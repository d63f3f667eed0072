import type { Session } from './identity/sessions.ts';

/**
 * Opens sessions anew that the upstream has lost. Calls that find the same session lost share one try,
 * also those that learn of it only after it was mended: they were sent into the old one.
 */
export interface SessionReopening {
  /** Which of a session's lives it is in, to be remembered before a call is sent. */
  lifeOf(session: Session): number;
  /** Resolves when the session lives on after that life. Rejects as `reopen` does. */
  mend(session: Session, life: number): Promise<void>;
}

/** `reopen` shakes hands with the upstream again, for a session that goes on at the guard. */
export function createSessionReopening(
  reopen: (session: Session) => Promise<void>,
): SessionReopening {
  const lives = new WeakMap<Session, number>();
  const underWay = new WeakMap<Session, Promise<void>>();
  const lifeOf = (session: Session) => lives.get(session) ?? 0;

  return {
    lifeOf,
    async mend(session, life) {
      const running = underWay.get(session);
      if (running) return running;
      if (lifeOf(session) !== life) return;
      const started = reopen(session)
        .then(() => void lives.set(session, life + 1))
        .finally(() => underWay.delete(session));
      underWay.set(session, started);
      return started;
    },
  };
}
