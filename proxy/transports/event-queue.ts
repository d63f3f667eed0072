/** A queue with one writer and one reader, for events that arrive when they like. */
export interface EventQueue<T> {
  /** Events waiting for the reader. */
  readonly length: number;
  /** What those that wait measure together, in the writer's units. */
  readonly size: number;
  /** `size`: what the event measures, such as its bytes. */
  push(item: T, size?: number): void;
  /** Ends the queue after what is in it. Later pushes are ignored. */
  end(): void;
  /** Makes the reader fail after what is in it. */
  fail(error: Error): void;
  /** The oldest waiting event is taken out and returned. */
  shift(): T | undefined;
  /** The reader's end. Can be iterated once. */
  readonly items: AsyncIterable<T>;
}

export interface EventQueueSettings {
  /** Called after the reader has taken an event. */
  readonly onTaken?: () => void;
  /** Called when the reader stops before the end. */
  readonly onLeft?: () => void;
}

type Waiter<T> = {
  readonly resolve: (result: IteratorResult<T>) => void;
  readonly reject: (error: Error) => void;
};

/** Makes an empty queue. It has no bound of its own: the writer looks at `length` and `size`. */
export function createEventQueue<T>(settings: EventQueueSettings = {}): EventQueue<T> {
  const waiting: { readonly item: T; readonly size: number }[] = [];
  let waitingSize = 0;
  let waiter: Waiter<T> | undefined;
  let over: { readonly error?: Error } | undefined;

  function finish(how: { readonly error?: Error }): void {
    if (over !== undefined) return;
    over = how;
    const idle = waiter;
    waiter = undefined;
    if (idle === undefined) return;
    if (how.error === undefined) idle.resolve({ done: true, value: undefined });
    else idle.reject(how.error);
  }

  function take(): { readonly item: T } | undefined {
    const taken = waiting.shift();
    waitingSize -= taken?.size ?? 0;
    return taken;
  }

  const iterator: AsyncIterator<T> = {
    next() {
      const taken = take();
      if (taken !== undefined) {
        settings.onTaken?.();
        return Promise.resolve({ done: false, value: taken.item });
      }
      if (over !== undefined) {
        const { error } = over;
        over = {};
        return error === undefined
          ? Promise.resolve({ done: true, value: undefined })
          : Promise.reject(error);
      }
      return new Promise((resolve, reject) => {
        waiter = { resolve, reject };
      });
    },
    return() {
      waiting.length = 0;
      waitingSize = 0;
      const early = over === undefined;
      finish({});
      if (early) settings.onLeft?.();
      return Promise.resolve({ done: true, value: undefined });
    },
  };

  return {
    get length() {
      return waiting.length;
    },
    get size() {
      return waitingSize;
    },
    push(item, size = 0) {
      if (over !== undefined) return;
      if (waiter === undefined) {
        waiting.push({ item, size });
        waitingSize += size;
        return;
      }
      const idle = waiter;
      waiter = undefined;
      idle.resolve({ done: false, value: item });
    },
    end: () => finish({}),
    fail: (error) => finish({ error }),
    shift: () => take()?.item,
    items: { [Symbol.asyncIterator]: () => iterator },
  };
}
