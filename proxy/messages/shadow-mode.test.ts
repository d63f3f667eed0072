import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../policies/json.ts';
import { UpstreamFailure } from '../exchange.ts';
import { decisionOf, type Guarded, guarded, resultOf, sha256 } from '../guarded.fixture.ts';
import {
  type Act,
  json,
  likeOdoo,
  memoryUpstream,
  toolCallOf,
  toolResult,
} from '../memory-upstream.fixture.ts';

const FIELDS: JsonObject = {
  id: { type: 'integer', store: true },
  name: { type: 'char', store: true },
  vat: { type: 'char', store: true },
};
const LEAD = { id: 3, name: 'Azure', vat: 'BE 1' };
const act: Act = (request, context) => {
  if (request.method !== 'tools/call') return likeOdoo(request, context);
  switch (toolCallOf(request).name) {
    case 'get_model_fields':
      return json(request, toolResult({ fields: FIELDS }));
    case 'get_record':
      return json(request, toolResult({ record: LEAD }));
    case 'update_record':
    case 'delete_record':
      return json(request, toolResult({ success: true }));
    default:
      return likeOdoo(request, context);
  }
};

const gatewayOf = (mode: string, more = '') => `
mode: ${mode}
odoo: {database: demo}
${more}
identity:
  tokens:
    - {name: worker, sha256: ${sha256('worker')}, groups: [base.group_portal], odoo: {login: bot, api_key: key}}
`;
const RATES = 'rate_limit: {global_per_minute: 100000, write_per_minute: 100000}';
const FILES = {
  restrictions: 'admin_only: [crm.tag]',
  model_access: `
stock_models: {full_crud: [res.partner, crm.lead]}
sensitive_fields: {crm.lead: [vat]}
`,
  rbac: `
tool_group_requirements: {search_count: [counters]}
confirm: [{operations: [unlink]}]
`,
};

async function running(more = RATES, mode = 'shadow', does: Act = act) {
  const guard: Guarded = guarded(memoryUpstream(does), {
    ...FILES,
    gateway: gatewayOf(mode, more),
  });
  const session = await guard.open({ bearer: 'worker' });
  const call = async (tool: string, args: JsonObject) => {
    const reply = await guard.call(tool, args, { bearer: 'worker', session });
    return { reply, shadow: guard.audit.at(-1)?.shadow, record: guard.audit.at(-1) };
  };
  return { guard, call, session };
}

const READING = { model: 'crm.lead', record_id: 3, fields: ['name', 'vat'] };

describe('shadow mode', () => {
  it('makes a call that the policy denies, tells the caller nothing and the audit all', async () => {
    const { call } = await running();
    const { reply, shadow, record } = await call('get_record', READING);
    expect(resultOf(reply)).toMatchObject({ structuredContent: { record: LEAD } });
    expect(resultOf(reply)).not.toHaveProperty('_meta');
    expect(record).toMatchObject({ decision: 'allowed', subject: { name: 'worker' } });
    expect(shadow).toEqual({
      would: 'deny',
      code: 'model_not_allowed',
      rule: 'model_access.yaml:portal_models',
      reason: expect.stringContaining('crm.lead'),
    });
  });

  it('says at the start that nothing but the guardrails is enforced', async () => {
    const { guard } = await running();
    expect(
      guard.log.some((line) => /"level":"?(?:40|warn).*NOTHING BUT THE GUARDRAILS/.test(line)),
    ).toBe(true);
    const enforcing = await running(RATES, 'enforce');
    expect(enforcing.guard.log.join()).not.toContain('SHADOW');
  });

  it.each<[string, string, JsonObject, string]>([
    ['a blocked model', 'get_record', { model: 'ir.rule', record_id: 1 }, 'model_blocked'],
    [
      'a secret field',
      'search_count',
      { model: 'res.partner', domain: [['password', '=', 'x']] },
      'field_not_searchable',
    ],
    [
      'a field nobody writes',
      'update_record',
      { model: 'crm.lead', record_id: 3, values: { create_uid: 1 } },
      'field_not_writable',
    ],
  ])('keeps the guardrail on %s', async (_what, tool, args, code) => {
    const { call } = await running();
    expect(decisionOf((await call(tool, args)).reply)).toMatchObject({ code });
  });

  it('asks nobody to confirm, and records that it would', async () => {
    const access = 'stock_models: {full_crud: [crm.lead]}\nportal_models: [crm.lead]';
    const gateway = gatewayOf('shadow', RATES).replace('base.group_portal', 'base.group_user');
    const guard = guarded(memoryUpstream(act), { ...FILES, model_access: access, gateway });
    const session = await guard.open({ bearer: 'worker' });
    const args = { model: 'crm.lead', record_id: 3 };
    const reply = await guard.call('delete_record', args, { bearer: 'worker', session });
    expect(resultOf(reply)).toMatchObject({ structuredContent: { success: true } });
    expect(guard.audit.at(-1)?.shadow).toEqual({ would: 'confirm', rule: 'rbac.yaml:confirm[0]' });
  });

  it('records the tool that would have been refused', async () => {
    const { call } = await running();
    const { reply, shadow } = await call('search_count', { model: 'crm.lead' });
    expect(resultOf(reply)).toMatchObject({ structuredContent: { count: 5 } });
    expect(shadow).toMatchObject({ rule: 'rbac.yaml:tool_group_requirements.search_count' });
  });

  it('lets no rate stop a call, and records which would have', async () => {
    const { call } = await running('rate_limit: {global_per_minute: 1}');
    const { reply, shadow } = await call('get_record', READING);
    expect(resultOf(reply)).toHaveProperty('structuredContent');
    expect(shadow).toMatchObject({ rule: 'gateway.yaml:rate_limit.global_per_minute' });
  });

  it('lets no budget and no question stop a call, and records the first that would', async () => {
    const limits = 'limits: {oracle_per_minute: 1, budgets: [{count: true, per: day, max: 1}]}';
    const gateway = gatewayOf('shadow', `${RATES}\n${limits}`);
    const guard = guarded(memoryUpstream(act), {
      ...FILES,
      rbac: '{}',
      gateway: gateway.replace('base.group_portal', 'base.group_user'),
    });
    const session = await guard.open({ bearer: 'worker' });
    const args = { model: 'crm.lead', record_id: 3, values: { name: 'x' } };
    const count = (name: string) => ({ model: 'crm.lead', domain: [['name', '=', name]] });
    for (const [tool, of] of [
      ['update_record', args],
      ['update_record', args],
      ['search_count', count('x')],
      ['search_count', count('y')],
    ] as const) {
      const reply = await guard.call(tool, of, { bearer: 'worker', session });
      expect(resultOf(reply)).not.toHaveProperty('isError');
    }
    expect(guard.audit.map(({ shadow }) => shadow?.rule).filter(Boolean)).toEqual([
      'gateway.yaml:limits.budgets[0]',
      'gateway.yaml:limits.oracle_per_minute',
    ]);
  });

  it('turns away who has not signed in', async () => {
    const guard = guarded(memoryUpstream(act), { ...FILES, gateway: gatewayOf('shadow', RATES) });
    const session = await guard.open();
    const reply = await guard.call('get_record', READING, { session });
    expect(decisionOf(reply)).toMatchObject({ code: 'not_signed_in' });
  });

  it('judges what the policy turns on as denied where Odoo cannot be asked, and goes on', async () => {
    let asked = 0;
    const failing: Act = (request, context) => {
      if (toolCallOf(request).name !== 'get_model_fields') return act(request, context);
      asked += 1;
      if (asked === 1) throw new UpstreamFailure('timeout', 'no answer');
      return act(request, context);
    };
    const files = {
      ...FILES,
      gateway: gatewayOf('shadow', RATES).replace('base.group_portal', 'staff'),
    };
    const guard = guarded(memoryUpstream(failing), files);
    const session = await guard.open({ bearer: 'worker' });
    const reply = await guard.call('get_record', READING, { bearer: 'worker', session });
    expect(resultOf(reply)).toHaveProperty('structuredContent');
    expect(guard.audit.at(-1)?.shadow).toMatchObject({ code: 'schema_unavailable' });
  });
});
