/** A queue with one writer and one reader, for events that arrive when they like. */
export interface EventQueue<T> {
  /** Events waiting for the reader. */
  readonly length: number;
  push(item: T): void;
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

/** Makes an empty queue. It has no bound of its own: the writer looks at `length`. */
export function createEventQueue<T>(settings: EventQueueSettings = {}): EventQueue<T> {
  const waiting: T[] = [];
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

  const iterator: AsyncIterator<T> = {
    next() {
      const item = waiting.shift();
      if (item !== undefined) {
        settings.onTaken?.();
        return Promise.resolve({ done: false, value: item });
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
    push(item) {
      if (over !== undefined) return;
      if (waiter === undefined) {
        waiting.push(item);
        return;
      }
      const idle = waiter;
      waiter = undefined;
      idle.resolve({ done: false, value: item });
    },
    end: () => finish({}),
    fail: (error) => finish({ error }),
    shift: () => waiting.shift(),
    items: { [Symbol.asyncIterator]: () => iterator },
  };
}
