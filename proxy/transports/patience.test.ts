import { expect, it } from 'vitest';
import { patienceFor, silenceFor } from './patience.ts';

const USUAL = { timeoutMs: 60_000, idleMs: 300_000 };

it('a stream may be silent for five minutes, or as long as the operator lets an answer take', () => {
  expect(silenceFor(60_000)).toBe(300_000);
  expect(silenceFor(3_600_000)).toBe(3_600_000);
});

it('what is for waiting may be silent for any time', () => {
  expect(patienceFor('tools/call', USUAL)).toEqual(USUAL);
  expect(patienceFor('subscriptions/listen', USUAL)).toEqual({ timeoutMs: 60_000, idleMs: 0 });
  expect(patienceFor('tasks/result', USUAL).idleMs).toBe(0);
});
