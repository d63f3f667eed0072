import { type CancelledByClient, isGone } from './cancellation.ts';
import type { Session } from './identity/sessions.ts';
import type { RequestId, RpcRequest } from './wire/message.ts';

/** Requests under way per session, so that `notifications/cancelled` can end the one it names. */
export interface InFlight {
  /** Registers a request until `done`. `outer` is aborted when the transport knows that nobody waits. */
  start(session: Session | undefined, request: RpcRequest, outer: AbortSignal): Flight;
  /** Cancels the request of that id. Where several carry it nobody can say which was meant: none is. */
  cancel(session: string, id: RequestId, why: CancelledByClient): boolean;
}

export interface Flight {
  /** What the request works under: aborted when it is cancelled, and when its session ends. */
  readonly signal: AbortSignal;
  /** Whether its caller still waits for an answer. The end of a session alone does not change that. */
  wanted(): boolean;
  done(): void;
}

interface Named {
  readonly controller: AbortController;
  cancelled: boolean;
}

/** Keeps what is under way; a request without a session is ended by its connection alone. */
export function trackInFlight(): InFlight {
  const underWay = new Map<string, Set<Named>>();
  const keyOf = (session: string, id: RequestId) => `${session}\0${typeof id}\0${id}`;

  return {
    start(session, request, outer) {
      if (session === undefined) {
        return { signal: outer, wanted: () => !isGone(outer), done: () => {} };
      }
      const flight: Named = { controller: new AbortController(), cancelled: false };
      session.underWay.add(flight.controller);
      const key = keyOf(session.id, request.id);
      // A client may not cancel its initialize (2025-11-25, cancellation).
      const calls = request.method === 'initialize' ? undefined : (underWay.get(key) ?? new Set());
      if (calls) underWay.set(key, calls.add(flight));
      return {
        signal: AbortSignal.any([outer, flight.controller.signal]),
        wanted: () => !isGone(outer) && !flight.cancelled,
        done() {
          session.underWay.delete(flight.controller);
          if (calls?.delete(flight) && calls.size === 0) underWay.delete(key);
        },
      };
    },
    cancel(session, id, why) {
      const [only, another] = underWay.get(keyOf(session, id)) ?? [];
      if (!only || another) return false;
      only.cancelled = true;
      only.controller.abort(why);
      return true;
    },
  };
}
