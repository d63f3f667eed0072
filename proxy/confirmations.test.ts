import { expect, it } from 'vitest';
import { createConfirmations } from './confirmations.ts';

const ASKED = { subject: 'ann', digest: 'd' };

function keptAt(most?: number) {
  const clock = { now: 0 };
  return { clock, kept: createConfirmations(() => clock.now, most) };
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
