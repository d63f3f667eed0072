import { describe, expect, it } from 'vitest';
import { errorOf, guarded, resultOf } from '../guarded.fixture.ts';
import { type Act, json, likeOdoo, memoryUpstream } from '../memory-upstream.fixture.ts';

const FILES = { model_access: 'stock_models: {read_only: [res.partner]}' };
const ALLOWED = `
odoo: {database: demo}
upstream: {unbound: {prompts: allow}}
identity: {stdio: {name: me, odoo: {login: b, api_key: k}}}`;
const worker = { bearer: 'worker', era: 'modern' } as const;
const me = { transport: 'stdio', era: 'modern' } as const;

const withPrompts: Act = (request, context) => {
  switch (request.method) {
    case 'prompts/list':
      return json(request, {
        prompts: [
          {
            name: 'analyze_model',
            description: 'Explains',
            arguments: [{ name: 'model', required: true }],
            secret: 1,
          },
          { name: 'greet' },
        ],
      });
    case 'prompts/get':
      return json(request, {
        resultType: 'complete',
        description: 'Explains',
        messages: [
          { role: 'user', content: { type: 'text', text: 'Explain it.' } },
          { role: 'user', content: { type: 'resource', resource: { uri: 'x', text: 'data' } } },
        ],
        secret: 1,
      });
    default:
      return likeOdoo(request, context);
  }
};

describe('prompts/list', () => {
  it.each([
    ['somebody known', worker],
    ['a stranger', { era: 'modern' } as const],
  ])('names to %s what is bound, for this caller alone', async (_, asking) => {
    const guard = guarded(memoryUpstream(withPrompts), FILES);
    expect(resultOf(await guard.ask('prompts/list', {}, asking))).toEqual({
      prompts: [
        {
          name: 'analyze_model',
          description: 'Explains',
          arguments: [{ name: 'model', required: true }],
        },
      ],
      ttlMs: 0,
      cacheScope: 'private',
    });
  });

  it('names what is not bound where the operator lets it pass, to nobody unknown', async () => {
    const guard = guarded(memoryUpstream(withPrompts), { ...FILES, gateway: ALLOWED });
    const list = async (asking: object) =>
      JSON.stringify(resultOf(await guard.ask('prompts/list', {}, asking)));
    expect(await list(me)).toContain('greet');
    expect(await list({ era: 'modern' })).not.toContain('greet');
  });
});

describe('prompts/get', () => {
  const PROMPT = { name: 'analyze_model', arguments: { model: 'res.partner' } };

  it('passes the words of the server, and asks for them as nobody', async () => {
    const upstream = memoryUpstream(withPrompts);
    const guard = guarded(upstream, FILES);
    expect(resultOf(await guard.ask('prompts/get', PROMPT, worker))).toMatchObject({
      resultType: 'complete',
      description: 'Explains',
      messages: [{ role: 'user', content: { type: 'text', text: 'Explain it.' } }],
    });
    const { message, context } = upstream.received.at(-1) ?? {};
    expect(message).toMatchObject({ method: 'prompts/get', params: PROMPT });
    expect(context?.headers).toEqual({});
    expect(guard.audit.at(-1)).toMatchObject({ prompt: 'analyze_model', decision: 'allowed' });
  });

  it.each([
    [{ model: 'hr.employee' }, 'model_not_allowed'],
    [{ model: 'res.users.apikeys' }, 'model_blocked'],
    [{ model: 'Res.Partner' }, 'arguments_invalid'],
    [{ other: 'x' }, 'arguments_invalid'],
  ])('is denied with %j (%s)', async (args, code) => {
    const upstream = memoryUpstream(withPrompts);
    const guard = guarded(upstream, FILES);
    const params = { ...PROMPT, arguments: args };
    expect(errorOf(await guard.ask('prompts/get', params, worker))).toMatchObject({
      code: 4030,
      data: { code },
    });
    expect(upstream.methods).not.toContain('prompts/get');
  });

  it('is refused to a stranger', async () => {
    const guard = guarded(memoryUpstream(withPrompts), FILES);
    expect(errorOf(await guard.ask('prompts/get', PROMPT, { era: 'modern' }))).toMatchObject({
      data: { code: 'not_signed_in' },
    });
  });

  it.each(['greet', 'no such prompt', '__proto__'])(
    'of %s is the same, bound or there or neither',
    async (name) => {
      const guard = guarded(memoryUpstream(withPrompts), FILES);
      for (const asking of [
        worker,
        { session: await guard.signedIn() },
        { era: 'modern' as const },
      ])
        expect(errorOf(await guard.ask('prompts/get', { name }, asking))).toEqual({
          code: -32602,
          message: `Unknown prompt: ${name}`,
        });
    },
  );

  it.each([
    [{}],
    [{ name: 'analyze_model', arguments: { model: 7 } }],
    [{ name: 'analyze_model', arguments: [] }],
    [{ name: 'analyze_model', requestState: 'x' }],
  ])('takes no %j', async (params) => {
    const guard = guarded(memoryUpstream(withPrompts), FILES);
    expect(errorOf(await guard.ask('prompts/get', params, worker))).toMatchObject({ code: -32602 });
  });

  it('of what is not bound passes where the operator lets it', async () => {
    const upstream = memoryUpstream(withPrompts);
    const guard = guarded(upstream, { ...FILES, gateway: ALLOWED });
    const params = { name: 'greet', arguments: { who: 'you' } };
    expect(resultOf(await guard.ask('prompts/get', params, me))).toHaveProperty('secret');
    expect(upstream.received.at(-1)?.message).toMatchObject({ params });
    expect(guard.audit.at(-1)).toMatchObject({ rule: 'gateway.yaml:upstream.unbound.prompts' });
  });
});
