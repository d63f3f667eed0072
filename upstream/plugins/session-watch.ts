import type { ClosedSession } from './plugin.ts';

/** As long as an unused connection to Odoo is kept. */
const IDLE_MS = 10 * 60_000;
const SWEEP_MS = 60_000;

/** Tells when accounts stop calling. */
export interface SessionWatch {
  /** The account calls. */
  use(session: ClosedSession): void;
  /** Closes the sessions that have been idle for too long. */
  sweep(): Promise<void>;
  /** Closes all of them; no account calls afterwards. */
  close(): Promise<void>;
}

/** Watches accounts by database and user; `onClose` is told once for each session. */
export function watchSessions(
  onClose: (session: ClosedSession) => Promise<void>,
  now: () => number,
): SessionWatch {
  const lastUse = new Map<string, { readonly session: ClosedSession; readonly at: number }>();
  const closeWhere = async (isOver: (at: number) => boolean) => {
    const over = [...lastUse].filter(([, { at }]) => isOver(at));
    for (const [key] of over) lastUse.delete(key);
    for (const [, { session }] of over) await onClose(session);
  };
  const sweep = () => closeWhere((at) => at + IDLE_MS <= now());
  const timer = setInterval(() => void sweep(), SWEEP_MS).unref();
  return {
    use(session) {
      lastUse.set(JSON.stringify([session.database, session.uid]), { session, at: now() });
    },
    sweep,
    async close() {
      clearInterval(timer);
      await closeWhere(() => true);
    },
  };
}
