import { type Deny, deny } from '../../policies/decision.ts';
import type { LimitSettings } from '../../policies/gateway-settings.ts';
import type { Subject } from '../../policies/subject.ts';
import { createConcurrency, type Slot } from './concurrency.ts';
import { createRateLimits, type RateCost, type RateDecision } from './rate.ts';

/** What a call counts as; undefined where it is free (liveness, handshakes). */
export type CallCost = RateCost & { readonly tool?: string };

export interface Limits {
  /** Lets a call of the subject begin, or says when it may. Release the slot when the call is over. */
  admit(subject: Subject, cost: CallCost | undefined): Slot | Deny;
}

const RETRY_WHEN_BUSY_MS = 1_000;

/** The limits of one running guard, kept in memory. `now`: milliseconds of a clock that never goes back. */
export function createLimits(settings: LimitSettings, now: () => number): Limits {
  const rates = createRateLimits(settings, now);
  const concurrency = createConcurrency(settings.concurrent);

  return {
    admit(subject, cost) {
      // The slot first: a call refused for want of one has drawn nothing.
      const slot = concurrency.enter(subject.id);
      if (!slot) return tooMany(settings.concurrent);
      if (!cost) return slot;
      const taken = rates.take(subject.id, cost.tool, cost);
      if (taken.ok) return slot;
      slot.release();
      return rateDenied(taken, cost.tool);
    },
  };
}

function tooMany(limit: number): Deny {
  return deny(
    'too_many_requests',
    'gateway.yaml:limits.concurrent',
    `${limit} calls are under way already, as many as one subject may have at once.`,
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
  which: 'global' | 'write' | 'tool',
  tool: string | undefined,
): { readonly rule: string; readonly calls: string } {
  switch (which) {
    case 'global':
      return { rule: 'gateway.yaml:rate_limit.global_per_minute', calls: 'calls' };
    case 'write':
      return { rule: 'gateway.yaml:rate_limit.write_per_minute', calls: 'writes' };
    case 'tool':
      return { rule: `gateway.yaml:limits.per_tool.${tool}`, calls: 'calls of this tool' };
    default:
      return which satisfies never;
  }
}
