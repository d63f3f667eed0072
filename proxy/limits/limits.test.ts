import { describe, expect, test } from 'vitest';
import type { LimitSettings } from '../../policies/gateway-settings.ts';
import { gatewaySettings } from '../identity/gateway-settings.fixture.ts';
import { odooUser } from '../identity/subject.fixture.ts';
import { type CallCost, createLimits } from './limits.ts';

const READ: CallCost = { write: false, units: 1, tool: 'search_read' };
const WRITE: CallCost = { write: true, units: 1, tool: 'write_record' };
const ME = odooUser('demo', 6);
const OTHER = odooUser('sales', 8);

function limitsAt(changes: Partial<LimitSettings> = {}) {
  const clock = { now: 0 };
  const settings = { ...gatewaySettings().limits, ...changes };
  const limits = createLimits(settings, () => clock.now);
  /** Calls that end at once, until one is refused. */
  const run = (cost: CallCost | undefined, times: number, subject = ME) => {
    let admitted = 0;
    for (let n = 0; n < times; n += 1) {
      const slot = limits.admit(subject, cost);
      if ('effect' in slot) break;
      slot.release();
      admitted += 1;
    }
    return admitted;
  };
  return { limits, clock, run };
}

describe('limits', () => {
  test('a minute has so many calls, and so many of them writes', () => {
    const { limits, run } = limitsAt();
    expect(run(WRITE, 100)).toBe(20);
    expect(limits.admit(ME, WRITE)).toMatchObject({
      code: 'rate_limited',
      rule: 'gateway.yaml:rate_limit.write_per_minute',
      reason: 'more than 20 writes a minute.',
      retryAfterMs: 3_000,
    });
    expect(run(READ, 100)).toBe(40);
    expect(limits.admit(ME, READ)).toMatchObject({
      rule: 'gateway.yaml:rate_limit.global_per_minute',
      retryAfterMs: 1_000,
    });
  });

  test('refused writes leave the reads alone', () => {
    const { limits, run } = limitsAt();
    run(WRITE, 20);
    for (let n = 0; n < 500; n += 1) limits.admit(ME, WRITE);
    expect(run(READ, 100)).toBe(40);
  });

  test('subjects have buckets of their own', () => {
    const { run } = limitsAt();
    run(READ, 100);
    expect(run(READ, 100, OTHER)).toBe(60);
  });

  test('a tool with a limit of its own draws on both', () => {
    const { limits, run } = limitsAt({ perTool: new Map([['search_read', 3]]) });
    expect(run(READ, 10)).toBe(3);
    expect(limits.admit(ME, READ)).toMatchObject({
      rule: 'gateway.yaml:limits.per_tool.search_read',
    });
    expect(run({ ...READ, tool: 'other' }, 100)).toBe(57);
  });

  test('a bulk of N writes costs N', () => {
    const { run } = limitsAt();
    expect(run({ ...WRITE, units: 15 }, 2)).toBe(1);
    expect(run(WRITE, 100)).toBe(5);
    expect(run(READ, 100)).toBe(40);
  });

  test('a bulk larger than the bucket is told to split, not to wait', () => {
    const { limits, run } = limitsAt();
    const refused = limits.admit(ME, { ...WRITE, units: 21 });
    expect(refused).toMatchObject({
      code: 'rate_limited',
      reason: expect.stringContaining('counts as 21'),
      allowed: 'Split it into calls of at most 20 each.',
    });
    expect(refused).not.toHaveProperty('retryAfterMs');
    expect(run(WRITE, 100)).toBe(20);
  });

  test('of several buckets that are too small it is told the smallest', () => {
    const { limits } = limitsAt({ globalPerMinute: 60, writePerMinute: 20 });
    expect(limits.admit(ME, { ...WRITE, units: 5_000 })).toMatchObject({
      rule: 'gateway.yaml:rate_limit.write_per_minute',
      allowed: 'Split it into calls of at most 20 each.',
    });
  });

  test('only so many calls are under way at once; the refused one draws nothing', () => {
    const { limits, run } = limitsAt({ concurrent: 2 });
    const [one, two] = [limits.admit(ME, READ), limits.admit(ME, READ)];
    for (let n = 0; n < 100; n += 1) {
      expect(limits.admit(ME, READ)).toMatchObject({
        code: 'too_many_requests',
        rule: 'gateway.yaml:limits.concurrent',
      });
    }
    expect(limits.admit(OTHER, READ)).toHaveProperty('release');
    if ('effect' in one || 'effect' in two) throw new Error('not admitted');
    one.release();
    one.release();
    expect(limits.admit(ME, READ)).toHaveProperty('release');
    expect(limits.admit(ME, READ)).toMatchObject({ code: 'too_many_requests' });
    two.release();
    expect(run(READ, 100)).toBe(57);
  });

  test('a call refused by a rate holds no slot', () => {
    const { limits, run, clock } = limitsAt({ concurrent: 1 });
    expect(run(READ, 100)).toBe(60);
    clock.now += 1_000;
    expect(limits.admit(ME, READ)).toHaveProperty('release');
  });

  test('questions that could serve to guess have a bucket of their own', () => {
    const { limits, run, clock } = limitsAt({ oraclePerMinute: 2 });
    expect([limits.askOracle(ME, ['a']), limits.askOracle(ME, ['b', 'c'])]).toEqual([
      undefined,
      undefined,
    ]);
    expect(limits.askOracle(ME, ['d'])).toMatchObject({
      code: 'rate_limited',
      rule: 'gateway.yaml:limits.oracle_per_minute',
      retryAfterMs: 30_000,
    });
    expect(limits.askOracle(OTHER, ['a'])).toBeUndefined();
    expect(run(READ, 100)).toBe(60);
    clock.now += 30_000;
    expect(limits.askOracle(ME, ['d'])).toBeUndefined();
  });

  test('a question that was asked lately is no new one; one that was refused is', () => {
    const { limits, clock } = limitsAt({ oraclePerMinute: 1 });
    expect(limits.askOracle(ME, [])).toBeUndefined();
    expect(limits.askOracle(ME, ['a'])).toBeUndefined();
    for (let page = 0; page < 100; page += 1) expect(limits.askOracle(ME, ['a'])).toBeUndefined();
    expect(limits.askOracle(ME, ['b'])).toMatchObject({ code: 'rate_limited' });
    expect(limits.askOracle(ME, ['b'])).toMatchObject({ code: 'rate_limited' });
    expect(limits.askOracle(ME, ['a', 'b'])).toMatchObject({ code: 'rate_limited' });
    clock.now += 60_000;
    expect(limits.askOracle(ME, ['b'])).toBeUndefined();
    expect(limits.askOracle(ME, ['a'])).toBeUndefined();
  });

  test('in shadow mode a rate refuses nothing and is told; the number under way is bound', () => {
    const settings = { ...gatewaySettings().limits, globalPerMinute: 1, concurrent: 2 };
    const limits = createLimits(settings, () => 0, 'shadow');
    const first = limits.admit(ME, READ);
    expect(first).not.toHaveProperty('over');
    expect(limits.admit(ME, READ)).toMatchObject({ over: { code: 'rate_limited' } });
    expect(limits.admit(ME, READ)).toMatchObject({ code: 'too_many_requests' });
  });

  test('what is free draws nothing, but is counted while under way', () => {
    const { limits, run } = limitsAt({ concurrent: 1 });
    expect(run(undefined, 500)).toBe(500);
    expect(run(READ, 100)).toBe(60);
    limits.admit(OTHER, undefined);
    expect(limits.admit(OTHER, undefined)).toMatchObject({ code: 'too_many_requests' });
  });
});
