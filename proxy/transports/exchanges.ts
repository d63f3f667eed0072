import { GuardLeaves } from '../cancellation.ts';

/** What an HTTP server has under way, so that it can end in an orderly way. */
export interface Exchanges {
  /** `listen`: a stream that only its client or the end of the guard ends; nobody is owed an answer on it. */
  begin(kind: 'request' | 'listen'): Exchange;
  /**
   * Ends streams that are listened on at once. Requests have `drainMs` to be answered; those that are not by then are
   * aborted with `GuardLeaves`, and have a moment to say so. Resolves when nothing is under way, or time is up.
   */
  leave(drainMs: number): Promise<void>;
}

export interface Exchange {
  readonly signal: AbortSignal;
  /** The client has gone. */
  abort(): void;
  end(): void;
}

/** Milliseconds in which an aborted request is answered: nothing is waited for any more. */
const LAST_ANSWER_MS = 1_000;

export function trackExchanges(): Exchanges {
  const requests = new Set<AbortController>();
  const listening = new Set<AbortController>();
  let answered = (): void => {};

  function allAnswered(withinMs: number): Promise<void> {
    if (requests.size === 0 || withinMs === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const patience = setTimeout(resolve, withinMs);
      answered = () => {
        clearTimeout(patience);
        resolve();
      };
    });
  }

  return {
    begin(kind) {
      const cancel = new AbortController();
      const among = kind === 'listen' ? listening : requests;
      among.add(cancel);
      return {
        signal: cancel.signal,
        abort: () => cancel.abort(),
        end() {
          among.delete(cancel);
          if (requests.size === 0) answered();
        },
      };
    },
    async leave(drainMs) {
      for (const stream of listening) stream.abort(new GuardLeaves());
      await allAnswered(drainMs);
      for (const request of requests) request.abort(new GuardLeaves());
      await allAnswered(LAST_ANSWER_MS);
    },
  };
}
