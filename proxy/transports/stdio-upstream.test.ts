import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../policies/json.ts';
import {
  type StreamEvent,
  type Upstream,
  type UpstreamAnswer,
  type UpstreamContext,
  UpstreamFailure,
} from '../exchange.ts';
import type { RequestId, RpcMessage } from '../wire/message.ts';
import { createStdioUpstream, type StdioUpstreamSettings } from './stdio-upstream.ts';

const script = fileURLToPath(new URL('scripted-child.fixture.mjs', import.meta.url));
let upstream: Upstream | undefined;
afterEach(async () => {
  await upstream?.close();
});

const log: string[] = [];
function start(settings: Partial<StdioUpstreamSettings> = {}): Upstream {
  log.length = 0;
  upstream = createStdioUpstream({
    name: 'child',
    command: process.execPath,
    args: [script],
    env: { CONFIGURED: '1' },
    maxChildren: 8,
    log: (line) => void log.push(line),
    ...settings,
  });
  return upstream;
}

const legacy = (guardSession = 'a', changes: Partial<UpstreamContext> = {}): UpstreamContext => ({
  era: 'legacy',
  guardSession,
  headers: {},
  signal: new AbortController().signal,
  ...changes,
});
const modern = (changes: Partial<UpstreamContext> = {}): UpstreamContext => ({
  era: 'modern',
  headers: {},
  signal: new AbortController().signal,
  ...changes,
});
const call = (method: string, params: JsonObject = {}, id: RequestId = 1): RpcMessage => ({
  jsonrpc: '2.0',
  id,
  method,
  params,
});

async function resultOf(answer: UpstreamAnswer | Promise<UpstreamAnswer>): Promise<JsonObject> {
  const got = await answer;
  if (got.kind === 'message' && 'result' in got.message) return got.message.result;
  throw new Error(`expected a result, got ${JSON.stringify(got)}`);
}

async function eventsOf(
  answer: UpstreamAnswer,
  many = Number.POSITIVE_INFINITY,
): Promise<StreamEvent[]> {
  if (answer.kind !== 'events') throw new Error(`expected events, got ${answer.kind}`);
  const events: StreamEvent[] = [];
  for await (const event of answer.events) if (events.push(event) >= many) break;
  return events;
}

async function reasonOf(answer: Promise<unknown>): Promise<string> {
  const error: unknown = await answer.then(
    () => 'answered',
    (failure: unknown) => failure,
  );
  return error instanceof UpstreamFailure ? error.reason : String(error);
}

async function initialized(settings: Partial<StdioUpstreamSettings> = {}): Promise<Upstream> {
  const started = start(settings);
  await started.exchange(call('initialize'), legacy());
  return started;
}

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

describe('children', () => {
  const pidOf = async (answer: Promise<UpstreamAnswer>): Promise<Json | undefined> =>
    (await resultOf(answer)).pid;

  it('are one per legacy session, and one for all modern requests', async () => {
    const child = start();
    for (const session of ['a', 'b']) await child.exchange(call('initialize'), legacy(session));
    const pids = await Promise.all([
      pidOf(child.exchange(call('seen'), legacy('a'))),
      pidOf(child.exchange(call('seen'), legacy('a'))),
      pidOf(child.exchange(call('seen'), legacy('b'))),
      pidOf(child.exchange(call('seen'), modern())),
      pidOf(child.exchange(call('seen'), modern())),
    ]);
    expect(pids[0]).toBe(pids[1]);
    expect(pids[3]).toBe(pids[4]);
    expect(new Set(pids).size).toBe(3);
  });

  it('inherit what every program needs and what is configured, nothing else', async () => {
    process.env.ODOO_PASSWORD_OF_THE_GUARD = 'secret';
    const { env } = await resultOf(start().exchange(call('seen'), modern()));
    delete process.env.ODOO_PASSWORD_OF_THE_GUARD;
    expect(env).toContain('CONFIGURED');
    expect(env).toContain('PATH');
    expect(env).not.toContain('ODOO_PASSWORD_OF_THE_GUARD');
  });

  it('exist only for sessions that were begun, and only so many', async () => {
    const child = start({ maxChildren: 1 });
    expect(await child.exchange(call('ping'), legacy())).toEqual({ kind: 'status', status: 404 });
    await child.exchange(call('initialize'), legacy());
    expect(await reasonOf(child.exchange(call('initialize'), legacy('b')))).toBe('unreachable');
    expect(await reasonOf(child.exchange(call('ping'), modern()))).toBe('answered');
    await child.endSession(legacy());
    expect(await child.exchange(call('ping'), legacy())).toEqual({ kind: 'status', status: 404 });
    expect(await reasonOf(child.exchange(call('initialize'), legacy('b')))).toBe('answered');
    // Nor does a child that has died keep its place.
    expect(await reasonOf(child.exchange(call('die'), legacy('b')))).toBe('closed');
    expect(await reasonOf(child.exchange(call('initialize'), legacy('c')))).toBe('answered');
  });

  it('are never shared for want of a session', async () => {
    const { guardSession: _, ...context } = legacy();
    expect(await reasonOf(start().exchange(call('initialize'), context))).toBe('invalid');
  });

  it('that write noise are put up with', async () => {
    const child = start();
    expect(await resultOf(child.exchange(call('noise'), modern()))).toEqual({});
    expect(log.filter((line) => line.startsWith('dropped'))).toHaveLength(3);
  });
});

describe('a child that dies', () => {
  it('fails every call in flight once, and is followed by another', async () => {
    const child = start();
    const calls = [1, 2, 3].map((id) => child.exchange(call('silence', {}, id), modern()));
    const last = child.exchange(call('die'), modern());
    expect(await Promise.all([...calls, last].map(reasonOf))).toEqual(Array(4).fill('closed'));
    expect(await resultOf(child.exchange(call('ping'), modern()))).toEqual({ method: 'ping' });
  });

  it('ends its legacy session, until that is begun anew', async () => {
    const child = await initialized();
    const stream = await child.listen(legacy());
    expect(await reasonOf(child.exchange(call('die'), legacy()))).toBe('closed');
    expect(await eventsOf(stream)).toEqual([]);
    expect(await child.exchange(call('ping'), legacy())).toEqual({ kind: 'status', status: 404 });
    expect(await child.listen(legacy())).toEqual({ kind: 'status', status: 404 });
    await child.exchange(call('initialize'), legacy());
    expect(await resultOf(child.exchange(call('ping'), legacy()))).toEqual({ method: 'ping' });
  });

  it('before it lives is a failure too', async () => {
    const child = start({ command: '/no/such/program' });
    expect(await reasonOf(child.exchange(call('ping'), modern()))).toBe('closed');
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

describe('what a child says unasked', () => {
  const logged = { _meta: { 'io.modelcontextprotocol/logLevel': 'info' } };

  it('goes to the listener of its session and to nobody else', async () => {
    const child = start();
    for (const session of ['a', 'b']) await child.exchange(call('initialize'), legacy(session));
    const b = await child.listen(legacy('b'));
    await child.exchange(call('tell'), legacy('a'));
    expect(await eventsOf(await child.listen(legacy('a')), 1)).toMatchObject([
      { message: { method: 'notifications/tools/list_changed', params: { data: 0 } } },
    ]);
    await child.endSession(legacy('b'));
    expect(await eventsOf(b)).toEqual([]);
  });

  it('is kept for a listener to come, so much of it', async () => {
    const child = await initialized();
    await child.exchange(call('tell', { times: 300 }), legacy());
    await child.exchange(call('ping'), legacy());
    const events = await eventsOf(await child.listen(legacy()), 256);
    expect(events.at(-1)).toMatchObject({ message: { params: { data: 255 } } });
    expect(log.filter((line) => line.includes('nobody listens'))).toHaveLength(44);
  });

  it('has one listener at a time', async () => {
    const child = await initialized();
    const abort = new AbortController();
    const first = await child.listen(legacy('a', { signal: abort.signal }));
    expect(await child.listen(legacy())).toEqual({ kind: 'status', status: 409 });
    abort.abort();
    expect(await eventsOf(first)).toEqual([]);
    expect((await child.listen(legacy())).kind).toBe('events');
  });

  it('a question is asked under an id of the guard’s, and the answer finds back', async () => {
    const child = await initialized();
    // To the end: who leaves the stream of a call before its answer gives it up.
    const asked = (await eventsOf(await child.exchange(call('ask'), legacy())))[0]?.message;
    expect(asked).toMatchObject({ method: 'roots/list' });
    const id = asked !== undefined && 'id' in asked ? asked.id : undefined;
    if (typeof id !== 'string') throw new Error('expected an id of the guard');
    const reply = (to: RequestId): Promise<UpstreamAnswer> =>
      child.exchange({ jsonrpc: '2.0', id: to, result: { roots: [] } }, legacy());
    // A response to what was not asked stays here; so does a second one.
    expect(await reply(1)).toEqual({ kind: 'status', status: 202 });
    await reply(id);
    await reply(id);
    await child.exchange(call('tell'), legacy());
    const events = await eventsOf(await child.listen(legacy()), 2);
    expect(events).toMatchObject([
      { message: { params: { got: { id: 1, result: { roots: [] } } } } },
      { message: { params: { data: 0 } } },
    ]);
  });

  it('in the modern era is logged for the one request in flight that asked for it', async () => {
    const child = start();
    const stream = await child.exchange(call('subscriptions/listen', { stays: true }), modern());
    const events = await eventsOf(await child.exchange(call('log', logged, 'x'), modern()));
    expect(events.map(({ message }) => message)).toMatchObject([
      { method: 'notifications/message' },
      { id: 'x', result: {} },
    ]);
    const waiting = child.exchange(call('silence'), modern());
    expect(await resultOf(child.exchange(call('log', logged), modern()))).toEqual({});
    expect(log.join()).toContain('dropped notifications/message');
    await child.close();
    expect(stream.kind).toBe('events');
    expect(await reasonOf(waiting)).toBe('closed');
  });

  it('is nobody else’s where it could be about a request that was given up', async () => {
    const child = start();
    const leaving = new AbortController();
    const held = child.exchange(call('hold', { ...logged, n: 1 }), {
      ...modern(),
      signal: leaving.signal,
    });
    await child.exchange(call('ping'), modern());
    leaving.abort();
    expect(await reasonOf(held)).toBe('aborted');
    expect(await resultOf(child.exchange(call('log', logged), modern()))).toEqual({});
    // It is done with that request: what it logs from now on is about others.
    await child.exchange(call('release', {}), modern());
    const events = await eventsOf(await child.exchange(call('log', logged, 'mine'), modern()));
    expect(events).toMatchObject([
      { message: { method: 'notifications/message' } },
      { message: { id: 'mine' } },
    ]);
  });

  it('belongs to the only request the child is at work on, where it asks or logs', async () => {
    const child = await initialized();
    const unasked = await child.listen(legacy());
    for (const [method, said] of [
      ['ask', 'roots/list'],
      ['log', 'notifications/message'],
    ] as const) {
      const events = await eventsOf(await child.exchange(call(method, {}, 'mine'), legacy()));
      expect(events).toMatchObject([{ message: { method: said } }, { message: { id: 'mine' } }]);
    }
    // With several at work nobody can tell which one it is about.
    const silent = [
      child.exchange(call('silence'), legacy()),
      child.exchange(call('silence'), legacy()),
    ];
    for (const each of silent) each.catch(() => {});
    await child.exchange(call('log'), legacy());
    expect(await eventsOf(unasked, 1)).toMatchObject([
      { message: { method: 'notifications/message' } },
    ]);
  });

  it('in the modern era is dropped, and a question refused', async () => {
    const child = start();
    await child.exchange(call('tell'), modern());
    await child.exchange(call('ask'), modern());
    await child.exchange(call('ping'), modern());
    expect(log.join()).toContain('refused roots/list');
    expect(log.join()).toContain('dropped notifications/tools/list_changed');
    expect(await child.listen(modern())).toEqual({ kind: 'status', status: 405 });
  });
});

it('refuses what a child that reads nothing would leave in memory', async () => {
  start({ args: ['-e', 'setInterval(() => {}, 1_000)'] });
  const large = { pad: 'x'.repeat(1_000_000) };
  const reasons: string[] = [];
  const asked = Array.from({ length: 40 }, () =>
    upstream?.exchange(call('tools/call', large), modern()).catch((error: unknown) => {
      reasons.push(error instanceof UpstreamFailure ? error.reason : 'unknown');
    }),
  );
  await Promise.any(asked);
  await upstream?.close();
  await Promise.all(asked);
  expect(reasons.filter((reason) => reason === 'unreachable').length).toBeGreaterThan(20);
  expect(reasons.filter((reason) => reason === 'closed').length).toBeGreaterThan(5);
});
