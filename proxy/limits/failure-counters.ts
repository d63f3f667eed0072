/** How many failures lock a key, and for how long. */
export interface FailureRule {
  readonly failures: number;
  readonly lockMs: number;
}

/** Whether a try may be made. A try that may is counted as under way until it is settled. */
export type Admission =
  | { readonly kind: 'open' }
  | { readonly kind: 'locked'; readonly retryAfterMs: number }
  /** As many tries are under way as could still fail, or there is no room to count another key. */
  | { readonly kind: 'busy' };

export interface FailureCounters {
  enter(key: string): Admission;
  /** The try failed. `spelling`: the one of all names under the key that was tried. */
  fail(key: string, spelling?: string): void;
  /** The try succeeded: failures before it of that spelling are forgotten, and of no other. */
  succeed(key: string, spelling: string): void;
  /** The try came to nothing either way. */
  leave(key: string): void;
}

interface Count {
  failures: number;
  /** How many of them were of which spelling. */
  readonly spelled: Map<string, number>;
  underWay: number;
  lastTry: number;
  /** 0: not locked. */
  lockedUntil: number;
}

export interface FailureCounterOptions {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  readonly maxKeys: number;
}

/**
 * Counts failures per key and locks a key for a fixed time once there were enough. Tries during a lock change
 * nothing, so nobody is kept out for longer by trying, or by being tried. Tries under way count as if they
 * would fail: a volley sent at once gets no more guesses than a patient series.
 *
 * Failures are forgotten after a quiet time as long as the lock: guessing at that pace is slower than being
 * locked again and again. When there are too many keys the one with the fewest failures is forgotten, and
 * never one that is locked or has a try under way.
 */
export function createFailureCounters(
  rule: FailureRule,
  { now, maxKeys }: FailureCounterOptions,
): FailureCounters {
  const counts = new Map<string, Count>();

  function isSpent(count: Count, time: number): boolean {
    return count.lockedUntil > 0 ? time >= count.lockedUntil : time - count.lastTry >= rule.lockMs;
  }

  function current(key: string): Count | undefined {
    const count = counts.get(key);
    if (!count || !isSpent(count, now())) return count;
    counts.delete(key);
    return undefined;
  }

  function makeRoom(): boolean {
    if (counts.size < maxKeys) return true;
    const time = now();
    let fewest: { key: string; failures: number } | undefined;
    for (const [key, count] of counts) {
      if (isSpent(count, time)) counts.delete(key);
      else if (count.lockedUntil === 0 && count.underWay === 0) {
        if (!fewest || count.failures < fewest.failures) fewest = { key, failures: count.failures };
      }
    }
    if (counts.size >= maxKeys && fewest) counts.delete(fewest.key);
    return counts.size < maxKeys;
  }

  function added(key: string): Count | undefined {
    if (!makeRoom()) return undefined;
    const count: Count = {
      ...{ failures: 0, underWay: 0, lastTry: now(), lockedUntil: 0 },
      spelled: new Map(),
    };
    counts.set(key, count);
    return count;
  }

  function settle(key: string, forgiven?: string): void {
    const count = current(key);
    if (!count) return;
    count.underWay = Math.max(0, count.underWay - 1);
    if (forgiven !== undefined && count.lockedUntil === 0) {
      count.failures -= count.spelled.get(forgiven) ?? 0;
      count.spelled.delete(forgiven);
    }
    if (count.failures === 0 && count.underWay === 0) counts.delete(key);
  }

  return {
    enter(key) {
      const count = current(key) ?? added(key);
      if (!count) return { kind: 'busy' };
      if (count.lockedUntil > 0) {
        return { kind: 'locked', retryAfterMs: count.lockedUntil - now() };
      }
      if (count.failures + count.underWay >= rule.failures) return { kind: 'busy' };
      count.underWay += 1;
      count.lastTry = now();
      return { kind: 'open' };
    },
    fail(key, spelling = '') {
      const count = current(key) ?? added(key);
      if (!count) return;
      count.underWay = Math.max(0, count.underWay - 1);
      if (count.lockedUntil > 0) return;
      count.failures += 1;
      count.spelled.set(spelling, (count.spelled.get(spelling) ?? 0) + 1);
      count.lastTry = now();
      if (count.failures >= rule.failures) count.lockedUntil = now() + rule.lockMs;
    },
    succeed: (key, spelling) => settle(key, spelling),
    leave: (key) => settle(key),
  };
}
