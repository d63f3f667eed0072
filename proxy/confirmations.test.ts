import { expect, it } from 'vitest';
import { createConfirmations } from './confirmations.ts';

const ASKED = { subject: 'ann', digest: 'd' };

function keptAt(most?: number, mostOfOne?: number) {
  const clock = { now: 0 };
  return { clock, kept: createConfirmations(() => clock.now, most, mostOfOne) };
}

it('gives back what was asked, once', () => {
  const { kept } = keptAt();
  const id = kept.open(ASKED);
  expect(kept.take(id, 'ann')).toMatchObject(ASKED);
  expect(kept.take(id, 'ann')).toBeUndefined();
});

it('gives nothing to somebody else, who leaves it as it was', () => {
  const { kept } = keptAt();
  const id = kept.open(ASKED);
  expect(kept.take(id, 'bob')).toBeUndefined();
  expect(kept.take('made-up', 'ann')).toBeUndefined();
  expect(kept.take(id, 'ann')).toMatchObject(ASKED);
});

it('forgets it after five minutes', () => {
  const { kept, clock } = keptAt();
  const [one, other] = [kept.open(ASKED), kept.open(ASKED)];
  clock.now = 299_999;
  expect(kept.take(one, 'ann')).toMatchObject(ASKED);
  clock.now = 300_000;
  expect(kept.take(other, 'ann')).toBeUndefined();
});

it('keeps so many, and forgets the oldest for a new one', () => {
  const { kept } = keptAt(2);
  const [first, second, third] = [kept.open(ASKED), kept.open(ASKED), kept.open(ASKED)];
  expect(kept.take(first, 'ann')).toBeUndefined();
  expect(kept.take(second, 'ann')).toMatchObject(ASKED);
  expect(kept.take(third, 'ann')).toMatchObject(ASKED);
});

it('keeps so many of one subject, whose oldest give way and nobody else’s', () => {
  const { kept } = keptAt(undefined, 2);
  const others = kept.open({ ...ASKED, subject: 'bob' });
  const own = Array.from({ length: 200 }, () => kept.open(ASKED));
  expect(own.filter((id) => kept.take(id, 'ann'))).toEqual(own.slice(-2));
  expect(kept.take(others, 'bob')).toMatchObject({ subject: 'bob' });
});
