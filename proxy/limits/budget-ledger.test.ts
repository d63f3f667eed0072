import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Amount, type BudgetDemand, createMemoryBudgets } from './budget-ledger.ts';

const HOUR = 3_600_000;

function ledgerAt(maxSubjects?: number) {
  const clock = { now: 0 };
  const store = createMemoryBudgets({
    now: () => clock.now,
    ...(maxSubjects === undefined ? {} : { maxSubjects }),
  });
  const want = (amount: Amount, max = 10): BudgetDemand => ({
    budget: 'b',
    max,
    windowMs: HOUR,
    amount,
  });
  /** Reserves and settles at once; false where it was refused. */
  const spend = (amount: Amount, came: Amount = amount, subject = 'a', max = 10) => {
    const reserved = store.reserve(subject, [want(amount, max)]);
    return reserved.ok ? reserved.reservation.settle([came]) : false;
  };
  return { store, clock, want, spend };
}

describe('a budget', () => {
  test('is spent once in its window, and flows back when the window has passed', () => {
    const { spend, clock } = ledgerAt();
    expect(spend(6)).toEqual([4]);
    clock.now += HOUR / 2;
    expect(spend(4)).toEqual([0]);
    expect(spend(1)).toBe(false);
    clock.now = HOUR + HOUR / 64;
    expect(spend(6)).toEqual([0]);
    expect(spend(1)).toBe(false);
  });

  test('tells when a refused call may come back, and then it may', () => {
    const { store, want, spend, clock } = ledgerAt();
    spend(6);
    clock.now += 1_000;
    const refused = store.reserve('a', [want(5)]);
    if (refused.ok) throw new Error('not refused');
    expect(refused.left).toBe(4);
    clock.now += (refused.retryAfterMs ?? 0) - 1;
    expect(spend(5)).toBe(false);
    clock.now += 1;
    expect(spend(5)).toEqual([5]);
  });

  test('is never enough for more than all of it: no time is told', () => {
    const { store, want } = ledgerAt();
    expect(store.reserve('a', [want(11)])).toEqual({ ok: false, demand: want(11), left: 10 });
  });

  test('is held by a call under way, and given back by one that came to nothing', () => {
    const { store, want } = ledgerAt();
    const first = store.reserve('a', [want(8)]);
    expect(store.reserve('a', [want(3)])).toMatchObject({ ok: false, retryAfterMs: 1_000 });
    if (first.ok) first.reservation.settle([0]);
    expect(store.reserve('a', [want(10)])).toMatchObject({ ok: true });
  });

  test('is held as a whole by a call nobody can put a figure on', () => {
    const { store, want } = ledgerAt();
    const first = store.reserve('a', [want('rest')]);
    expect(store.reserve('a', [want('rest')])).toMatchObject({ ok: false });
    expect(store.reserve('a', [want(0)])).toMatchObject({ ok: true });
    if (first.ok) expect(first.reservation.settle([3])).toEqual([7]);
    expect(store.reserve('a', [want(7)])).toMatchObject({ ok: true });
  });

  test('can be overdrawn by what a call came to, and is then empty', () => {
    const { spend } = ledgerAt();
    expect(spend('rest', 25)).toEqual([0]);
    expect(spend(0.001)).toBe(false);
    expect(spend('rest')).toBe(false);
    expect(spend(0)).toEqual([0]);
  });

  test('is spent to the last by what cannot be known', () => {
    const { spend } = ledgerAt();
    spend(2);
    expect(spend('rest', 'rest')).toEqual([0]);
    expect(spend(1)).toBe(false);
  });

  test('is settled once', () => {
    const { store, want } = ledgerAt();
    const reserved = store.reserve('a', [want(8)]);
    if (!reserved.ok) throw new Error('refused');
    expect(reserved.reservation.settle([8])).toEqual([2]);
    expect(reserved.reservation.settle([0])).toEqual([2]);
    expect(store.reserve('a', [want(3)]).ok).toBe(false);
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('takes no amount of %s', (amount) => {
    const { store, want } = ledgerAt();
    expect(() => store.reserve('a', [want(amount)])).toThrow(RangeError);
  });

  test('belongs to one subject', () => {
    const { spend } = ledgerAt();
    spend(10);
    expect(spend(10, 10, 'b')).toEqual([0]);
  });

  test('leaves nothing reserved when another of the call is not met', () => {
    const { store, want } = ledgerAt();
    const other = { ...want(20), budget: 'other' };
    expect(store.reserve('a', [want(10), other]).ok).toBe(false);
    expect(store.reserve('a', [want(10)]).ok).toBe(true);
  });

  test('in any stretch as long as its window no more is spent than it has', () => {
    const step = fc.record({
      pause: fc.oneof(fc.nat(1_000), fc.nat(HOUR / 8), fc.nat(2 * HOUR)),
      amount: fc.integer({ min: 1, max: 900 }).map((thousandths) => thousandths / 100),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { spend, clock } = ledgerAt();
        const spent: { at: number; amount: number }[] = [];
        for (const { pause, amount } of steps) {
          clock.now += pause;
          if (spend(amount)) spent.push({ at: clock.now, amount });
        }
        spent.forEach((first, index) => {
          const within = spent.slice(index).filter(({ at }) => at <= first.at + HOUR);
          const sum = within.reduce((total, { amount }) => total + amount, 0);
          expect(sum).toBeLessThanOrEqual(10 + 1e-6);
        });
      }),
    );
  });
});

describe('too many subjects', () => {
  test('what was spent is not forgotten for a newcomer, who waits', () => {
    const { spend, store, want, clock } = ledgerAt(2);
    spend(10, 10, 'a');
    spend(1, 1, 'b');
    expect(store.reserve('c', [want(1)])).toMatchObject({ ok: false, retryAfterMs: 1_000 });
    clock.now += 2 * HOUR;
    expect(spend(1, 1, 'c')).toEqual([9]);
  });
});
