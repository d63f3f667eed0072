import { describe, expect, it } from 'vitest';
import { connect, count, failureOf, LOST, methodOf, partner } from './configured.fixture.ts';

describe('ODOO_POOL_SIZE', () => {
  it.each(['1', '3'])('of %s is how many connections Odoo sees', async (size) => {
    const waiting: (() => void)[] = [];
    const { client, sent } = await connect({ ODOO_POOL_SIZE: size }, async () => {
      // Nobody is answered before the pool is full: with fewer connections this would never end.
      if (waiting.length < Number(size)) {
        const full = new Promise<void>((resolve) => waiting.push(resolve));
        if (waiting.length === Number(size)) for (const go of waiting) go();
        await full;
      }
      return { result: 3 };
    });
    await Promise.all(Array.from({ length: 8 }, () => count(client)));
    const calls = sent('search_count');
    expect(calls).toHaveLength(8);
    expect(new Set(calls.map((call) => call.connection)).size).toBe(Number(size));
  });
});

describe('ODOO_MAX_RETRIES', () => {
  it.each([
    ['0', 1],
    ['1', 2],
    ['3', 4],
  ])('of %s sends a read that is lost %i times', async (retries, times) => {
    const { client, sent } = await connect({ ODOO_MAX_RETRIES: retries }, () => LOST);
    expect(failureOf(await count(client)).error).toEqual({ class: 'connection', retryable: true });
    expect(sent('search_count')).toHaveLength(times);
  });

  it('turns a read that is lost once into an answer', async () => {
    let lost = 0;
    const { client } = await connect({}, () => {
      lost += 1;
      return lost === 1 ? LOST : { result: 3 };
    });
    expect((await count(client)).structuredContent).toMatchObject({ count: 3 });
  });

  it.each<[string, string, Record<string, unknown>]>([
    ['create', 'create_record', { values: { name: 'x' } }],
    ['write', 'update_record', { record_id: 1, values: { name: 'x' } }],
    ['unlink', 'delete_record', { record_id: 1 }],
    ['action_go', 'execute_method', { method: 'action_go', record_ids: [1] }],
    ['read', 'execute_method', { method: 'read', record_ids: [1] }],
  ])('never sends %s of %s again', async (method, tool, args) => {
    const { client, sent } = await connect({ ODOO_MAX_RETRIES: '5' }, (call) => {
      if (methodOf(call) === 'fields_get') return { result: { name: { type: 'char' } } };
      const isCheck = tool === 'delete_record' && methodOf(call) === 'read';
      return isCheck ? { result: [{ id: 1, display_name: 'x' }] } : LOST;
    });
    expect(failureOf(await client.call(tool, { ...partner, ...args })).text).toContain(
      'not known whether',
    );
    expect(sent(method)).toHaveLength(1);
  });

  it.each([
    ['password', 'authenticate'],
    ['session', 'get_session_info'],
  ])('never sends a login by %s again', async (method, path) => {
    const { client, sent } = await connect({ ODOO_MAX_RETRIES: '5' }, () => LOST);
    const credential = 's'.repeat(40);
    const result = await client.call('login', { method, username: 'bob', credential });
    expect(failureOf(result).error).toMatchObject({ class: 'connection' });
    expect(sent(path)).toHaveLength(1);
  });
});

describe('ODOO_RETRY_BACKOFF_MS', () => {
  it.each([
    ['7', [7, 14, 28]],
    ['100', [100, 200, 400]],
  ])('of %s is the first pause, doubled each time', async (backoff, pauses) => {
    const waited: number[] = [];
    const pause = async (ms: number) => {
      waited.push(ms);
    };
    const variables = { ODOO_RETRY_BACKOFF_MS: backoff, ODOO_MAX_RETRIES: '3' };
    const { client } = await connect(variables, () => LOST, { pause });
    await count(client);
    expect(waited).toEqual(pauses);
  });

  it('is cut short when the client cancels', async () => {
    const cancel = new AbortController();
    let cancelled = (): void => undefined;
    const ended = new Promise<void>((resolve) => {
      cancelled = resolve;
    });
    const { client, sent } = await connect({}, () => LOST, {
      pause: (_ms, signal) =>
        new Promise((_resolve, reject) => {
          signal?.addEventListener('abort', () => {
            reject(signal.reason);
            cancelled();
          });
          cancel.abort();
        }),
    });
    await expect(client.call('search_count', partner, cancel.signal)).rejects.toThrow();
    await ended;
    expect(sent('search_count')).toHaveLength(1);
  });
});

describe('the circuit breaker', () => {
  const noRetries = { ODOO_MAX_RETRIES: '0' };

  it.each(['1', '4'])('opens after ODOO_BREAKER_FAILURES=%s lost calls', async (failures) => {
    const variables = { ...noRetries, ODOO_BREAKER_FAILURES: failures };
    const { client, sent, upstream } = await connect(variables, () => LOST);
    for (let n = 0; n < 6; n += 1) await count(client);
    expect(sent('search_count')).toHaveLength(Number(failures));
    const { text, error } = failureOf(await count(client));
    expect(text).toContain('is not asked at the moment: try again in 30 s');
    expect(error).toEqual({ class: 'connection', retryable: true });
    expect(upstream.log()).toContain('Odoo does not answer');
  });

  it.each(['500', '60000'])('is open for ODOO_BREAKER_RECOVERY_MS=%s', async (recovery) => {
    let time = 0;
    let down = true;
    const variables = {
      ...noRetries,
      ODOO_BREAKER_FAILURES: '1',
      ODOO_BREAKER_RECOVERY_MS: recovery,
    };
    const { client, sent } = await connect(variables, () => (down ? LOST : { result: 3 }), {
      now: () => time,
    });
    await count(client);
    down = false;
    time = Number(recovery) - 1;
    expect(failureOf(await count(client)).text).toContain('try again in 1 s');
    expect(sent('search_count')).toHaveLength(1);
    time += 1;
    expect((await count(client)).structuredContent).toMatchObject({ count: 3 });
    expect(sent('search_count')).toHaveLength(2);
  });

  it('keeps every kind of call away, logins and writes too, and says that nothing was done', async () => {
    const { client, odoo } = await connect(
      { ...noRetries, ODOO_BREAKER_FAILURES: '1' },
      () => LOST,
    );
    await count(client);
    const before = odoo.calls.length;
    const name = { ...partner, values: { name: 'x' } };
    for (const [tool, args] of [
      ['login', { method: 'api_key', username: 'eve', credential: 'k' }],
      ['login', { method: 'password', username: 'eve', credential: 'k' }],
      ['list_models', {}],
      ['create_record', name],
      ['delete_record', { ...partner, record_id: 1 }],
      ['execute_method', { ...partner, method: 'action_go', record_ids: [1] }],
    ] as const) {
      const { text, error } = failureOf(await client.call(tool, args));
      expect(text).not.toContain('not known whether');
      expect(error).toEqual({ class: 'connection', retryable: true });
    }
    expect(odoo.calls).toHaveLength(before);
  });

  it('never opens for what Odoo itself refuses', async () => {
    const variables = { ...noRetries, ODOO_BREAKER_FAILURES: '1' };
    const { client, sent } = await connect(variables, () => ({ fault: 'builtins.ValueError' }));
    for (let n = 0; n < 5; n += 1) await count(client);
    expect(sent('search_count')).toHaveLength(5);
  });

  it('counts the retries of one call, and ends them when it opens', async () => {
    const variables = { ODOO_MAX_RETRIES: '10', ODOO_BREAKER_FAILURES: '3' };
    const { client, sent } = await connect(variables, () => LOST);
    expect(failureOf(await count(client)).text).toContain('is not asked at the moment');
    expect(sent('search_count')).toHaveLength(3);
  });
});
