/** What one call wants of one budget. */
export interface BudgetDemand {
  /** Name of the budget within the subject's own. */
  readonly budget: string;
  readonly max: number;
  /** Milliseconds in which no more than `max` may be spent, whenever they begin. */
  readonly windowMs: number;
  /** Zero or more. `rest`: nobody can tell before the call, so all that is left. */
  readonly amount: Amount;
}

export type Amount = number | 'rest';

export interface Reservation {
  /**
   * What the call came to, one amount for each demand, in their order: even more than was reserved. `rest`: all
   * that is left. Answers what is left of each budget then, never less than zero. Again: nothing changes.
   */
  settle(amounts: readonly Amount[]): readonly number[];
}

export type Reserved =
  | { readonly ok: true; readonly reservation: Reservation }
  | {
      readonly ok: false;
      readonly demand: BudgetDemand;
      readonly left: number;
      /** When the same demand may be met; absent when it never can: the budget is too small. */
      readonly retryAfterMs?: number;
    };

/** Where budgets are kept. `reserve` is one step: every demand is met, or nothing is reserved. */
export interface BudgetStore {
  reserve(subject: string, demands: readonly BudgetDemand[]): Reserved;
}

export interface MemoryBudgetOptions {
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  readonly maxSubjects?: number;
}

/** What was spent in one stretch of time, and when it no longer counts. */
interface Spent {
  until: number;
  amount: number;
}

interface Account {
  spent: Spent[];
  /** Reservations of calls under way. */
  readonly open: Map<symbol, number>;
}

/** Amounts are kept in whole thousandths: then no sum is ever rounded. */
const UNIT = 1_000;
/** Into so many stretches a window is divided: what is spent counts until the end of its stretch has passed. */
const STRETCHES = 64;
const MAX_SUBJECTS = 10_000;
/** How long another call that is under way may take, as far as anybody can tell. */
const RETRY_WHEN_RESERVED_MS = 1_000;

/**
 * Budgets in memory, over rolling windows. What is spent is never forgotten early: with too many subjects a
 * newcomer waits until one of them has nothing left to remember.
 */
export function createMemoryBudgets(options: MemoryBudgetOptions): BudgetStore {
  const { now, maxSubjects = MAX_SUBJECTS } = options;
  const subjects = new Map<string, Map<string, Account>>();

  function accountOf(accounts: Map<string, Account>, budget: string, time: number): Account {
    const account = accounts.get(budget) ?? { spent: [], open: new Map() };
    account.spent = account.spent.filter(({ until }) => until > time);
    return account;
  }

  function makeRoom(time: number): boolean {
    if (subjects.size < maxSubjects) return true;
    for (const [subject, accounts] of subjects) {
      const live = [...accounts.values()].some(
        ({ spent, open }) => open.size > 0 || spent.some(({ until }) => until > time),
      );
      if (!live) subjects.delete(subject);
    }
    return subjects.size < maxSubjects;
  }

  return {
    reserve(subject, demands) {
      for (const { amount } of demands) assertAmount(amount);
      const time = now();
      const accounts = subjects.get(subject) ?? new Map<string, Account>();
      const drawn = demands.map((demand) => {
        const account = accountOf(accounts, demand.budget, time);
        const left = toUnits(demand.max) - used(account);
        return { demand, account, left, wanted: wantedOf(demand.amount, left) };
      });
      for (const { demand, account, left, wanted } of drawn) {
        if (left > 0 ? wanted <= left : wanted === 0) continue;
        const retryAfterMs = waitFor(demand, account, wanted, time);
        const refused = { ok: false, demand, left: Math.max(0, left) / UNIT } as const;
        return retryAfterMs === undefined ? refused : { ...refused, retryAfterMs };
      }
      if (!subjects.has(subject) && drawn.length > 0) {
        const [{ demand } = {}] = drawn;
        if (demand && !makeRoom(time)) {
          return { ok: false, demand, left: 0, retryAfterMs: RETRY_WHEN_RESERVED_MS };
        }
        subjects.set(subject, accounts);
      }
      const id = Symbol('reservation');
      for (const { demand, account, wanted } of drawn) {
        account.open.set(id, wanted);
        accounts.set(demand.budget, account);
      }
      let lefts: readonly number[] | undefined;
      const reservation: Reservation = {
        settle(amounts) {
          lefts ??= drawn.map(({ demand, account }, index) =>
            settleOne(demand, account, id, amounts[index] ?? 'rest', now()),
          );
          return lefts;
        },
      };
      return { ok: true, reservation };
    },
  };
}

function settleOne(
  { max, windowMs }: BudgetDemand,
  account: Account,
  id: symbol,
  amount: Amount,
  time: number,
): number {
  account.open.delete(id);
  account.spent = account.spent.filter(({ until }) => until > time);
  const left = toUnits(max) - used(account);
  const units = amount === 'rest' ? Math.max(0, left) : toUnits(amount);
  if (units > 0) {
    const stretch = windowMs / STRETCHES;
    const until = (Math.floor(time / stretch) + 1) * stretch + windowMs;
    const last = account.spent.at(-1);
    if (last?.until === until) last.amount += units;
    else account.spent.push({ until, amount: units });
  }
  return Math.max(0, left - units) / UNIT;
}

function assertAmount(amount: Amount): void {
  if (amount !== 'rest' && !(amount >= 0 && Number.isFinite(amount))) {
    throw new RangeError(`a call takes an amount that is no less than zero: ${amount}`);
  }
}

/** In thousandths, rounded up but for the dust of floating point. */
function toUnits(amount: number): number {
  return Math.ceil(amount * UNIT - 1e-6);
}

/** All that is left is something: with nothing left it cannot be had. */
function wantedOf(amount: Amount, left: number): number {
  return amount === 'rest' ? Math.max(1, left) : toUnits(amount);
}

function used({ spent, open }: Account): number {
  let sum = 0;
  for (const { amount } of spent) sum += amount;
  for (const amount of open.values()) sum += amount;
  return sum;
}

/** Milliseconds until enough of what was spent no longer counts; undefined where that is never enough. */
function waitFor(
  { max }: BudgetDemand,
  { spent, open }: Account,
  wanted: number,
  time: number,
): number | undefined {
  if (wanted > toUnits(max)) return undefined;
  if (open.size > 0) return RETRY_WHEN_RESERVED_MS;
  let left = toUnits(max) - used({ spent, open });
  for (const { until, amount } of spent) {
    left += amount;
    if (left >= wanted) return Math.ceil(until - time);
  }
  return undefined;
}
