import { describe, expect, it } from 'vitest';
import { createCircuitBreaker } from './circuit-breaker.ts';
import { ConnectionFailure, type ConnectionTrouble, callCancelled, OdooError } from './errors.ts';

const SUSPENDED = { class: 'connection', trouble: 'suspended', outcome: 'refused' };

/** A breaker that opens after three failures for ten seconds, on a clock that is moved by hand. */
function breaker() {
  let time = 5_000;
  const changes: string[] = [];
  const made: string[] = [];
  const circuit = createCircuitBreaker(
    { failures: 3, recoveryMs: 10_000 },
    { now: () => time, onChange: (state) => changes.push(state) },
  );
  const call = (how: string, ending: Promise<unknown>) =>
    circuit.run(() => {
      made.push(how);
      return ending;
    });
  return {
    changes,
    made,
    pass: (ms: number) => {
      time += ms;
    },
    answer: () => call('answer', Promise.resolve(1)),
    failWith: (error: unknown) =>
      expect(call('failure', Promise.reject(error))).rejects.toBe(error),
    fail: async (times = 1) => {
      for (let n = 0; n < times; n += 1) {
        const lost = new ConnectionFailure('lost', 'x', 'unknown');
        await expect(call('failure', Promise.reject(lost))).rejects.toBe(lost);
      }
    },
    /** A call that ends when told to. */
    start: () => {
      const { promise, resolve, reject } = withResolvers();
      return { ended: call('started', promise), succeed: () => resolve(1), fail: reject };
    },
  };
}

function withResolvers() {
  let resolve: (value: unknown) => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<unknown>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

describe('a circuit breaker', () => {
  it('opens after that many failures in a row, and then makes no call', async () => {
    const { fail, answer, made, changes } = breaker();
    await fail(2);
    await answer();
    await fail(3);
    await expect(answer()).rejects.toMatchObject(SUSPENDED);
    expect(made).toHaveLength(6);
    expect(changes).toEqual(['open']);
  });

  it('says how many seconds are left', async () => {
    const { fail, answer, pass } = breaker();
    await fail(3);
    await expect(answer()).rejects.toThrow('try again in 10 s');
    pass(7_500);
    await expect(answer()).rejects.toThrow('try again in 3 s');
    pass(2_499);
    await expect(answer()).rejects.toThrow('try again in 1 s');
  });

  it('lets one call through after the recovery time, and closes when it is answered', async () => {
    const { fail, start, answer, pass, made, changes } = breaker();
    await fail(3);
    pass(10_000);
    const trial = start();
    await expect(answer()).rejects.toMatchObject(SUSPENDED);
    trial.succeed();
    await trial.ended;
    await Promise.all([answer(), answer()]);
    expect(made).toEqual([...Array(3).fill('failure'), 'started', 'answer', 'answer']);
    expect(changes).toEqual(['open', 'closed']);
  });

  it('opens again for the whole time when the trial fails', async () => {
    const { fail, answer, pass, changes } = breaker();
    await fail(3);
    pass(10_000);
    await fail(1);
    pass(9_999);
    await expect(answer()).rejects.toMatchObject(SUSPENDED);
    pass(1);
    await answer();
    expect(changes).toEqual(['open', 'closed']);
  });

  it('tries the next call when the trial was cancelled', async () => {
    const { fail, failWith, answer, pass } = breaker();
    await fail(3);
    pass(10_000);
    await failWith(callCancelled());
    expect(await answer()).toBe(1);
  });

  it('counts afresh after it closed', async () => {
    const { fail, answer, pass } = breaker();
    await fail(3);
    pass(10_000);
    await answer();
    await fail(2);
    expect(await answer()).toBe(1);
  });

  it('takes no late answer or failure of an earlier time into account', async () => {
    const { fail, start, answer, pass } = breaker();
    const [lateAnswer, lateFailure] = [start(), start()];
    await fail(3);
    lateAnswer.succeed();
    await lateAnswer.ended;
    await expect(answer()).rejects.toMatchObject(SUSPENDED);
    pass(10_000);
    await answer();
    await fail(2);
    const lost = new ConnectionFailure('lost', 'x');
    lateFailure.fail(lost);
    await expect(lateFailure.ended).rejects.toBe(lost);
    expect(await answer()).toBe(1);
  });

  it.each<ConnectionTrouble>(['unreachable', 'lost', 'interrupted', 'timeout', 'unavailable'])(
    'counts %s',
    async (trouble) => {
      const { failWith, answer } = breaker();
      for (let n = 0; n < 3; n += 1) await failWith(new ConnectionFailure(trouble, 'x'));
      await expect(answer()).rejects.toMatchObject(SUSPENDED);
    },
  );

  it.each<[string, Error]>([
    ['a cancelled call', callCancelled()],
    ["another server's answer", new ConnectionFailure('misdirected', 'x')],
    ['a fault of this server', new TypeError('x')],
  ])('neither counts %s nor takes it for an answer', async (_case, error) => {
    const { fail, failWith, answer } = breaker();
    await fail(2);
    for (let n = 0; n < 5; n += 1) await failWith(error);
    await fail(1);
    await expect(answer()).rejects.toMatchObject(SUSPENDED);
  });

  it.each(['access', 'auth', 'validation', 'internal', 'connection'] as const)(
    "takes Odoo's own %s error for an answer",
    async (errorClass) => {
      const { fail, failWith, answer } = breaker();
      await fail(2);
      await failWith(new OdooError(errorClass, 'x'));
      await fail(2);
      expect(await answer()).toBe(1);
    },
  );
});
