import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BucketStore, createMemoryBuckets, type Demand } from './token-buckets.ts';

const want = (bucket: string, perMinute: number, units = 1): Demand => ({
  bucket,
  perMinute,
  units,
});

function bucketsAt(maxSubjects?: number) {
  const clock = { now: 0 };
  const options = { now: () => clock.now };
  const store = createMemoryBuckets(
    maxSubjects === undefined ? options : { ...options, maxSubjects },
  );
  return { store, clock };
}

/** How many single tokens can be had right now. */
function drain(store: BucketStore, subject: string, demand: Demand): number {
  let taken = 0;
  while (store.take(subject, [demand]).ok) taken += 1;
  return taken;
}

describe('token buckets', () => {
  test('allow a burst up to the capacity, then a steady flow', () => {
    const { store, clock } = bucketsAt();
    expect(drain(store, 'a', want('global', 60))).toBe(60);
    clock.now += 999;
    expect(drain(store, 'a', want('global', 60))).toBe(0);
    clock.now += 1;
    expect(drain(store, 'a', want('global', 60))).toBe(1);
    clock.now += 30_000;
    expect(drain(store, 'a', want('global', 60))).toBe(30);
    clock.now += 10_000_000;
    expect(drain(store, 'a', want('global', 60))).toBe(60);
  });

  test('a refusal takes nothing from any bucket', () => {
    const { store } = bucketsAt();
    const both = [want('global', 60), want('write', 2)];
    expect([store.take('a', both).ok, store.take('a', both).ok]).toEqual([true, true]);
    for (let again = 0; again < 100; again += 1) expect(store.take('a', both).ok).toBe(false);
    expect(drain(store, 'a', want('global', 60))).toBe(58);
  });

  test('name the bucket that has to wait longest', () => {
    const { store } = bucketsAt();
    drain(store, 'a', want('global', 60));
    drain(store, 'a', want('write', 20));
    expect(store.take('a', [want('global', 60), want('write', 20)])).toMatchObject({
      ok: false,
      demand: { bucket: 'write' },
      retryAfterMs: 3_000,
    });
  });

  test('a demand larger than its bucket can never be met, and says so', () => {
    const { store } = bucketsAt();
    const refused = store.take('a', [want('global', 60), want('write', 20, 21)]);
    expect(refused).toEqual({ ok: false, demand: want('write', 20, 21) });
    expect(store.take('a', [want('off', 0)])).not.toHaveProperty('retryAfterMs');
    expect(store.take('a', [want('write', 20, 20)]).ok).toBe(true);
  });

  test.each([0, -1, 0.5, Number.NaN])(
    'a price of %s tokens is a mistake, not a free call',
    (units) => {
      const { store } = bucketsAt();
      expect(() => store.take('a', [want('global', 60, units)])).toThrow(RangeError);
    },
  );

  test('subjects do not share', () => {
    const { store } = bucketsAt();
    drain(store, 'a', want('global', 60));
    expect(drain(store, 'b', want('global', 60))).toBe(60);
  });

  test('a clock that goes back gives nothing and takes nothing', () => {
    const { store, clock } = bucketsAt();
    clock.now = 100_000;
    store.take('a', [want('global', 60, 30)]);
    clock.now = 90_000;
    expect(drain(store, 'a', want('global', 60))).toBe(30);
    clock.now = 0;
    expect(drain(store, 'a', want('global', 60))).toBe(0);
    clock.now = 100_000;
    expect(drain(store, 'a', want('global', 60))).toBe(0);
  });

  const pause = fc.oneof(fc.nat(50), fc.nat(5_000), fc.nat(200_000));
  const rate = fc.integer({ min: 1, max: 500 });

  test('never give more than the capacity and what flowed in, over any stretch of time', () => {
    const step = fc.record({ pause, units: fc.integer({ min: 1, max: 8 }) });
    fc.assert(
      fc.property(rate, fc.array(step, { minLength: 1, maxLength: 80 }), (perMinute, steps) => {
        const { store, clock } = bucketsAt();
        const granted: { at: number; units: number }[] = [];
        for (const { pause: ms, units } of steps) {
          clock.now += ms;
          if (store.take('a', [want('global', perMinute, units)]).ok) {
            granted.push({ at: clock.now, units });
          }
        }
        granted.forEach((first, from) => {
          let sum = 0;
          for (const { at, units } of granted.slice(from)) {
            sum += units;
            // In 1/60000 tokens, so that the comparison is exact.
            expect(sum * 60_000).toBeLessThanOrEqual((60_000 + at - first.at) * perMinute);
          }
        });
      }),
    );
  });

  test('what was refused succeeds after exactly the time it was told, and not sooner', () => {
    fc.assert(
      fc.property(rate, rate, pause, fc.integer({ min: 1, max: 500 }), (one, two, ms, units) => {
        fc.pre(units <= one && units <= two);
        const { store, clock } = bucketsAt();
        const demands = [want('global', one, units), want('write', two, units)];
        store.take('a', demands);
        clock.now += ms;
        const refused = store.take('a', demands);
        if (refused.ok) return;
        const wait = refused.retryAfterMs ?? Number.NaN;
        clock.now += wait - 1;
        expect(store.take('a', demands).ok).toBe(false);
        clock.now += 1;
        expect(store.take('a', demands).ok).toBe(true);
      }),
    );
  });
});

describe('too many subjects', () => {
  test('flooding with new ones does not refill a drained bucket', () => {
    const { store } = bucketsAt(50);
    const demand = want('global', 60);
    drain(store, 'victim', demand);
    for (let n = 0; n < 1_000; n += 1) expect(store.take(`flood-${n}`, [demand]).ok).toBe(true);
    expect(store.take('victim', [demand]).ok).toBe(false);
  });

  test('full buckets are forgotten first', () => {
    const { store, clock } = bucketsAt(2);
    const demand = want('global', 60);
    store.take('rested', [demand]);
    clock.now += 1_000;
    expect(drain(store, 'busy', want('global', 60, 10))).toBe(6);
    store.take('busy', [demand]);
    expect(store.take('new', [demand]).ok).toBe(true);
    expect(drain(store, 'busy', demand)).toBe(0);
  });

  test('when all are drained a newcomer waits until one is not', () => {
    const { store, clock } = bucketsAt(2);
    const demand = want('global', 60);
    drain(store, 'a', demand);
    drain(store, 'b', demand);
    expect(store.take('c', [demand])).toMatchObject({ ok: false, retryAfterMs: 1_000 });
    clock.now += 1_000;
    expect(store.take('c', [demand]).ok).toBe(true);
  });

  test('whoever floods, a subject gets no more than its bucket gives while it is drained', () => {
    const call = fc.record({ flood: fc.nat(40), tries: fc.nat(30), pause: fc.nat(400) });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 20 }), (calls) => {
        const { store, clock } = bucketsAt(10);
        const demand = want('global', 60);
        drain(store, 'watched', demand);
        let granted = 0;
        let fresh = 0;
        for (const { flood, tries, pause } of calls) {
          clock.now += pause;
          for (let n = 0; n < tries; n += 1) if (store.take('watched', [demand]).ok) granted += 1;
          drain(store, 'watched', demand);
          for (let n = 0; n < flood; n += 1) {
            store.take(`flood-${fresh}`, [demand]);
            fresh += 1;
          }
        }
        expect(granted).toBeLessThanOrEqual(clock.now / 1_000);
      }),
    );
  });
});
