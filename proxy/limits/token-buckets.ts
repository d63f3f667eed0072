/** What one call wants of one bucket. */
export interface Demand {
  /** Name of the bucket within the subject's own. */
  readonly bucket: string;
  /** Capacity, and what flows back in a minute. */
  readonly perMinute: number;
  /** Whole tokens, at least 1. */
  readonly units: number;
}

export type Taken =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly demand: Demand;
      /** When the same demands can be met; absent when they never can: the bucket is too small. */
      readonly retryAfterMs?: number;
    };

/** Where buckets are kept. `take` is one step: every demand is met, or no bucket changes. */
export interface BucketStore {
  take(subject: string, demands: readonly Demand[]): Taken;
}

export interface MemoryBucketOptions {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  readonly maxSubjects?: number;
}

interface Bucket {
  perMinute: number;
  /** In 1/60000 of a token: then a millisecond refills exactly `perMinute`, and no sum is ever rounded. */
  level: number;
  at: number;
}

/** A token, in the unit of levels. Also the length of a minute, which is why one number serves as both. */
const TOKEN = 60_000;
const MAX_SUBJECTS = 10_000;
/** Share of subjects forgotten at once when none of the buckets is full: sorting them all is not free. */
const FORGET_SHARE = 0.01;

/**
 * Token buckets in memory: a burst up to the capacity, then a steady flow. rate-limiter-flexible has no
 * such thing: its memory limiter counts in fixed windows (twice the rate passes at a boundary), its bursty
 * one combines two of those, and both consume what they refuse, while a refused call must cost nothing here.
 *
 * A full bucket is not worth keeping: forgetting it changes nothing. Where there are too many subjects those
 * with the fullest buckets are forgotten, and never one with a drained bucket: who could make the guard
 * forget could start anew. When all are drained a newcomer waits.
 */
export function createMemoryBuckets(options: MemoryBucketOptions): BucketStore {
  const { now, maxSubjects = MAX_SUBJECTS } = options;
  const subjects = new Map<string, Map<string, Bucket>>();

  return {
    take(subject, demands) {
      for (const { units } of demands) assertUnits(units);
      const impossible = tightest(demands.filter(({ units, perMinute }) => units > perMinute));
      if (impossible) return { ok: false, demand: impossible };

      const time = Math.floor(now());
      const known = subjects.get(subject);
      const buckets = known ?? new Map<string, Bucket>();
      const drawn = demands.map((demand) => ({
        demand,
        bucket: refilled(buckets.get(demand.bucket), demand.perMinute, time),
      }));
      const short = slowest(drawn);
      if (short) return short;

      if (!known) {
        if (subjects.size >= maxSubjects && !forgetFullest(subjects, maxSubjects, time)) {
          return noRoom(demands);
        }
        subjects.set(subject, buckets);
      }
      for (const { demand, bucket } of drawn) {
        bucket.level -= demand.units * TOKEN;
        buckets.set(demand.bucket, bucket);
      }
      return { ok: true };
    },
  };
}

function assertUnits(units: number): void {
  if (!Number.isInteger(units) || units < 1) {
    throw new RangeError(`a call costs a whole number of tokens, at least 1: ${units}`);
  }
}

/** Of several buckets that are too small the smallest: what fits it fits the others. */
function tightest(demands: readonly Demand[]): Demand | undefined {
  return demands.reduce<Demand | undefined>(
    (least, demand) => (least && least.perMinute <= demand.perMinute ? least : demand),
    undefined,
  );
}

function refilled(bucket: Bucket | undefined, perMinute: number, now: number): Bucket {
  const capacity = perMinute * TOKEN;
  if (!bucket) return { perMinute, level: capacity, at: now };
  const elapsed = Math.max(0, now - bucket.at);
  return {
    perMinute,
    level: Math.min(capacity, bucket.level + elapsed * perMinute),
    at: Math.max(now, bucket.at),
  };
}

/** The demand that has to wait longest, if any has to. */
function slowest(
  drawn: readonly { readonly demand: Demand; readonly bucket: Bucket }[],
): Extract<Taken, { ok: false }> | undefined {
  let worst: { demand: Demand; retryAfterMs: number } | undefined;
  for (const { demand, bucket } of drawn) {
    const missing = demand.units * TOKEN - bucket.level;
    if (missing <= 0) continue;
    const retryAfterMs = Math.ceil(missing / demand.perMinute);
    if (!worst || retryAfterMs > worst.retryAfterMs) worst = { demand, retryAfterMs };
  }
  return worst && { ok: false, ...worst };
}

/** Makes room. False when every subject has a drained bucket. */
function forgetFullest(
  subjects: Map<string, Map<string, Bucket>>,
  maxSubjects: number,
  now: number,
): boolean {
  const ranked: { subject: string; fullness: number; drained: boolean }[] = [];
  let forgotten = 0;
  for (const [subject, buckets] of subjects) {
    const states = [...buckets.values()].map((bucket) => refilled(bucket, bucket.perMinute, now));
    const fullness = Math.min(...states.map(({ level, perMinute }) => level / (perMinute * TOKEN)));
    if (fullness >= 1) {
      subjects.delete(subject);
      forgotten += 1;
    } else {
      ranked.push({ subject, fullness, drained: states.some(({ level }) => level < TOKEN) });
    }
  }
  if (forgotten > 0) return true;
  const most = Math.max(1, Math.floor(maxSubjects * FORGET_SHARE));
  const fullestFirst = ranked
    .filter(({ drained }) => !drained)
    .sort((one, other) => other.fullness - one.fullness)
    .slice(0, most);
  for (const { subject } of fullestFirst) subjects.delete(subject);
  return fullestFirst.length > 0;
}

function noRoom(demands: readonly Demand[]): Taken {
  const [demand] = demands;
  if (!demand) return { ok: true };
  return { ok: false, demand, retryAfterMs: Math.ceil(TOKEN / demand.perMinute) };
}
