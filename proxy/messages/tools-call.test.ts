import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../policies/json.ts';
import { UpstreamFailure } from '../exchange.ts';
import { decisionOf, errorOf, guarded, MODERN_META, resultOf } from '../guarded.fixture.ts';
import {
  likeOdoo,
  memoryUpstream,
  response,
  stream,
  toolCallOf,
  toolError,
} from '../memory-upstream.fixture.ts';
import type { RpcMessage } from '../wire/message.ts';
import { answering, COUNT, worker } from './tools-call.fixture.ts';

describe('a call of a bound tool', () => {
  it('is forwarded as it was decided, not as it was sent', async () => {
    const upstream = memoryUpstream(likeOdoo);
    await guarded(upstream).ask(
      'tools/call',
      {
        name: 'search_count',
        arguments: { model: 'res.partner', domain: [[1, '=', 1]] },
        _meta: { ...MODERN_META, 'com.example/secret': 'x', progressToken: 5 },
      },
      worker,
    );
    const { message } = upstream.received.at(-1) ?? {};
    expect(message).toMatchObject({
      params: {
        name: 'search_count',
        arguments: { model: 'res.partner', domain: [] },
        _meta: { ...MODERN_META, progressToken: 5 },
      },
    });
    expect(JSON.stringify(message)).not.toContain('com.example');
  });

  it.each([
    ['no name', {}],
    ['a name that is none', { name: ['search_count'] }],
    ['arguments that are no object', { name: 'search_count', arguments: [] }],
    ['a task', { name: 'search_count', arguments: COUNT, task: { ttl: 1 } }],
    ['answers to a server', { name: 'search_count', arguments: COUNT, inputResponses: {} }],
    ['a state of a server', { name: 'search_count', arguments: COUNT, requestState: 'x' }],
    ['unknown arguments', { name: 'search_count', arguments: { ...COUNT, sudo: true } }],
  ])('with %s is denied and reaches nobody', async (_, params) => {
    const upstream = memoryUpstream(likeOdoo);
    const reply = await guarded(upstream).ask('tools/call', params, worker);
    expect(decisionOf(reply)).toMatchObject({ code: 'arguments_invalid' });
    expect(upstream.received).toEqual([]);
  });

  it('acts with the account of the caller, also when field metadata is learned', async () => {
    const upstream = memoryUpstream(likeOdoo);
    await guarded(upstream).call(
      'search_count',
      { ...COUNT, domain: [['name', '=', 'x']] },
      worker,
    );
    expect(upstream.received.map(({ message }) => toolNameOf(message))).toEqual([
      'whoami',
      'get_model_fields',
      'search_count',
    ]);
    for (const { context } of upstream.received) {
      const header = context.headers['x-odoo-credential'] ?? '';
      expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toMatchObject({
        login: 'bot',
        secret: 'key-of-worker',
      });
    }
  });

  it('is answered when field metadata takes too long', async () => {
    const upstream = memoryUpstream((request, context) =>
      toolCallOf(request).name === 'get_model_fields'
        ? Promise.reject(new UpstreamFailure('aborted', 'a deadline'))
        : likeOdoo(request, context),
    );
    const reply = await guarded(upstream).call(
      'search_count',
      { ...COUNT, domain: [['name', '=', 'x']] },
      worker,
    );
    expect(decisionOf(reply)).toMatchObject({ code: 'upstream_unavailable' });
  });

  it.each([
    ['search_count', COUNT, 'timeout', 'Retry in 2 s.'],
    [
      'create_record',
      { model: 'res.partner', values: { name: 'x' } },
      'timeout',
      'Do not retry unchanged.',
    ],
    [
      'create_record',
      { model: 'res.partner', values: { name: 'x' } },
      'unreachable',
      'Retry in 2 s.',
    ],
    [
      'create_record',
      { model: 'res.partner', values: { name: 'x' }, dry_run: true },
      'timeout',
      'Retry in 2 s.',
    ],
  ] as const)(
    '%s %j that got no answer (%s) says whether to retry',
    async (tool, args, reason, words) => {
      const upstream = memoryUpstream((request, context) =>
        toolCallOf(request).name === tool
          ? Promise.reject(new UpstreamFailure(reason, 'x'))
          : likeOdoo(request, context),
      );
      const reply = await guarded(upstream).call(tool, args, worker);
      expect(decisionOf(reply)).toMatchObject({ code: 'upstream_unavailable' });
      expect(JSON.stringify(resultOf(reply).content)).toContain(words);
    },
  );
});

function toolNameOf(message: RpcMessage): unknown {
  return 'params' in message ? message.params?.name : undefined;
}

describe('a tool that is hidden or does not exist', () => {
  it('is answered like the other, and the audit knows which was asked for', async () => {
    const guard = guarded(memoryUpstream(likeOdoo));
    const replies = [];
    for (const name of ['mystery', 'no_such_tool', 'Search_Count', 'search_count ', '__proto__']) {
      const problem = errorOf(await guard.call(name, COUNT, worker));
      replies.push({ ...problem, message: problem.message.replace(name, 'X') });
    }
    expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
    expect(guard.audit[0]).toMatchObject({ tool: 'mystery', code: 'tool_not_allowed' });
  });

  it('is denied with its rule where it may be known but not used', async () => {
    const guard = guarded(memoryUpstream(likeOdoo), {
      rbac: 'tool_group_requirements: {search_count: accounting}',
    });
    expect(decisionOf(await guard.call('search_count', COUNT, worker))).toMatchObject({
      code: 'tool_not_allowed',
      rule: 'rbac.yaml:tool_group_requirements.search_count',
    });
  });
});

describe('progress of a call', () => {
  const notice = (params: JsonObject): RpcMessage => ({
    jsonrpc: '2.0',
    method: 'notifications/progress',
    params,
  });
  const asked = async (notices: readonly RpcMessage[], token?: string | number) => {
    const upstream = memoryUpstream((request, context) =>
      request.method === 'tools/call'
        ? stream([...notices, response(request, { content: [], structuredContent: { count: 1 } })])
        : likeOdoo(request, context),
    );
    const meta = token === undefined ? MODERN_META : { ...MODERN_META, progressToken: token };
    const reply = await guarded(upstream).ask(
      'tools/call',
      { name: 'search_count', arguments: COUNT, _meta: meta },
      worker,
    );
    return reply.messages.filter((message) => 'method' in message);
  };

  it('passes as numbers, under the token of the caller', async () => {
    const sent = { progressToken: 'mine', progress: 1, total: 2, message: 'BE0477472701' };
    expect(await asked([notice(sent)], 'mine')).toEqual([
      notice({ progressToken: 'mine', progress: 1, total: 2 }),
    ]);
  });

  it.each([
    ['another token', 'mine', { progressToken: 'BE0477472701', progress: 1 }],
    ['a token of another type', 1, { progressToken: '1', progress: 1 }],
    ['a token nobody chose', undefined, { progressToken: 0, progress: 1 }],
    ['no number', 1, { progressToken: 1, progress: 'x' }],
  ])('with %s stays behind', async (_, token, params) => {
    expect(await asked([notice(params)], token)).toEqual([]);
  });

  it.each(['notifications/message', 'notifications/tasks/status', 'notifications/x'])(
    'is all that passes: not %s',
    async (method) => {
      expect(await asked([{ jsonrpc: '2.0', method, params: { progressToken: 1 } }], 1)).toEqual(
        [],
      );
    },
  );
});

describe("an upstream's failure", () => {
  it('reaches the caller without its internals and the audit by its class', async () => {
    const upstream = memoryUpstream(
      answering(toolError('access', 'Traceback (most recent call last)\n secret')),
    );
    const guard = guarded(upstream);
    const reply = await guard.call('search_count', COUNT, worker);
    expect(JSON.stringify(reply.messages)).not.toContain('Traceback');
    expect(guard.audit.at(-1)).toMatchObject({ decision: 'allowed', upstreamError: 'access' });
  });
});

describe('what a call costs', () => {
  const limited = (limits: string) => ({
    gateway: `
odoo: {database: demo}
rate_limit: {${limits}}
identity: {stdio: {name: me, odoo: {login: b, api_key: k}}}`,
  });
  const me = { era: 'modern', transport: 'stdio' } as const;
  const bulk = (count: number) => ({
    model: 'res.partner',
    records: Array.from({ length: count }, (_, n) => ({ name: `Partner ${n}` })),
  });
  const ONE = { model: 'res.partner', values: { name: 'x' } };

  it('is one write for each record of a bulk', async () => {
    const guard = guarded(
      memoryUpstream(likeOdoo),
      limited('global_per_minute: 100, write_per_minute: 5'),
    );
    expect(decisionOf(await guard.call('bulk_create', bulk(4), me))).not.toHaveProperty('code');
    expect(decisionOf(await guard.call('bulk_create', bulk(2), me))).toMatchObject({
      code: 'rate_limited',
      rule: 'gateway.yaml:rate_limit.write_per_minute',
      retry_after_ms: expect.any(Number),
    });
    // A bulk that was refused has drawn nothing of what was left.
    expect(decisionOf(await guard.call('create_record', ONE, me))).not.toHaveProperty('code');
    expect(decisionOf(await guard.call('create_record', ONE, me))).toMatchObject({
      code: 'rate_limited',
    });
  });

  it('is more than there could ever be: such a bulk is refused as a whole, and told what fits', async () => {
    const upstream = memoryUpstream(likeOdoo);
    const guard = guarded(upstream, limited('global_per_minute: 100, write_per_minute: 5'));
    const reply = await guard.call('bulk_create', bulk(6), me);
    expect(decisionOf(reply)).toMatchObject({ code: 'rate_limited' });
    expect(decisionOf(reply)).not.toHaveProperty('retry_after_ms');
    expect(JSON.stringify(resultOf(reply).content)).toContain(
      'Split it into calls of at most 5 each.',
    );
    expect(upstream.received).toEqual([]);
    expect(decisionOf(await guard.call('bulk_create', bulk(5), me))).not.toHaveProperty('code');
  });

  it.each([
    ['get_create_requirements', { model: 'res.partner' }],
    ['get_messages', { model: 'res.partner', record_id: 1 }],
    ['search_read', { model: 'res.partner' }],
  ])('is no write for what only reads: %s', async (tool, args) => {
    const guard = guarded(
      memoryUpstream(likeOdoo),
      limited('global_per_minute: 100, write_per_minute: 1'),
    );
    for (let n = 0; n < 3; n += 1) {
      expect(decisionOf(await guard.call(tool, args, me))).not.toMatchObject({
        code: 'rate_limited',
      });
    }
    expect(decisionOf(await guard.call('create_record', ONE, me))).not.toHaveProperty('code');
  });

  it.each([[{}], [{ records: 'many' }], [{ records: [] }]])(
    'is one where nobody can say how many: %j',
    async (args) => {
      const guard = guarded(
        memoryUpstream(likeOdoo),
        limited('global_per_minute: 100, write_per_minute: 1'),
      );
      const reply = await guard.call('bulk_create', { model: 'res.partner', ...args }, me);
      expect(decisionOf(reply)).toMatchObject({ effect: 'deny' });
      expect(decisionOf(reply)).not.toMatchObject({ code: 'rate_limited' });
    },
  );
});
