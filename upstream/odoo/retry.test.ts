import { describe, expect, it } from 'vitest';
import { ConnectionFailure, type ConnectionTrouble, callCancelled, OdooError } from './errors.ts';
import { MAX_BACKOFF_MS, type Pause, withRetries } from './retry.ts';

const lost = new ConnectionFailure('lost', 'x', 'unknown');

/** Makes an attempt that ends with each of `failures` in turn and then succeeds. */
async function attempts(failures: readonly Error[], maxRetries: number, backoffMs = 1) {
  const pauses: number[] = [];
  const pause: Pause = async (ms) => {
    pauses.push(ms);
  };
  let made = 0;
  const attempt = async () => {
    made += 1;
    const failure = failures[made - 1];
    if (failure !== undefined) throw failure;
    return 'done';
  };
  const result = await withRetries(attempt, { maxRetries, backoffMs }, undefined, pause).catch(
    (error: unknown) => error,
  );
  return { result, made, pauses };
}

describe('retries', () => {
  it('are not needed when the first attempt is answered', async () => {
    expect(await attempts([], 3)).toEqual({ result: 'done', made: 1, pauses: [] });
  });

  it('end with the first answer', async () => {
    expect(await attempts([lost, lost], 3)).toMatchObject({ result: 'done', made: 3 });
  });

  it('are as many as configured, and none for 0', async () => {
    const always = Array<Error>(20).fill(lost);
    expect(await attempts(always, 2)).toMatchObject({ result: lost, made: 3 });
    expect(await attempts(always, 0)).toMatchObject({ result: lost, made: 1 });
  });

  it('wait twice as long each time, up to a limit', async () => {
    const { pauses } = await attempts(Array<Error>(6).fill(lost), 6, 1_000);
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, MAX_BACKOFF_MS, MAX_BACKOFF_MS]);
  });

  it.each<ConnectionTrouble>([
    'interrupted',
    'timeout',
    'unavailable',
    'misdirected',
    'cancelled',
    'suspended',
  ])('are not made when the trouble is %s', async (trouble) => {
    expect((await attempts([new ConnectionFailure(trouble, 'x')], 3)).made).toBe(1);
  });

  it.each<Error>([
    new OdooError('access', 'x'),
    new OdooError('connection', 'Odoo says its database is away'),
    new TypeError('x'),
  ])('are not made after %o', async (error) => {
    expect(await attempts([error], 3)).toEqual({ result: error, made: 1, pauses: [] });
  });

  it('end when the caller cancels during the pause', async () => {
    const cancel = new AbortController();
    let made = 0;
    const result = withRetries(
      async () => {
        made += 1;
        queueMicrotask(() => cancel.abort());
        throw lost;
      },
      { maxRetries: 5, backoffMs: 60_000 },
      cancel.signal,
    );
    await expect(result).rejects.toEqual(callCancelled());
    expect(made).toBe(1);
  });
});
