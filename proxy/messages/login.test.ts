import { describe, expect, it } from 'vitest';
import { decisionOf, errorOf, guarded, passwordOf, resultOf, sha256 } from '../guarded.fixture.ts';
import {
  identityOf,
  json,
  likeOdoo,
  memoryUpstream,
  silence,
  toolResult,
} from '../memory-upstream.fixture.ts';
import { answering, COUNT, login } from './login.fixture.ts';

describe('signing in', () => {
  it('gives the session a subject, and the upstream its account from then on', async () => {
    const upstream = memoryUpstream(likeOdoo);
    const guard = guarded(upstream);
    const session = await guard.open();
    expect(decisionOf(await guard.call('search_count', COUNT, { session }))).toMatchObject({
      code: 'not_signed_in',
    });
    await guard.call('login', passwordOf('sales'), { session });
    const counted = await guard.call('search_count', COUNT, { session });
    expect(resultOf(counted)).toMatchObject({ structuredContent: { count: 5 } });
    const [, signIn, count] = upstream.received;
    expect(signIn?.context.headers).toEqual({});
    expect(count?.context.headers).toHaveProperty('x-odoo-credential');
    expect(guard.audit.at(-1)?.subject).toMatchObject({ id: 'odoo:demo:15', name: 'sales' });
  });

  it('leaves the credential nowhere but in the request and the header', async () => {
    const guard = guarded(memoryUpstream(likeOdoo));
    const session = await guard.open();
    const replies = [];
    for (const password of ['hunter2-wrong', 'right']) {
      replies.push(await guard.call('login', passwordOf('sales', password), { session }));
    }
    replies.push(await guard.call('search_count', COUNT, { session }));
    const said = JSON.stringify(replies.map(({ messages, headers }) => ({ messages, headers })));
    for (const text of [said, guard.log.join('\n')]) {
      expect(text).not.toContain('hunter2-wrong');
      expect(text).not.toContain('"right"');
      expect(text).not.toContain(Buffer.from('"right"').toString('base64url'));
    }
  });

  it('again as somebody else replaces who was signed in, in that session only', async () => {
    const guard = guarded(memoryUpstream(likeOdoo));
    const [one, other] = [await guard.signedIn('ann'), await guard.signedIn('bea')];
    await guard.call('login', passwordOf('carl'), { session: one });
    for (const session of [one, other]) await guard.call('search_count', COUNT, { session });
    expect(guard.audit.slice(-2).map(({ subject }) => subject?.name)).toEqual(['carl', 'bea']);
  });

  it('again, and wrongly, leaves who was signed in', async () => {
    const guard = guarded(memoryUpstream(likeOdoo));
    const session = await guard.signedIn('ann');
    await guard.call('login', passwordOf('admin', 'guess'), { session });
    await guard.call('search_count', COUNT, { session });
    expect(guard.audit.at(-1)).toMatchObject({ decision: 'allowed', subject: { name: 'ann' } });
  });

  it.each([
    ['of somebody else', { login: 'admin' }],
    ['of another database', { database: 'other' }],
    ['of the superuser', { uid: 1 }],
    ['of nobody', { uid: 0 }],
    ['without groups', { groups: null }],
  ])('with an identity %s signs nobody in', async (_, changes) => {
    const answer = toolResult({ ...identityOf('sales'), ...changes });
    const guard = guarded(memoryUpstream(answering(answer)));
    const session = await guard.open();
    const reply = await guard.call('login', passwordOf('sales'), { session });
    expect(resultOf(reply).isError).toBe(true);
    expect(decisionOf(await guard.call('search_count', COUNT, { session }))).toMatchObject({
      code: 'not_signed_in',
    });
  });

  it('counts for nobody when the session ended meanwhile', async () => {
    let end = async () => {};
    const upstream = memoryUpstream(
      login(async (request) => {
        await end();
        return json(request, toolResult(identityOf('sales')));
      }),
    );
    const guard = guarded(upstream);
    const session = await guard.open();
    end = async () => void (await guard.session('end', { session }));
    const reply = await guard.call('login', passwordOf('sales'), { session });
    expect(decisionOf(reply)).toMatchObject({ code: 'login_refused' });
    expect((await guard.call('search_count', COUNT, { session })).status).toBe(404);
  });

  it('is answered also when the session ends while the upstream is silent', async () => {
    let asked = () => {};
    const reached = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const guard = guarded(
      memoryUpstream(
        login((_, context) => {
          asked();
          return silence(context);
        }),
      ),
    );
    const session = await guard.open();
    const pending = guard.call('login', passwordOf('sales'), { session });
    await reached;
    await guard.session('end', { session });
    expect(decisionOf(await pending)).toMatchObject({ code: 'upstream_unavailable' });
  });
});

describe('who cannot sign in', () => {
  it('the bearer of a token, in a session or not', async () => {
    const upstream = memoryUpstream(likeOdoo);
    const guard = guarded(upstream);
    const session = await guard.open({ bearer: 'worker' });
    for (const asking of [{ session }, { era: 'modern' as const }]) {
      const reply = await guard.call('login', passwordOf('sales'), { ...asking, bearer: 'worker' });
      expect(decisionOf(reply)).toMatchObject({ code: 'login_refused' });
    }
    expect(upstream.methods).toEqual(['initialize']);
  });

  it('a caller without a session', async () => {
    const upstream = memoryUpstream(likeOdoo);
    const reply = await guarded(upstream).call('login', passwordOf('sales'), { era: 'modern' });
    expect(decisionOf(reply)).toMatchObject({ code: 'login_refused' });
    expect(upstream.received).toEqual([]);
  });

  it.each([
    ['identity: {login: deny}', 'password'],
    ['auth: {methods: [api_key]}', 'password'],
    ['auth: {methods: [password]}', 'session'],
    ['auth: {methods: [api_key]}', 'api_key'],
    ['auth: {methods: [api_key, session]}', 'api_key'],
  ])('anybody with a password under %s by %s', async (gateway, method) => {
    const upstream = memoryUpstream(likeOdoo);
    const guard = guarded(upstream, { gateway: `odoo: {database: demo}\n${gateway}` });
    const session = await guard.open();
    const args = { ...passwordOf('sales'), method };
    expect(decisionOf(await guard.call('login', args, { session }))).toMatchObject({
      code: 'login_refused',
    });
    expect(upstream.methods).toEqual(['initialize']);
  });
});

const COMPLETION = {
  ref: { type: 'ref/prompt', name: 'analyze_model' },
  argument: { name: 'model', value: 'r' },
};

it('where API keys alone are accepted, whoever has what looks like one may try it', async () => {
  const upstream = memoryUpstream(likeOdoo);
  const guard = guarded(upstream, {
    gateway: 'odoo: {database: demo}\nauth: {methods: [api_key]}',
  });
  const session = await guard.open();
  const credential = '0123456789abcdef'.repeat(3).slice(0, 40);
  await guard.call('login', { ...passwordOf('sales', credential), method: 'api_key' }, { session });
  expect(upstream.methods).toContain('tools/call');
});

describe('an anonymous caller', () => {
  it('may do nothing but sign in, in either era', async () => {
    const upstream = memoryUpstream(likeOdoo);
    const guard = guarded(upstream, {
      gateway: `odoo: {database: demo}\nupstream: {unbound: {tools: allow}}\nidentity: {tokens: [{name: t, sha256: ${sha256('t')}}]}`,
    });
    const session = await guard.open();
    const before = upstream.received.length;
    for (const asking of [{ session }, { era: 'modern' as const }]) {
      for (const [tool, args] of [
        ['search_count', COUNT],
        ['create_record', { model: 'res.partner', values: { name: 'x' } }],
        ['mystery', {}],
        ['list_models', {}],
      ] as const) {
        expect(decisionOf(await guard.call(tool, args, asking))).toMatchObject({
          code: 'not_signed_in',
        });
      }
      for (const [method, params] of [
        ['resources/read', { uri: 'odoo://models' }],
        ['prompts/get', { name: 'quote_to_invoice' }],
        ['completion/complete', COMPLETION],
      ] as const) {
        expect(errorOf(await guard.ask(method, params, asking))).toMatchObject({
          data: { code: 'not_signed_in' },
        });
      }
      expect(errorOf(await guard.ask('tasks/get', {}, asking))).toMatchObject({ code: -32601 });
    }
    expect(upstream.received).toHaveLength(before);
  });

  it('is told to sign in also where nothing is granted to everybody', async () => {
    const guard = guarded(memoryUpstream(likeOdoo), {
      model_access: 'group_access: {sales: {res.partner: {operations: [read]}}}',
      rbac: 'tool_group_requirements: {search_count: sales}',
    });
    const session = await guard.open();
    expect(decisionOf(await guard.call('search_count', COUNT, { session }))).toMatchObject({
      code: 'not_signed_in',
    });
  });
});
