import { expect, test } from 'vitest';
import { boundedLog } from './bounded-log.ts';

function bounded() {
  const lines: string[] = [];
  const clock = { now: 0 };
  const log = boundedLog(
    (line) => void lines.push(line),
    () => clock.now,
  );
  return { lines, clock, log };
}

test('what a busy program writes passes as it is', () => {
  const { lines, clock, log } = bounded();
  for (let line = 0; line < 10_000; line += 1) {
    clock.now += 20;
    log(`line ${line}`);
  }
  expect(lines).toHaveLength(10_000);
  expect(lines[9_999]).toBe('line 9999');
});

test('of a flood little passes, and how much did not is said', () => {
  const { lines, clock, log } = bounded();
  for (let line = 0; line < 100_000; line += 1) log('flood');
  expect(lines).toHaveLength(1_000);
  clock.now += 20;
  log('after');
  expect(lines.slice(1_000)).toEqual([
    '(99000 more lines came too fast and are not logged)',
    'after',
  ]);
});

test('a line is as long as anybody reads', () => {
  const { lines, log } = bounded();
  log('x'.repeat(65_000));
  expect(lines[0]).toHaveLength(4_097);
});
