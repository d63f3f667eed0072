import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../policies/json.ts';
import {
  type StreamEvent,
  type Upstream,
  type UpstreamAnswer,
  UpstreamFailure,
} from '../exchange.ts';
import type { RequestId } from '../wire/message.ts';
import {
  call,
  initialized,
  legacy,
  modern,
  resultOf,
  script,
  start,
} from './stdio-upstream.fixture.ts';
import { eventsOf, reasonOf } from './upstream-answers.fixture.ts';

describe('ids', () => {
  it('of fifty requests in flight with the same id find each their own caller, in any order', async () => {
    const child = start();
    const ids: RequestId[] = Array.from({ length: 50 }, (_, n) => (n % 2 === 0 ? 1 : '1'));
    const calls = ids.map((id, n) => child.exchange(call('hold', { n }, id), modern()));
    await child.exchange(call('release'), modern());
    const answers = await Promise.all(calls);
    expect(answers.map((answer) => answer.kind === 'message' && answer.message)).toEqual(
      ids.map((id, n) => ({ jsonrpc: '2.0', id, result: { n } })),
    );
  });

  it('and progress tokens are the guard’s own at the child, and the caller’s at the caller', async () => {
    const child = start();
    const seen = await resultOf(
      child.exchange(call('seen', { _meta: { progressToken: 'mine', other: 1 } }, 'x'), modern()),
    );
    expect(seen).toMatchObject({ id: 1, meta: { progressToken: 1, other: 1 } });
    const calls = ['same', 'same', 7].map((progressToken, n) =>
      child.exchange(call('progress', { n, _meta: { progressToken } }, 5), modern()),
    );
    const events = await Promise.all((await Promise.all(calls)).map((answer) => eventsOf(answer)));
    expect(events).toEqual(
      ['same', 'same', 7].map((progressToken, n) => [
        {
          message: {
            jsonrpc: '2.0',
            method: 'notifications/progress',
            params: { progressToken, progress: 1 },
          },
        },
        { message: { jsonrpc: '2.0', id: 5, result: { n } } },
      ]),
    );
  });

  it('of subscriptions are restored in what is tagged with them, the result too', async () => {
    const child = start();
    const events = await eventsOf(
      await child.exchange(call('subscriptions/listen', {}, 'sub'), modern()),
    );
    const tag = { _meta: { 'io.modelcontextprotocol/subscriptionId': 'sub' } };
    expect(events.map(({ message }) => message)).toMatchObject([
      { method: 'notifications/subscriptions/acknowledged', params: tag },
      { id: 'sub', result: tag },
    ]);
  });
});

describe('a subscription', () => {
  it('that the child cancels is over', async () => {
    const child = start();
    const listen = call('subscriptions/listen', { cancelled: true }, 'sub');
    const events = await eventsOf(await child.exchange(listen, modern()));
    expect(events.map(({ message }) => message)).toMatchObject([
      { method: 'notifications/subscriptions/acknowledged' },
      { method: 'notifications/cancelled', params: { requestId: 'sub' } },
    ]);
  });
});

describe('server/discover', () => {
  const discover = call('server/discover', {}, 'x');
  const unknown = {
    kind: 'message',
    status: 200,
    message: { jsonrpc: '2.0', id: 'x', error: { code: -32601, message: 'Method not found' } },
  };

  it('is not known to a child that ends on it, and the next one is asked the next thing', async () => {
    const child = start({ args: [script, '--unaware'] });
    expect(await child.exchange(discover, modern())).toEqual(unknown);
    expect(await resultOf(child.exchange(call('ping'), modern()))).toEqual({ method: 'ping' });
    expect(await resultOf(child.exchange(call('initialize'), legacy()))).toEqual({
      method: 'initialize',
    });
  });

  it('is not known to a child that says nothing to it', async () => {
    const child = start({ args: [script, '--silent'], probeMs: 1 });
    expect(await child.exchange(discover, modern())).toEqual(unknown);
    expect(await resultOf(child.exchange(call('ping'), modern()))).toEqual({ method: 'ping' });
  });

  it('is answered by whoever knows it, and fails where nothing can be started', async () => {
    const aware = start();
    expect(await resultOf(aware.exchange(discover, modern()))).toEqual({
      method: 'server/discover',
    });
    await aware.close();
    const missing = start({ command: '/no/such/program' });
    expect(await reasonOf(missing.exchange(discover, modern()))).toBe('closed');
    await missing.close();
    const silent = start({ args: [script, '--silent'] });
    const gone = modern({ signal: AbortSignal.abort() });
    expect(await reasonOf(silent.exchange(discover, gone))).toBe('aborted');
  });
});

describe('a call that is not wanted any more', () => {
  /** What the child was told since, shown to the listener of the session. */
  async function told(child: Upstream): Promise<StreamEvent[]> {
    return eventsOf(await child.listen(legacy()), 1);
  }
  const cancelled = (requestId: Json): JsonObject => ({
    got: { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } },
  });

  it('is cancelled at the child under the id it has there', async () => {
    const child = await initialized();
    const abort = new AbortController();
    const waiting = child.exchange(
      call('silence', {}, 'mine'),
      legacy('a', { signal: abort.signal }),
    );
    abort.abort();
    expect(await reasonOf(waiting)).toBe('aborted');
    expect(await told(child)).toMatchObject([{ message: { params: cancelled(2) } }]);
  });

  it('likewise when its time is up', async () => {
    const child = await initialized({ timeoutMs: 2_000 });
    const impatient = start({ timeoutMs: 1 });
    expect(await reasonOf(impatient.exchange(call('silence'), modern()))).toBe('timeout');
    await impatient.close();
    await child.close();
  });

  it('and was never sent is not', async () => {
    const child = await initialized();
    const gone = legacy('a', { signal: AbortSignal.abort() });
    expect(await reasonOf(child.exchange(call('silence'), gone))).toBe('aborted');
    await child.exchange({ jsonrpc: '2.0', method: 'mark' }, legacy());
    expect(await told(child)).toMatchObject([{ message: { params: { got: { method: 'mark' } } } }]);
  });

  it('a client’s own cancellation reaches the child with the id that it knows', async () => {
    const child = await initialized();
    void child.exchange(call('silence', {}, 'mine'), legacy()).catch(() => {});
    const cancel = (requestId: Json): Promise<UpstreamAnswer> =>
      child.exchange(
        { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } },
        legacy(),
      );
    expect(await cancel('other')).toEqual({ kind: 'status', status: 202 });
    await cancel('mine');
    expect(await told(child)).toMatchObject([{ message: { params: cancelled(2) } }]);
  });
});

it('refuses what a child that reads nothing would leave in memory', async () => {
  const child = start({ args: ['-e', 'setInterval(() => {}, 1_000)'] });
  const large = { pad: 'x'.repeat(1_000_000) };
  const reasons: string[] = [];
  const asked = Array.from({ length: 40 }, () =>
    child.exchange(call('tools/call', large), modern()).catch((error: unknown) => {
      reasons.push(error instanceof UpstreamFailure ? error.reason : 'unknown');
    }),
  );
  await Promise.any(asked);
  await child.close();
  await Promise.all(asked);
  expect(reasons.filter((reason) => reason === 'unreachable').length).toBeGreaterThan(20);
  expect(reasons.filter((reason) => reason === 'closed').length).toBeGreaterThan(5);
});
