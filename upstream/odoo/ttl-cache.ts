/** Answers that are good for a while. */
export interface TtlCache<Value> {
  /** The value put under the key, while it is fresh. */
  get(key: string): Value | undefined;
  put(key: string, value: Value): void;
}

/** Creates a cache of at most `max` values, each fresh for `ttlMs` milliseconds; the oldest goes first. */
export function createTtlCache<Value>(
  ttlMs: number,
  max: number,
  now: () => number,
): TtlCache<Value> {
  const entries = new Map<string, { readonly value: Value; readonly until: number }>();
  return {
    get(key) {
      const entry = entries.get(key);
      return entry !== undefined && entry.until > now() ? entry.value : undefined;
    },
    put(key, value) {
      entries.delete(key);
      const oldest = entries.keys().next();
      if (entries.size >= max && !oldest.done) entries.delete(oldest.value);
      entries.set(key, { value, until: now() + ttlMs });
    },
  };
}
