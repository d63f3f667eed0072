import type { BudgetPeriod, BudgetRule } from '../../policies/budget-rule.ts';
import { type Deny, deny, type Note } from '../../policies/decision.ts';
import type { Subject } from '../../policies/subject.ts';
import type { Amount, BudgetDemand, BudgetStore } from './budget-ledger.ts';

/** What one call takes of one budget, as far as it is known before the call. */
export interface Charge {
  readonly rule: BudgetRule;
  readonly amount: Amount;
  /** Whether the caller may be told figures: not where they tell of a field it may not read. */
  readonly mayTell: boolean;
}

/** Charges of a call under way. */
export interface Held {
  /** What the call came to, in the order of the charges. Answers what the caller is told of what is left. */
  settle(amounts: readonly Amount[]): readonly Note[];
}

export interface Budgets {
  readonly rules: readonly BudgetRule[];
  /** Holds all charges of a call, or none and says why. */
  hold(subject: Subject, charges: readonly Charge[]): Held | Deny;
}

const WINDOW_MS: Readonly<Record<BudgetPeriod, number>> = {
  minute: 60_000,
  hour: 3_600_000,
  day: 86_400_000,
};
/** The share of a budget below which what is left is told. */
const LITTLE = 0.1;

/** Holds calls to the budgets of a policy, each subject to its own share of every rule. */
export function createBudgets(rules: readonly BudgetRule[], store: BudgetStore): Budgets {
  return {
    rules,
    hold(subject, charges) {
      const reserved = store.reserve(subject.id, charges.map(demandOf));
      if (!reserved.ok) {
        const charge = charges.find(({ rule }) => rule.rule === reserved.demand.budget);
        if (!charge) throw new Error('a budget refused that nothing was wanted of');
        return exceeded(charge, reserved.left, reserved.retryAfterMs);
      }
      return {
        settle(amounts) {
          const lefts = reserved.reservation.settle(amounts);
          return charges.flatMap((charge, index) =>
            noteOf(charge, amounts[index] ?? 'rest', lefts[index] ?? 0),
          );
        },
      };
    },
  };
}

function demandOf({ rule: { rule, max, per }, amount }: Charge): BudgetDemand {
  return { budget: rule, max, windowMs: WINDOW_MS[per], amount };
}

function exceeded({ rule, amount, mayTell }: Charge, left: number, retryAfterMs?: number): Deny {
  const { max, per } = rule;
  const budget = mayTell ? `${left} of ${max} ${unitOf(rule)}` : `too little of ${unitOf(rule)}`;
  const wanted =
    amount === 'rest'
      ? 'what it takes is known only when it is done'
      : mayTell
        ? `it takes ${amount}`
        : 'it takes more';
  const reason = `the budget has ${budget} left for this ${per}, and ${wanted}.`;
  return retryAfterMs === undefined
    ? deny('budget_exceeded', rule.rule, reason, {
        allowed: `No single call may take more than ${max}: split it into smaller ones.`,
      })
    : deny('budget_exceeded', rule.rule, reason, { retryAfterMs });
}

function unitOf({ measure }: BudgetRule): string {
  switch (measure.kind) {
    case 'records':
      return 'records';
    case 'calls':
      return 'calls';
    case 'sum':
      return measure.field;
    default:
      return measure satisfies never;
  }
}

const UNREAD = 'what the call came to could not be read, so all that was left counts as spent.';

function noteOf({ rule, mayTell }: Charge, amount: Amount, left: number): readonly Note[] {
  if (left >= rule.max * LITTLE) return [];
  return [
    {
      kind: 'budget_low',
      rule: rule.rule,
      per: rule.per,
      max: rule.max,
      ...(mayTell ? { left } : {}),
      ...(amount === 'rest' ? { reason: UNREAD } : {}),
    },
  ];
}
