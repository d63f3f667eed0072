import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../policies/json.ts';
import { decisionOf, guarded, resultOf, sha256 } from '../guarded.fixture.ts';
import {
  type Act,
  FIELDS,
  identityOf,
  json,
  likeOdoo,
  memoryUpstream,
  toolCallOf,
  toolError,
  toolResult,
} from '../memory-upstream.fixture.ts';

const RULES = {
  rbac: "record_rules: {res.partner: [{domain: [[user_id, '=', $uid]]}]}",
};
const gatewayOf = (rights: string) => `
odoo: {database: demo}
rate_limit: {global_per_minute: 1000, write_per_minute: 1000}
identity: {tokens: [{name: worker, sha256: ${sha256('worker')}, ${rights}}]}
`;
const ACCOUNT = 'odoo: {login: bot, api_key: key-of-bot}';
const WITH_USER: JsonObject = {
  ...FIELDS,
  user_id: { type: 'many2one', relation: 'res.users', store: true },
};

/** Like Odoo, where this is what an account is told it is. */
const telling =
  (whoami: (login: string) => JsonObject): Act =>
  (request, context) => {
    const { name, args } = request.method === 'tools/call' ? toolCallOf(request) : { name: '' };
    if (name === 'get_model_fields') {
      return json(request, toolResult({ fields: WITH_USER, model: args?.model ?? null, count: 5 }));
    }
    return name === 'whoami'
      ? json(request, whoami(loginIn(context.headers['x-odoo-credential'])))
      : likeOdoo(request, context);
  };

function loginIn(header = ''): string {
  return JSON.parse(Buffer.from(header, 'base64url').toString()).login;
}

/** A guard where partners are for their salesperson, and what its token `worker` gets. */
function worker(act: Act, gateway: string = gatewayOf(ACCOUNT)) {
  const upstream = memoryUpstream(act);
  const guard = guarded(upstream, { ...RULES, gateway });
  const toolCalls = (tool: string) =>
    upstream.received.flatMap(({ message }) =>
      'method' in message && 'id' in message && message.params?.name === tool
        ? [toolCallOf(message).args]
        : [],
    );
  const count = (signal?: AbortSignal) =>
    guard.call(
      'search_count',
      { model: 'res.partner' },
      { bearer: 'worker', era: 'modern', ...(signal ? { signal } : {}) },
    );
  return { count, guard, sent: () => toolCalls('search_count'), asked: () => toolCalls('whoami') };
}

describe('a token that brokers an account', () => {
  it('acts for that account, which is asked once with its own credential', async () => {
    const { count, sent, asked } = worker(telling((login) => toolResult(identityOf(login))));
    for (const reply of await Promise.all([count(), count()])) {
      expect(resultOf(reply)).toMatchObject({ structuredContent: { count: 5 } });
    }
    await count();
    expect(asked()).toEqual([{}]);
    expect(sent()).toHaveLength(3);
    for (const args of sent()) {
      expect(args).toMatchObject({ domain: [['user_id', '=', 13]], company_ids: [1] });
    }
  });

  it('acts for whom the operator wrote down, and nobody is asked', async () => {
    const { count, sent, asked } = worker(
      telling((login) => toolResult(identityOf(login))),
      gatewayOf(`${ACCOUNT}, acts_for: {uid: 40, partner_id: 41, company_ids: [3, 2]}`),
    );
    await count();
    expect(asked()).toEqual([]);
    expect(sent()).toEqual([
      { model: 'res.partner', domain: [['user_id', '=', 40]], company_ids: [3, 2] },
    ]);
  });

  it.each<[string, (login: string) => JsonObject]>([
    ['Odoo refuses it', () => toolError('auth')],
    ['Odoo is away', () => toolError('connection')],
    ['the answer has another form', () => toolResult({ uid: 'seven' })],
    ['the answer is about another login', () => toolResult(identityOf('boss'))],
    [
      'the answer is about another database',
      (login) => toolResult({ ...identityOf(login), database: 'other' }),
    ],
  ])(
    'reaches nothing that turns on who it is where %s, and it is logged once',
    async (_, whoami) => {
      const { count, guard, sent, asked } = worker(telling(whoami));
      expect(decisionOf(await count())).toMatchObject({
        code: 'record_not_allowed',
        rule: 'rbac.yaml:record_rules.res.partner[0]',
      });
      await count();
      expect(sent()).toEqual([]);
      expect(asked()).toHaveLength(1);
      const warned = guard.log.filter((line) => line.includes('could not be asked who it is'));
      expect(warned).toHaveLength(1);
      expect(warned.join('')).not.toContain('key-of-bot');
    },
  );

  it('carries no call as the internal account of Odoo', async () => {
    const { count, sent } = worker(
      telling((login) => toolResult({ ...identityOf(login), uid: 1 })),
    );
    expect(decisionOf(await count())).toMatchObject({ code: 'login_refused' });
    expect(sent()).toEqual([]);
  });

  it('keeps nobody waiting who went away, and asks on for the others', async () => {
    let answer = () => {};
    const held = new Promise<void>((resolve) => {
      answer = resolve;
    });
    const told = telling((login) => toolResult(identityOf(login)));
    const { count, asked } = worker(async (request, context) => {
      if (toolCallOf(request).name === 'whoami') await held;
      return told(request, context);
    });
    const cancel = new AbortController();
    const [gone, waiting] = [count(cancel.signal), count()];
    cancel.abort();
    expect((await gone).responses).toEqual([]);
    answer();
    expect(resultOf(await waiting)).toMatchObject({ structuredContent: { count: 5 } });
    expect(asked()).toHaveLength(1);
  });
});

describe('an upstream that is sent no credentials', () => {
  it('is not asked, because it would tell of its own account', async () => {
    const own = `${gatewayOf(ACCOUNT)}upstream: {url: 'http://127.0.0.1:9/mcp', binding: odoo-mcp-upstream}`;
    const { count, asked, sent } = worker(
      telling((login) => toolResult(identityOf(login))),
      own,
    );
    expect(decisionOf(await count())).toMatchObject({ code: 'record_not_allowed' });
    expect([...asked(), ...sent()]).toEqual([]);
  });

  it('acts for whom the operator wrote down', async () => {
    const own = `${gatewayOf('acts_for: {uid: 40, company_ids: [3]}')}upstream: {url: 'http://127.0.0.1:9/mcp', binding: odoo-mcp-upstream}`;
    const { count, sent } = worker(
      telling(() => toolError('auth')),
      own,
    );
    await count();
    expect(sent()).toMatchObject([{ domain: [['user_id', '=', 40]], company_ids: [3] }]);
  });
});
