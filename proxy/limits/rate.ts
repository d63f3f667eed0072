import type { LimitSettings } from '../../policies/gateway-settings.ts';
import { type BucketStore, createMemoryBuckets, type Demand } from './token-buckets.ts';

export type RateBucket = 'global' | 'write' | 'tool' | 'oracle';

/** What a call draws. */
export interface RateCost {
  readonly write: boolean;
  /** How many single writes a bulk call amounts to; 1 for any other. */
  readonly units: number;
}

export type RateDecision =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly which: RateBucket;
      readonly perMinute: number;
      readonly units: number;
      /** Absent when waiting cannot help: the call is larger than the bucket. */
      readonly retryAfterMs?: number;
    };

export interface RateLimits {
  /**
   * Draws a call of `tool` from every bucket it counts in, or from none. `subjectId` is an authenticated
   * subject's or names where the call came from: never something the caller chose.
   */
  take(subjectId: string, tool: string | undefined, cost: RateCost): RateDecision;
  /** Draws a question that could serve to guess hidden values from a bucket of its own. */
  takeOracle(subjectId: string): RateDecision;
}

/**
 * Per subject: one bucket for all calls, one for writes, one for each tool with a limit of its own. A bulk
 * of N writes draws N from the first two, so that it is no cheaper than N calls; a tool's own limit counts
 * calls, since a bulk tool is a tool of its own.
 */
export function createRateLimits(
  settings: LimitSettings,
  now: () => number,
  store: BucketStore = createMemoryBuckets({ now }),
): RateLimits {
  const draw = (subjectId: string, demands: readonly Demand[]): RateDecision => {
    const taken = store.take(subjectId, demands);
    if (taken.ok) return taken;
    const { demand, retryAfterMs } = taken;
    return {
      ok: false,
      which: whichOf(demand.bucket),
      perMinute: demand.perMinute,
      units: demand.units,
      ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
  };
  return {
    take(subjectId, tool, { write, units }) {
      const ofTool = tool === undefined ? undefined : settings.perTool.get(tool);
      return draw(subjectId, [
        { bucket: 'global', perMinute: settings.globalPerMinute, units },
        ...(write ? [{ bucket: 'write', perMinute: settings.writePerMinute, units }] : []),
        ...(ofTool === undefined ? [] : [{ bucket: `tool:${tool}`, perMinute: ofTool, units: 1 }]),
      ]);
    },
    takeOracle: (subjectId) =>
      draw(subjectId, [{ bucket: 'oracle', perMinute: settings.oraclePerMinute, units: 1 }]),
  };
}

function whichOf(bucket: string): RateBucket {
  return bucket === 'global' || bucket === 'write' || bucket === 'oracle' ? bucket : 'tool';
}
