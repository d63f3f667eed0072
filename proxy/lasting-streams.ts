import type { StreamEvent, UpstreamAnswer } from './exchange.ts';
import type { RpcRequest } from './wire/message.ts';

/** The streams that stay open for as long as a client listens (2026-07-28, subscriptions). */
export interface LastingStreams {
  /**
   * An answer as it is to be relayed: when the guard leaves, its last event is the result by which a server ends
   * such a stream. `over`: it has been relayed.
   */
  begin(
    answer: UpstreamAnswer,
    request: RpcRequest,
  ): { readonly answer: UpstreamAnswer; readonly over: () => void };
  /** Ends them all, those that are yet to begin too. Resolves when every client was told, or does not listen. */
  end(): Promise<void>;
}

/** Milliseconds that clients are given to take in that their stream ends. */
const LEAVE_MS = 2_000;

type Events = AsyncIterable<StreamEvent>;

/** `leaveMs`: how long their end may take, whatever clients do. */
export function trackLastingStreams(leaveMs = LEAVE_MS): LastingStreams {
  const open = new Set<object>();
  const wakers = new Set<() => void>();
  let leaving = false;
  let settled: () => void = () => {};

  async function* untilLeaving(events: Events, last: StreamEvent): AsyncGenerator<StreamEvent> {
    const iterator = events[Symbol.asyncIterator]();
    let wake: () => void = () => {};
    const waker = () => wake();
    wakers.add(waker);
    try {
      while (!leaving) {
        const step = await new Promise<IteratorResult<StreamEvent> | 'leaving'>(
          (resolve, reject) => {
            wake = () => resolve('leaving');
            iterator.next().then(resolve, reject);
          },
        );
        if (step === 'leaving') break;
        if (step.done) return;
        yield step.value;
      }
      yield last;
    } finally {
      wakers.delete(waker);
      // A server that says nothing is not waited for.
      const left = iterator.return?.().catch(() => {});
      if (!leaving) await left;
    }
  }

  return {
    begin(answer, { id }) {
      if (answer.kind !== 'events') return { answer, over: () => {} };
      const last: StreamEvent = { message: { jsonrpc: '2.0', id, result: {} } };
      const stream = {};
      open.add(stream);
      return {
        answer: { ...answer, events: untilLeaving(answer.events, last) },
        over() {
          open.delete(stream);
          if (open.size === 0) settled();
        },
      };
    },
    async end() {
      leaving = true;
      for (const wake of wakers) wake();
      if (open.size === 0) return;
      await new Promise<void>((resolve) => {
        const patience = setTimeout(resolve, leaveMs);
        settled = () => {
          clearTimeout(patience);
          resolve();
        };
      });
    },
  };
}
