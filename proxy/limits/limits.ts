import { type Deny, deny } from '../../policies/decision.ts';
import type { GatewaySettings, LimitSettings } from '../../policies/gateway-settings.ts';
import type { Subject } from '../../policies/subject.ts';
import { type BudgetStore, createMemoryBudgets } from './budget-ledger.ts';
import { type Budgets, createBudgets } from './budgets.ts';
import { createConcurrency, type Slot } from './concurrency.ts';
import { createRateLimits, type RateBucket, type RateCost, type RateDecision } from './rate.ts';
import { createRecentQuestions } from './recent-questions.ts';
import { type BucketStore, createMemoryBuckets } from './token-buckets.ts';

/** What a call counts as; undefined where it is free (liveness, handshakes). */
export type CallCost = RateCost & {
  readonly tool?: string;
  /** A stream that stays open as long as its client likes. */
  readonly lasting?: true;
};

export interface Limits {
  /** Lets a call of the subject begin, or says when it may. Release the slot when the call is over. */
  admit(subject: Subject, cost: CallCost | undefined): Admitted | Deny;
  /**
   * Counts a call whose questions could serve to guess hidden values, unless all were asked lately; says when it
   * may be made where it may not now.
   */
  askOracle(subject: Subject, questions: readonly string[]): Deny | undefined;
  readonly budgets: Budgets;
}

export interface Admitted extends Slot {
  /** In shadow mode: the rate that would have refused the call. */
  readonly over?: Deny;
}

/** Where the counts of limits are kept. */
export type LimitStore = BucketStore & BudgetStore;

/** `now`: milliseconds of a clock that never goes back. */
function createMemoryLimitStore(now: () => number): LimitStore {
  return { ...createMemoryBuckets({ now }), ...createMemoryBudgets({ now }) };
}

const RETRY_WHEN_BUSY_MS = 1_000;

/**
 * The limits of one running guard, kept in memory. `now`: milliseconds of a clock that never goes back. In
 * shadow mode the rates refuse nothing; how many calls are under way at once protects the guard itself.
 */
export function createLimits(
  settings: LimitSettings,
  now: () => number,
  mode: GatewaySettings['mode'] = 'enforce',
  store: LimitStore = createMemoryLimitStore(now),
): Limits {
  const rates = createRateLimits(settings, now, store);
  const calls = createConcurrency(settings.concurrent);
  // Counted apart, or whoever listens could not call any more.
  const streams = createConcurrency(settings.concurrent);
  const questions = createRecentQuestions(now);

  return {
    admit(subject, cost) {
      // The slot first: a call refused for want of one has drawn nothing.
      const lasting = cost?.lasting === true;
      const slot = (lasting ? streams : calls).enter(subject.id);
      if (!slot)
        return tooMany(settings.concurrent, lasting ? 'streams are open' : 'calls are under way');
      if (!cost) return slot;
      const taken = rates.take(subject.id, cost.tool, cost);
      if (taken.ok) return slot;
      const refused = rateDenied(taken, cost.tool);
      if (mode === 'shadow') return { ...slot, over: refused };
      slot.release();
      return refused;
    },
    askOracle({ id }, asked) {
      if (asked.every((question) => questions.has(id, question))) return undefined;
      const taken = rates.takeOracle(id);
      if (!taken.ok) return rateDenied(taken, undefined);
      for (const question of asked) questions.add(id, question);
      return undefined;
    },
    budgets: createBudgets(settings.budgets, store),
  };
}

function tooMany(limit: number, what: string): Deny {
  return deny(
    'too_many_requests',
    'gateway.yaml:limits.concurrent',
    `${limit} ${what} already, as many as one subject may have at once.`,
    { retryAfterMs: RETRY_WHEN_BUSY_MS },
  );
}

function rateDenied(taken: Extract<RateDecision, { ok: false }>, tool: string | undefined): Deny {
  const { which, perMinute, units, retryAfterMs } = taken;
  const { rule, calls } = bucketWords(which, tool);
  if (retryAfterMs === undefined) {
    return deny(
      'rate_limited',
      rule,
      `the call counts as ${units} ${calls}, more than the ${perMinute} a minute it could ever draw on: it was refused as a whole.`,
      { allowed: `Split it into calls of at most ${perMinute} each.` },
    );
  }
  return deny('rate_limited', rule, `more than ${perMinute} ${calls} a minute.`, { retryAfterMs });
}

function bucketWords(
  which: RateBucket,
  tool: string | undefined,
): { readonly rule: string; readonly calls: string } {
  switch (which) {
    case 'global':
      return { rule: 'gateway.yaml:rate_limit.global_per_minute', calls: 'calls' };
    case 'write':
      return { rule: 'gateway.yaml:rate_limit.write_per_minute', calls: 'writes' };
    case 'tool':
      return { rule: `gateway.yaml:limits.per_tool.${tool}`, calls: 'calls of this tool' };
    case 'oracle':
      return {
        rule: 'gateway.yaml:limits.oracle_per_minute',
        calls: 'counts, groups and searches with a new condition, on models with hidden fields,',
      };
    default:
      return which satisfies never;
  }
}
