import { describe, expect, it } from 'vitest';
import { type StreamEvent, type UpstreamAnswer, UpstreamFailure } from './exchange.ts';
import { guarded, passwordOf } from './guarded.fixture.ts';
import { likeOdoo, memoryUpstream, silence, stream } from './memory-upstream.fixture.ts';
import { recordingReply } from './recording-reply.fixture.ts';
import type { RpcMessage } from './wire/message.ts';

const changed: RpcMessage = { jsonrpc: '2.0', method: 'notifications/tools/list_changed' };

/** A stream that says one thing and stays open until it is aborted. */
function staying(signal: AbortSignal): UpstreamAnswer {
  async function* events(): AsyncGenerator<StreamEvent> {
    yield { message: changed };
    await silence({ signal });
  }
  return { kind: 'events', status: 200, events: events() };
}

const listening = (
  listen: (context: { signal: AbortSignal }) => UpstreamAnswer | Promise<UpstreamAnswer>,
) => {
  const upstream = memoryUpstream(likeOdoo, { listen });
  return { upstream, guard: guarded(upstream) };
};

/** Resolves with a reply as soon as something arrives on its stream. */
function heard() {
  let arrived = () => {};
  const first = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  return { reply: recordingReply(arrived), first };
}

describe("a session's GET", () => {
  it('carries that the tools changed, and nothing else a server says or asks', async () => {
    const { guard } = listening(() =>
      stream([
        { ...changed, params: { secret: 1 } },
        { jsonrpc: '2.0', method: 'notifications/message', params: { data: 'x' } },
        { jsonrpc: '2.0', method: 'notifications/resources/updated', params: { uri: 'x' } },
        { jsonrpc: '2.0', id: 1, method: 'sampling/createMessage', params: {} },
        { jsonrpc: '2.0', id: 1, result: { stolen: true } },
      ]),
    );
    const reply = await guard.session('listen', { session: await guard.open() });
    expect(reply.messages).toEqual([changed]);
    expect(reply.ended).toBe(true);
  });

  it.each<[string, () => UpstreamAnswer, string, number]>([
    ['has no such stream', () => ({ kind: 'status', status: 405 }), 'finish', 405],
    [
      'cannot be reached',
      () => {
        throw new UpstreamFailure('unreachable', 'x');
      },
      'finish',
      502,
    ],
    ['breaks it off', () => stream([changed], new UpstreamFailure('closed', 'x')), 'stream', 200],
  ])('is answered once when the upstream %s', async (_, listen, way, status) => {
    const { guard } = listening(listen);
    const reply = await guard.session('listen', { session: await guard.open() });
    expect(reply.ways).toEqual([way]);
    expect(reply.status).toBe(status);
    expect(reply.ended).not.toBe(false);
  });

  it('is one for each session: a second is told 409 and reaches nobody', async () => {
    const { guard, upstream } = listening(({ signal }) => staying(signal));
    const [session, other] = [await guard.open(), await guard.open()];
    const open = [session, other].map((one) => {
      const { reply, first } = heard();
      return { first, done: guard.session('listen', { session: one, reply }) };
    });
    await Promise.all(open.map(({ first }) => first));
    const second = await guard.session('listen', { session });
    expect(second.status).toBe(409);
    expect(upstream.listened).toHaveLength(2);
    await guard.session('end', { session });
    await guard.session('end', { session: other });
    await Promise.all(open.map(({ done }) => done));
  });

  it('ends with its session, on both sides', async () => {
    const { guard, upstream } = listening(({ signal }) => staying(signal));
    const session = await guard.open();
    const { reply, first } = heard();
    const done = guard.session('listen', { session, reply });
    await first;
    await guard.session('end', { session });
    await done;
    expect(reply.ended).toBe(true);
    expect(upstream.listened[0]?.signal.aborted).toBe(true);
  });

  it('can be opened again after it ended', async () => {
    const { guard } = listening(() => stream([changed]));
    const session = await guard.open();
    for (let turn = 0; turn < 2; turn += 1) {
      expect((await guard.session('listen', { session })).ways).toEqual(['stream']);
    }
  });

  it('draws on the limit of calls like anything that reaches the upstream', async () => {
    const upstream = memoryUpstream(likeOdoo);
    const guard = guarded(upstream, { gateway: 'rate_limit: {global_per_minute: 3}' });
    const session = await guard.open();
    const replies = [];
    for (let turn = 0; turn < 3; turn += 1)
      replies.push(await guard.session('listen', { session }));
    expect(replies.map(({ status }) => status)).toEqual([405, 405, 429]);
    expect(replies[2]?.headers).toHaveProperty('retry-after');
    expect(upstream.listened).toHaveLength(2);
  });

  it('never carries the Odoo account', async () => {
    const { guard, upstream } = listening(() => stream([]));
    await guard.session('listen', { session: await guard.signedIn() });
    expect(upstream.listened[0]?.headers).toEqual({});
  });
});

describe('a stream that is resumed', () => {
  const says = (text: string): RpcMessage => ({
    jsonrpc: '2.0',
    method: 'notifications/progress',
    params: { progressToken: 'p', progress: 1, message: text },
  });

  /** A stream of these messages, each with an id, that ends before the answer. */
  function resumable(messages: readonly RpcMessage[]): UpstreamAnswer {
    async function* events(): AsyncGenerator<StreamEvent> {
      for (const [n, message] of messages.entries()) yield { id: `e${n}`, message };
    }
    return { kind: 'events', status: 200, events: events() };
  }

  /** A call of a tool that no binding describes, whose words pass, resumed when this user has signed in. */
  async function resumedBy(login: string) {
    const upstream = memoryUpstream(
      (request, context) =>
        request.params?.name === 'mystery'
          ? resumable([says('first')])
          : likeOdoo(request, context),
      { listen: () => resumable([says('of ann')]) },
    );
    const gateway = 'odoo: {database: demo}\nupstream: {unbound: {tools: allow}}';
    const guard = guarded(upstream, { gateway });
    const session = await guard.signedIn('ann');
    const { reply, first } = heard();
    const cancel = new AbortController();
    const asking = { session, id: 'slow', reply, signal: cancel.signal };
    const params = { name: 'mystery', arguments: {}, _meta: { progressToken: 'p' } };
    const waiting = guard.ask('tools/call', params, asking);
    await first;
    const [lastEventId] = reply.eventIds;
    if (lastEventId === undefined) throw new Error('there is nothing to resume from');
    await guard.call('login', passwordOf(login), { session });
    const resumed = await guard.session('listen', { session, lastEventId });
    cancel.abort();
    await waiting;
    return resumed.messages;
  }

  it('goes on in the words of the server', async () => {
    expect(await resumedBy('ann')).toEqual([says('of ann')]);
  });

  it('tells whoever has signed in since nothing of it', async () => {
    expect(await resumedBy('robert')).toEqual([]);
  });
});

describe('GET and DELETE', () => {
  it.each([
    ['listen', {}, 405],
    ['end', {}, 400],
    ['listen', { session: 'made-up' }, 404],
    ['end', { session: 'made-up' }, 404],
    ['listen', { bearer: 'nobody' }, 401],
    ['end', { bearer: 'nobody' }, 401],
  ] as const)('%s by %j: %i', async (kind, asking, status) => {
    const upstream = memoryUpstream(likeOdoo);
    expect((await guarded(upstream).session(kind, asking)).status).toBe(status);
    expect(upstream.listened).toEqual([]);
  });

  it('cannot touch the session of somebody else', async () => {
    const guard = guarded(memoryUpstream(likeOdoo));
    const session = await guard.open();
    expect((await guard.session('end', { session, bearer: 'worker' })).status).toBe(404);
    expect((await guard.ask('tools/list', {}, { session })).status).toBe(200);
  });

  it("DELETE ends the session here and at the upstream's", async () => {
    const upstream = memoryUpstream(likeOdoo);
    const guard = guarded(upstream);
    const session = await guard.open();
    expect((await guard.session('end', { session })).status).toBe(200);
    expect(upstream.ended).toMatchObject([{ guardSession: session }]);
    expect((await guard.ask('tools/list', {}, { session })).status).toBe(404);
  });
});
