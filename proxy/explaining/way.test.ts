import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../policies/json.ts';
import { decisionOf, guarded, sha256 } from '../guarded.fixture.ts';
import { FIELDS, likeOdoo, memoryUpstream, toolCallOf } from '../memory-upstream.fixture.ts';
import { isRequest } from '../wire/message.ts';
import { offline } from './setting.fixture.ts';
import { explainCall } from './way.ts';
import { callerOf } from './who.ts';

const FILES = {
  model_access: `
stock_models: {full_crud: [res.partner], read_only: [crm.lead]}
sensitive_fields: {res.partner: [vat]}
`,
  rbac: `
tool_group_requirements: {search_count: [counters]}
confirm: [{models: [res.partner], operations: [unlink]}]
`,
  gateway: `
odoo: {database: demo}
identity:
  tokens:
    - {name: worker, sha256: ${sha256('worker')}, groups: [base.group_user], odoo: {login: bot, api_key: key-of-worker}}
`,
};
const MODELS = { 'res.partner': FIELDS, 'crm.lead': FIELDS };

const CALLS: readonly (readonly [string, JsonObject])[] = [
  ['search_read', { model: 'res.partner' }],
  ['search_read', { model: 'res.partner', fields: ['name', 'vat'], limit: 3 }],
  ['search_read', { model: 'res.partner', domain: [['name', '=', 'a']], order: 'name' }],
  ['search_read', { model: 'res.partner', domain: [['vat', '=', 'a']] }],
  ['search_read', { model: 'res.partner', limits: 3 }],
  ['search_read', { model: 'res.users' }],
  ['search_count', { model: 'res.partner' }],
  ['create_record', { model: 'res.partner', values: { name: 'a' } }],
  ['create_record', { model: 'res.partner', values: { vat: 'a' } }],
  ['create_record', { model: 'crm.lead', values: { name: 'a' } }],
  ['delete_record', { model: 'res.partner', record_id: 3 }],
  ['no_such_tool', {}],
];

describe('the way of a call is the way the guard goes', () => {
  it.each(CALLS)('%s %j', async (tool, args) => {
    const upstream = memoryUpstream(likeOdoo);
    const guard = guarded(upstream, FILES);
    const reply = await guard.call(tool, args, { bearer: 'worker', era: 'modern' });
    const sent = upstream.received.flatMap(({ message }) => {
      if (!isRequest(message) || message.method !== 'tools/call') return [];
      const call = toolCallOf(message);
      return call.name === tool ? [call.args] : [];
    });

    const setting = offline(FILES, MODELS);
    const way = await explainCall(setting, callerOf({ token: 'worker' }, setting), { tool, args });
    await setting.close();

    switch (way.effect) {
      case 'allow':
        expect(sent).toEqual([way.sends]);
        break;
      case 'deny':
        expect(sent).toEqual([]);
        if (tool !== 'no_such_tool') {
          const { code, rule, reason } = way.denial ?? {};
          expect(decisionOf(reply)).toMatchObject({ effect: 'deny', code, rule, reason });
        }
        break;
      case 'confirm':
        expect(sent).toEqual([]);
        expect(decisionOf(reply)).toMatchObject({
          effect: 'deny',
          code: expect.stringMatching(/^confirmation_/),
        });
        expect(way.sends).toMatchObject(args);
        break;
    }
  });

  it('comes to all three ends in these calls', async () => {
    const setting = offline(FILES, MODELS);
    const caller = callerOf({ token: 'worker' }, setting);
    const ways = await Promise.all(
      CALLS.map(([tool, args]) => explainCall(setting, caller, { tool, args })),
    );
    expect(new Set(ways.map(({ effect }) => effect))).toEqual(
      new Set(['allow', 'deny', 'confirm']),
    );
    await setting.close();
  });
});

describe('what is kept of a way', () => {
  it('names the models nobody could describe', async () => {
    const setting = offline(FILES);
    const way = await explainCall(setting, callerOf({ groups: [] }, setting), {
      tool: 'search_read',
      args: { model: 'res.partner' },
    });
    expect(way).toMatchObject({
      effect: 'deny',
      denial: { code: 'schema_unavailable' },
      unknown: ['res.partner'],
    });
    await setting.close();
  });

  it.each([true, false])('has the questions about records, taken for %s', async (facts) => {
    const rbac = 'record_rules: {res.partner: [{domain: [[name, "=", "mine"]]}]}';
    const setting = offline({ ...FILES, rbac }, MODELS);
    const way = await explainCall(setting, callerOf({ groups: [] }, setting), {
      tool: 'delete_record',
      args: { model: 'res.partner', record_id: 3 },
      facts,
    });
    expect(way).toMatchObject({
      effect: facts ? 'allow' : 'deny',
      asked: [
        {
          question: { model: 'res.partner', ids: [3], domain: [['name', '=', 'mine']] },
          answer: facts,
        },
      ],
    });
    await setting.close();
  });

  it('is nothing for a sign-in', async () => {
    const setting = offline(FILES);
    const args = { username: 'a', credential: 'b', method: 'password' };
    const caller = callerOf({ groups: [] }, setting);
    await expect(explainCall(setting, caller, { tool: 'login', args })).rejects.toThrow(
      'login tells who calls',
    );
    await setting.close();
  });
});
