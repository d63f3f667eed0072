import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UpstreamFailure } from './exchange.ts';
import { errorOf, guarded, resultOf } from './guarded.fixture.ts';
import {
  type Act,
  error,
  json,
  likeOdoo,
  memoryUpstream,
  response,
  silence,
  stream,
  toolResult,
} from './memory-upstream.fixture.ts';
import { recordingReply } from './recording-reply.fixture.ts';
import type { RpcMessage, RpcRequest } from './wire/message.ts';

const NOISE: readonly RpcMessage[] = [
  { jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken: 7, progress: 1 } },
  { jsonrpc: '2.0', method: 'notifications/message', params: { level: 'info', data: 'x' } },
  { jsonrpc: '2.0', id: 99, method: 'sampling/createMessage', params: {} },
  { jsonrpc: '2.0', id: 99, method: 'elicitation/create', params: {} },
];
const noise = fc.subarray([...NOISE, ...NOISE]);
const reason = fc.constantFrom(
  'unreachable' as const,
  'timeout' as const,
  'closed' as const,
  'invalid' as const,
  'too_large' as const,
  'aborted' as const,
);

interface Behaviour {
  readonly name: string;
  readonly act: Act;
  /** Whether an answer can only be had by cancelling. */
  readonly silent?: true;
}

/** What an upstream may do with a tool call. */
const behaviour: fc.Arbitrary<Behaviour> = fc.oneof(
  fc.constant<Behaviour>({ name: 'answers', act: likeOdoo }),
  noise.map((before) => ({
    name: 'streams its answer',
    act: (request: RpcRequest) =>
      stream([...before, response(request, { content: [], structuredContent: {} })]),
  })),
  fc.integer({ min: -33_000, max: 5_000 }).map((code) => ({
    name: `answers error ${code}`,
    act: (request: RpcRequest) => error(request, code),
  })),
  fc.constantFrom(202, 400, 404, 500, 503).map((status) => ({
    name: `answers status ${status}`,
    act: () => ({ kind: 'status' as const, status }),
  })),
  noise.map((before) => ({ name: 'ends early', act: () => stream(before) })),
  fc.tuple(noise, reason).map(([before, why]) => ({
    name: `breaks off: ${why}`,
    act: () => stream(before, new UpstreamFailure(why, 'x')),
  })),
  noise.map((before) => ({
    name: 'breaks the transport',
    act: () => stream(before, new TypeError('a bug')),
  })),
  reason.map((why) => ({
    name: `fails: ${why}`,
    act: () => Promise.reject(new UpstreamFailure(why, 'x')),
  })),
  fc.constant<Behaviour>({
    name: 'throws',
    act: () => {
      throw new TypeError('a bug');
    },
  }),
  fc.constant<Behaviour>({
    name: 'answers nonsense',
    act: (request) => json(request, { tools: 1 }),
  }),
  fc.constant<Behaviour>({
    name: 'is silent',
    act: (_, context) => silence(context),
    silent: true,
  }),
);

interface Step {
  readonly behaviour: Behaviour;
  readonly method: string;
  readonly era: 'legacy' | 'modern';
  readonly id: string | number;
  readonly cancelled: boolean;
}

const step: fc.Arbitrary<Step> = fc.record({
  behaviour,
  method: fc.constantFrom('tools/call', 'tools/list', 'ping', 'server/discover', 'resources/list'),
  era: fc.constantFrom('legacy', 'modern'),
  id: fc.constantFrom<string | number>(0, '0', 1, '1', -1, 'x'),
  cancelled: fc.boolean(),
});

describe('whatever the upstream does', () => {
  it('a request gets one answer or was cancelled, and one audit record, and its permit comes back', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 4 }), async (steps) => {
        let acting: Behaviour = { name: 'answers', act: likeOdoo };
        // Who the account is, the guard asks for everybody: silence there lasts beyond the caller who began it.
        const upstream = memoryUpstream((request, context) =>
          request.method === 'initialize' || (acting.silent && request.params?.name === 'whoami')
            ? likeOdoo(request, context)
            : acting.act(request, context),
        );
        // A single permit: one that is not released refuses the next request.
        const guard = guarded(upstream, {
          gateway: `
odoo: {database: demo}
rate_limit: {global_per_minute: 100000, write_per_minute: 100000}
limits: {concurrent: 1}
identity: {anonymous: {name: guest, groups: [], odoo: {login: bot, api_key: key}}}
`,
        });
        const session = await guard.open();
        for (const { behaviour: doing, method, era, id, cancelled } of steps) {
          acting = doing;
          const audited = guard.audit.length;
          const cancel = new AbortController();
          if (cancelled || doing.silent) setImmediate(() => cancel.abort());
          const reply = await guard.ask(
            method,
            { name: 'search_count', arguments: { model: 'res.partner' } },
            { era, id, signal: cancel.signal, ...(era === 'legacy' ? { session } : {}) },
          );
          expect(reply.ways, doing.name).toHaveLength(1);
          expect(reply.ended, doing.name).not.toBe(false);
          expect(reply.responses.length, doing.name).toBe(
            reply.ways[0] === 'finish' || (cancel.signal.aborted && reply.responses.length === 0)
              ? 0
              : 1,
          );
          if (!cancel.signal.aborted) expect(reply.responses, doing.name).toHaveLength(1);
          for (const message of reply.messages) {
            expect('method' in message && 'id' in message, doing.name).toBe(false);
          }
          for (const answer of reply.responses) expect(answer.id).toBe(id);
          // What the upstream asks meanwhile leaves records of its own.
          const records = guard.audit.slice(audited).filter((one) => one.method === method);
          expect(records, doing.name).toHaveLength(1);
          expect(records[0]?.code, doing.name).not.toBe('too_many_requests');
        }
        await guard.close();
      }),
      { numRuns: 120 },
    );
  });
});

describe('a request that nobody cancelled', () => {
  it('is answered although the upstream says that its exchange was aborted', async () => {
    const upstream = memoryUpstream(() =>
      Promise.reject(new UpstreamFailure('aborted', 'a deadline of the guard')),
    );
    const guard = guarded(upstream);
    const reply = await guard.ask('tools/list', {}, { bearer: 'worker', era: 'modern' });
    expect(errorOf(reply)).toMatchObject({ code: -32603 });
  });
});

describe('a request that may not pass', () => {
  it.each([
    ['legacy', 200],
    ['modern', 404],
  ] as const)('of a method nobody handles does not exist (%s: %i)', async (era, status) => {
    const upstream = memoryUpstream(likeOdoo);
    const guard = guarded(upstream);
    const session = era === 'legacy' ? { session: await guard.open() } : {};
    const before = upstream.received.length;
    for (const method of [
      'resources/write',
      'sampling/createMessage',
      '__proto__',
      'TOOLS/CALL',
      'ping ',
    ])
      expect(await guard.ask(method, {}, { era, ...session })).toMatchObject({ status });
    expect(upstream.received).toHaveLength(before);
    expect(guard.audit.slice(-5).every(({ decision }) => decision === 'denied')).toBe(true);
  });

  it.each([
    ['initialize', 'modern'],
    ['ping', 'modern'],
    ['server/discover', 'legacy'],
  ] as const)('%s is none of the %s era', async (method, era) => {
    const guard = guarded(memoryUpstream(likeOdoo));
    const session = await guard.open();
    expect(errorOf(await guard.ask(method, {}, { era, session }))).toMatchObject({ code: -32601 });
  });

  it('with an unknown token is 401, never anonymous, and is audited', async () => {
    const upstream = memoryUpstream(likeOdoo);
    const guard = guarded(upstream);
    const reply = await guard.ask('initialize', {}, { bearer: 'guessed-token' });
    expect(reply.status).toBe(401);
    expect(reply.headers).toHaveProperty('www-authenticate');
    expect(guard.audit).toMatchObject([{ decision: 'denied', code: 'not_signed_in' }]);
    expect(guard.log.join('')).not.toContain('guessed-token');
    expect(upstream.received).toEqual([]);
  });

  it('is refused, like any, when there are too many: it takes no session', async () => {
    const guard = guarded(memoryUpstream(likeOdoo), {
      gateway: 'rate_limit: {global_per_minute: 1}\nserver: {max_concurrent_sessions: 4}',
    });
    await guard.open();
    const reply = await guard.ask('initialize', {});
    expect(errorOf(reply)).toMatchObject({ code: 4290 });
    expect(reply.headers).toHaveProperty('retry-after');
    expect(reply.headers).not.toHaveProperty('mcp-session-id');
  });
});

describe('calls of several people at once, all with the same id', () => {
  it('get their own answers', async () => {
    const upstream = memoryUpstream(async (request, context) => {
      if (request.method !== 'tools/call') return likeOdoo(request, context);
      const header = context.headers['x-odoo-credential'];
      if (header === undefined) return likeOdoo(request, context);
      // The order of answers is not that of the calls.
      const turns = Number(request.id) % 7;
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      const { login } = JSON.parse(Buffer.from(header, 'base64url').toString());
      return json(request, toolResult({ count: login.length, model: 'res.partner' }));
    });
    const guard = guarded(upstream);
    const people = ['ann', 'barbara', 'charles-henry'];
    const sessions = await Promise.all(people.map((login) => guard.signedIn(login)));
    const calls = Array.from({ length: 60 }, (_, turn) => {
      const who = turn % people.length;
      const session = sessions[who] ?? '';
      return guard
        .call('search_count', { model: 'res.partner' }, { session, id: 1 })
        .then((reply) => ({ reply, expected: people[who]?.length }));
    });
    for (const { reply, expected } of await Promise.all(calls)) {
      expect(reply.responses[0]?.id).toBe(1);
      expect(resultOf(reply)).toMatchObject({ structuredContent: { count: expected } });
    }
  });
});

describe('a fault of the guard itself', () => {
  it('is answered without a word of it, logged, and audited as a refusal', async () => {
    const upstream = memoryUpstream(() => {
      throw new TypeError('details of the inside');
    });
    const guard = guarded(upstream);
    const reply = await guard.ask('tools/list', {}, { bearer: 'worker', era: 'modern' });
    expect(errorOf(reply)).toEqual({ code: -32603, message: 'Internal error' });
    expect(guard.log.join('')).toContain('details of the inside');
    expect(guard.audit).toMatchObject([{ decision: 'denied', rule: 'fail-closed' }]);
  });

  it('in saying the answer rejects nothing, and is audited', async () => {
    const guard = guarded(memoryUpstream(likeOdoo));
    const broken = {
      ...recordingReply(),
      respond: () => {
        throw new Error('no way back');
      },
    };
    await guard.ask('tools/list', {}, { bearer: 'worker', era: 'modern', reply: broken });
    expect(guard.audit).toHaveLength(1);
  });
});
