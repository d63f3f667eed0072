import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../policies/json.ts';
import { errorOf, guarded, resultOf, sha256 } from '../guarded.fixture.ts';
import { type Act, json, likeOdoo, memoryUpstream } from '../memory-upstream.fixture.ts';
import { isRequest } from '../wire/message.ts';

const FILES = {
  model_access: `
stock_models: {full_crud: [res.partner], read_only: [crm.team]}
allowed_methods: {res.partner: [action_archive]}
sensitive_fields: {res.partner: [vat]}
`,
};
const worker = { bearer: 'worker', era: 'modern' } as const;

/** Offers everything there is, whatever it is asked for. */
function offering(values: readonly string[]) {
  const act: Act = (request, context) =>
    request.method === 'completion/complete'
      ? json(request, {
          resultType: 'complete',
          completion: { values, total: 9_999, hasMore: true },
        })
      : likeOdoo(request, context);
  return memoryUpstream(act);
}

const TEMPLATE = { type: 'ref/resource', uri: 'odoo://record/{model}/{id}{?fields}' };
const PROMPT = { type: 'ref/prompt', name: 'create_workflow' };
const completing = (ref: JsonObject, name: string, value: string, beside?: JsonObject) => ({
  ref,
  argument: { name, value },
  ...(beside === undefined ? {} : { context: { arguments: beside } }),
});
const PARTNER = { model: 'res.partner' };
const TEAM = { model: 'crm.team' };

describe('completion/complete offers', () => {
  it.each([
    ['models', completing(TEMPLATE, 'model', 'r'), ['res.partner', 'hr.employee'], ['res.partner']],
    ['fields', completing(TEMPLATE, 'fields', '', PARTNER), ['name', 'vat', 'nothing'], ['name']],
    [
      'methods',
      completing(PROMPT, 'action', 'a', PARTNER),
      ['action_archive', 'sudo', 'button_x'],
      ['action_archive'],
    ],
    ['ids', completing(TEMPLATE, 'id', 'az', TEAM), ['7', 'Azure', '8 Azure', '0'], ['7']],
  ])('%s the caller may name', async (_, params, values, offered) => {
    const upstream = offering(values);
    const guard = guarded(upstream, FILES);
    const result = resultOf(await guard.ask('completion/complete', params, worker));
    expect(result).toEqual({
      resultType: 'complete',
      completion: { values: offered, hasMore: true },
    });
    expect(upstream.received.at(-1)?.context.headers).toHaveProperty('x-odoo-credential');
    expect(guard.audit.at(-1)).toMatchObject({ decision: 'allowed', operations: [{}] });
  });

  it('no ids of a model that record rules narrow: the server completes past them', async () => {
    const upstream = offering(['7']);
    const rbac = 'record_rules: {crm.team: [{domain: [[name, "=", "own"]]}]}';
    const guard = guarded(upstream, { ...FILES, rbac });
    const asked = upstream.methods.length;
    const reply = await guard.ask(
      'completion/complete',
      completing(TEMPLATE, 'id', 'az', TEAM),
      worker,
    );
    expect(errorOf(reply)).toMatchObject({
      data: { code: 'record_not_allowed', rule: 'rbac.yaml:record_rules' },
    });
    expect(upstream.methods.slice(asked)).not.toContain('completion/complete');
  });

  it('ids by a text no faster than a search by name answers', async () => {
    const upstream = offering(['7']);
    const gateway = `
odoo: {database: demo}
limits: {oracle_per_minute: 1}
identity:
  tokens:
    - {name: worker, sha256: ${sha256('worker')}, groups: [base.group_user], odoo: {login: bot, api_key: key-of-worker}}
`;
    const model_access = `
stock_models: {read_only: [crm.team]}
sensitive_fields: {crm.team: [vat]}
`;
    const guard = guarded(upstream, { model_access, gateway });
    const offered = (value: string) =>
      guard.ask('completion/complete', completing(TEMPLATE, 'id', value, TEAM), worker);
    expect(resultOf(await offered('az'))).toMatchObject({ completion: { values: ['7'] } });
    expect(resultOf(await offered('az'))).toMatchObject({ completion: { values: ['7'] } });
    expect(errorOf(await offered('azu'))).toMatchObject({
      data: { code: 'rate_limited', rule: 'gateway.yaml:limits.oracle_per_minute' },
    });
  });

  it('what may be looked for, and says nothing else of the request', async () => {
    const upstream = offering([]);
    const guard = guarded(upstream, FILES);
    const params = completing(TEMPLATE, 'id', 'az', { ...TEAM, other: 'x' });
    await guard.ask('completion/complete', { ...params, more: 1 }, worker);
    const message = upstream.received.at(-1)?.message;
    expect(message && isRequest(message) ? message.params : {}).toMatchObject({
      ref: TEMPLATE,
      argument: { name: 'id', value: 'az' },
      context: { arguments: TEAM },
    });
    expect(message).not.toHaveProperty('params.more');
    expect(message).not.toHaveProperty('params.context.arguments.other');
  });

  it.each([
    ['a model that is closed', completing(TEMPLATE, 'id', 'a', { model: 'hr.employee' })],
    ['records found by a field that is hidden', completing(TEMPLATE, 'id', 'BE', PARTNER)],
    ['fields of one', completing(TEMPLATE, 'fields', 'a', { model: 'hr.employee' })],
    ['methods of one', completing(PROMPT, 'action', 'a', { model: 'res.users.apikeys' })],
  ])('nothing of %s', async (_, params) => {
    const upstream = offering(['x']);
    const guard = guarded(upstream, FILES);
    expect(errorOf(await guard.ask('completion/complete', params, worker))).toMatchObject({
      code: 4030,
      data: { effect: 'deny' },
    });
    expect(upstream.methods).not.toContain('completion/complete');
  });

  it.each([
    ['an argument nobody described', completing(TEMPLATE, 'other', 'a', PARTNER)],
    ['fields of no model', completing(TEMPLATE, 'fields', 'a')],
    ['fields of what is no model', completing(TEMPLATE, 'fields', 'a', { model: 'Res Partner' })],
  ])('nothing for %s', async (_, params) => {
    const upstream = offering(['x']);
    const guard = guarded(upstream, FILES);
    for (const asking of [worker, { session: await guard.signedIn() }])
      expect(resultOf(await guard.ask('completion/complete', params, asking))).toMatchObject({
        completion: { values: [], hasMore: false },
      });
    expect(upstream.methods).not.toContain('completion/complete');
  });

  it('nothing to strangers', async () => {
    const guard = guarded(offering(['x']), FILES);
    const params = completing(TEMPLATE, 'model', 'r');
    expect(
      errorOf(await guard.ask('completion/complete', params, { era: 'modern' })),
    ).toMatchObject({ data: { code: 'not_signed_in' } });
  });
});

describe('completion/complete of what is hidden', () => {
  it.each([
    [{ type: 'ref/prompt', name: 'greet' }, 'Unknown prompt: greet'],
    [{ type: 'ref/resource', uri: 'test://{id}' }, 'Resource not found'],
  ])('is an error like that of what is not there: %j', async (ref, message) => {
    const guard = guarded(offering(['x']), FILES);
    const params = completing(ref, 'who', 'y');
    expect(errorOf(await guard.ask('completion/complete', params, worker))).toMatchObject({
      code: -32602,
      message,
    });
  });

  it('passes where the operator lets both pass', async () => {
    const gateway = (families: string) => `
odoo: {database: demo}
upstream: {unbound: {${families}}}
identity: {stdio: {name: me, odoo: {login: b, api_key: k}}}`;
    const me = { era: 'modern', transport: 'stdio' } as const;
    const params = completing({ type: 'ref/prompt', name: 'greet' }, 'who', 'y');
    for (const families of ['completions: allow', 'prompts: allow']) {
      const guard = guarded(offering(['x']), { ...FILES, gateway: gateway(families) });
      expect(errorOf(await guard.ask('completion/complete', params, me))).toMatchObject({
        message: 'Unknown prompt: greet',
      });
    }
    const both = gateway('prompts: allow, completions: allow');
    const guard = guarded(offering(['x']), { ...FILES, gateway: both });
    expect(resultOf(await guard.ask('completion/complete', params, me))).toMatchObject({
      completion: { values: ['x'], total: 9_999 },
    });
  });

  it.each([
    { type: 'ref/prompt', name: 'Create_Workflow' },
    { type: 'ref/prompt', name: ' create_workflow' },
    { type: 'ref/resource', uri: 'ODOO://record/{model}/{id}' },
    { type: 'ref/resource', uri: 'odoo://record/{model}/{id}#' },
  ])('does not pass for what reads like something described: %j', async (ref) => {
    const gateway = `
odoo: {database: demo}
upstream: {unbound: {prompts: allow, resources: allow, completions: allow}}
identity: {stdio: {name: me, odoo: {login: b, api_key: k}}}`;
    const upstream = offering(['x']);
    const guard = guarded(upstream, { ...FILES, gateway });
    const me = { era: 'modern', transport: 'stdio' } as const;
    const reply = await guard.ask('completion/complete', completing(ref, 'model', 'r'), me);
    expect(errorOf(reply).code).toBe(-32602);
    expect(upstream.methods).not.toContain('completion/complete');
  });
});

it.each([
  [{}],
  [{ ref: TEMPLATE }],
  [completing({ type: 'ref/tool', name: 'x' }, 'a', 'b')],
  [completing(TEMPLATE, 'model', 'x'.repeat(300))],
  [{ ref: TEMPLATE, argument: { name: 'model', value: 7 } }],
])('the parameters %j are none', async (params) => {
  const guard = guarded(offering([]), FILES);
  expect(errorOf(await guard.ask('completion/complete', params, worker))).toMatchObject({
    code: -32602,
  });
});
