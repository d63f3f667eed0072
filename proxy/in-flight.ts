import type { Session } from './identity/sessions.ts';
import type { RequestId } from './wire/message.ts';

/** Requests under way per legacy session, so that `notifications/cancelled` can end the one it names. */
export interface InFlight {
  /** The signal to work under: aborted with `outer`, or when the request is cancelled by name. */
  start(
    session: Session | undefined,
    id: RequestId,
    outer: AbortSignal,
  ): { readonly signal: AbortSignal; done(): void };
  /** Cancels the request of that id. Where several carry it nobody can say which was meant: none is. */
  cancel(session: string, id: RequestId): boolean;
}

export function trackInFlight(): InFlight {
  const underWay = new Map<string, Set<AbortController>>();
  const keyOf = (session: string, id: RequestId) => `${session}\0${typeof id}\0${id}`;

  return {
    start(session, id, outer) {
      if (session === undefined) return { signal: outer, done: () => {} };
      const controller = new AbortController();
      const key = keyOf(session.id, id);
      const calls = underWay.get(key) ?? new Set();
      calls.add(controller);
      underWay.set(key, calls);
      session.underWay.add(controller);
      return {
        signal: AbortSignal.any([outer, controller.signal]),
        done() {
          calls.delete(controller);
          session.underWay.delete(controller);
          if (calls.size === 0) underWay.delete(key);
        },
      };
    },
    cancel(session, id) {
      const calls = underWay.get(keyOf(session, id));
      const [only, another] = calls ?? [];
      if (!only || another) return false;
      only.abort();
      return true;
    },
  };
}
