import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UpstreamFailure } from './exchange.ts';
import { guarded } from './guarded.fixture.ts';
import {
  type Act,
  error,
  json,
  likeOdoo,
  memoryUpstream,
  response,
  silence,
  stream,
} from './memory-upstream.fixture.ts';
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
        let acting: Act = likeOdoo;
        const upstream = memoryUpstream((request, context) =>
          request.method === 'initialize' ? likeOdoo(request, context) : acting(request, context),
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
          acting = doing.act;
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
          const records = guard.audit.slice(audited);
          expect(records, doing.name).toHaveLength(1);
          expect(records[0]?.code, doing.name).not.toBe('too_many_requests');
        }
        await guard.close();
      }),
      { numRuns: 200 },
    );
  });
});

describe('a request that nobody cancelled', () => {
  it('is answered although the upstream says that its exchange was aborted', async () => {
    const upstream = memoryUpstream((request, context) =>
      request.method === 'tools/list'
        ? Promise.reject(new UpstreamFailure('aborted', 'a deadline of the guard'))
        : likeOdoo(request, context),
    );
    const guard = guarded(upstream);
    const reply = await guard.ask(
      'tools/list',
      {},
      { bearer: 'worker', session: await guard.open({ bearer: 'worker' }) },
    );
    expect(reply.responses).toHaveLength(1);
  });
});
