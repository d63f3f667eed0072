import { describe, expect, test } from 'vitest';
import { allowed, ask, asked, NONE_FIT } from '../asking.fixture.ts';
import { ADMIN, HR, model, POLICY, policyOf, READER, SALES } from '../demo-policy.fixture.ts';
import { decideTool } from '../rights/tool-access.ts';
import { askCall, type CallParts, methodCall, policyFor } from './calls.fixture.ts';
import { refusal, sent } from './dispatch.fixture.ts';

describe('what a call of an inherited method is', () => {
  test('a search: its domain, order and limit are judged and written anew, by name', () => {
    const decision = allowed(
      askCall('sale.order.search_read', { args: [[['state', '=', 'sale']], ['name']] }),
    );
    expect(decision).toMatchObject({
      operation: {
        ...{ kind: 'call', method: 'search_read', ids: [], args: [] },
        kwargs: { domain: [['state', '=', 'sale']], fields: ['id', 'name'], limit: 80 },
      },
      obligation: { kind: 'records', model: 'sale.order', masked: [] },
      rule: 'model_access.yaml:group_access.sales.sale.order',
    });
    expect(decision.notes.map(({ kind }) => kind)).toEqual(['limit_capped']);
  });

  test('a read of records by their ids, wherever these stand', () => {
    const fields = ['id', 'name'];
    expect(sent('sale.order.read', { ids: [3], args: [['name']] })).toMatchObject({
      ...{ ids: [3], args: [], kwargs: { fields } },
    });
    expect(sent('sale.order.read', { args: [[3], ['name']] })).toMatchObject({
      ...{ ids: [], args: [[3]], kwargs: { fields } },
    });
    expect(sent('sale.order.web_read', { ids: [3], args: [{ name: {} }] })).toMatchObject({
      kwargs: { specification: { id: {}, name: {} } },
    });
  });

  test('a grouping, never the lazy one', () => {
    const groups = { domain: [], groupby: ['state'], fields: ['amount_total:sum'] };
    expect(allowed(askCall('sale.order.read_group', { kwargs: groups }))).toMatchObject({
      operation: {
        kwargs: { ...groups, fields: ['__count', 'amount_total:sum'], limit: 80, lazy: false },
      },
      obligation: { kind: 'groups' },
    });
    expect(
      sent('sale.order.formatted_read_group', { args: [[], ['state'], ['amount_total:sum']] }),
    ).toMatchObject({ kwargs: { aggregates: ['amount_total:sum', '__count'] } });
    const twice = { args: [[], ['amount_total:sum', 'amount_total:max'], ['state']] };
    expect(refusal('sale.order.read_group', twice).code).toBe('arguments_invalid');
  });

  test('a write of checked values, by place: their keyword is not the same on every model', () => {
    expect(sent('sale.order.write', { ids: [3], kwargs: { values: { note: 'x' } } })).toMatchObject(
      { ids: [3], args: [{ note: 'x' }], kwargs: {} },
    );
    expect(sent('sale.order.create', { kwargs: { vals_list: { note: 'x' } } })).toMatchObject({
      ...{ ids: [], args: [{ note: 'x' }], kwargs: {} },
    });
    expect(sent('sale.order.create', { args: [[{ note: 'x' }]] })).toMatchObject({
      args: [[{ note: 'x' }]],
    });
  });

  test('a dry run stays one', () => {
    for (const [path, parts] of [
      ['sale.order.write', { ids: [3], args: [{ note: 'x' }] }],
      ['sale.order.create', { args: [{ note: 'x' }] }],
      ['crm.lead.unlink', { ids: [3] }],
    ] as const)
      expect(sent(path, { ...parts, dryRun: true })).toMatchObject({ dryRun: true });
  });

  test('names, a form, descriptions', () => {
    const given = { args: ['x', [], 'ilike', 500] };
    expect(allowed(askCall('res.country.name_search', given))).toMatchObject({
      operation: { args: ['x', []], kwargs: { operator: 'ilike', limit: 100 } },
      obligation: { kind: 'labels' },
    });
    expect(
      sent('crm.lead.onchange', { args: [[], { name: 'x' }, ['name'], { stage_id: {} }] }),
    ).toMatchObject({
      args: [[]],
      kwargs: { values: { name: 'x' }, field_names: ['name'], fields_spec: { stage_id: {} } },
    });
    expect(allowed(askCall('crm.lead.fields_get', { args: [['name']] }))).toMatchObject({
      ...{ operation: { kwargs: { allfields: ['name'] } }, obligation: { kind: 'fields' } },
    });
  });

  test.each([17, 18, 19] as const)('in Odoo %s as in the others', (version) => {
    const decision = askCall(
      'sale.order.search',
      { args: [[['margin', '>', 1]]] },
      SALES,
      policyFor(version),
    );
    expect(decision.effect).toBe('deny');
    const groups = askCall('sale.order.formatted_read_group', {}, SALES, policyFor(version));
    expect(groups.effect).toBe(version === 19 ? 'allow' : 'deny');
  });
});

describe('what it needs', () => {
  test('the grant of the operation, not the one to call methods', () => {
    expect(askCall('res.country.search_count', { args: [[]] }, READER).effect).toBe('allow');
    expect(askCall('res.partner.write', { ids: [1], args: [{ name: 'x' }] }, SALES).effect).toBe(
      'allow',
    );
    expect(refusal('sale.order.write', { ids: [1], args: [{ note: 'x' }] }, READER).code).toBe(
      'operation_not_allowed',
    );
    expect(refusal('sale.order.unlink', { ids: [1] }).code).toBe('operation_not_allowed');
    expect(refusal('sale.order.read', { ids: [1] }, HR).code).toBe('model_not_allowed');
    expect(refusal('res.users.read', { ids: [1] }, ADMIN).rule).toBe('G1');
  });

  test('the group its operation needs, and the tool’s own', () => {
    const policy = policyOf({
      access: { stock_models: { full_crud: ['crm.lead'] } },
      rbac: {
        operation_group_requirements: { call: 'caller', unlink: 'boss' },
        tool_group_requirements: { execute: ['boss'] },
      },
    });
    expect(askCall('crm.lead.search_count', { args: [[]] }, SALES, policy).effect).toBe('allow');
    expect(askCall('crm.lead.unlink', { ids: [1] }, SALES, policy)).toMatchObject({
      rule: 'rbac.yaml:operation_group_requirements.unlink',
    });
    const execute = generic('execute');
    expect(decideTool(execute, SALES, policy)).toMatchObject({ code: 'tool_not_allowed' });
    expect(decideTool(generic('run'), SALES, policy)).toBe('visible');
  });

  test('a method no file blocks', () => {
    const policy = policyOf({
      access: { stock_models: { full_crud: ['crm.lead'] } },
      restrictions: { blocked_methods: ['search_read'] },
    });
    expect(askCall('crm.lead.search_read', {}, ADMIN, policy)).toMatchObject({
      rule: 'restrictions.yaml:blocked_methods',
    });
  });

  test('of a message: to be listed as a method, or the grant to post', () => {
    const body = { ids: [1], kwargs: { body: 'Hello' } };
    expect(allowed(askCall('crm.lead.message_post', body))).toMatchObject({
      obligation: { kind: 'opaque' },
    });
    expect(refusal('sale.order.message_post', body).code).toBe('method_not_allowed');
    const policy = policyOf({
      access: {
        group_access: {
          sales: { 'sale.order': { operations: ['read', 'read_messages', 'post_message'] } },
        },
      },
    });
    expect(askCall('sale.order.message_post', body, SALES, policy)).toMatchObject({
      ...{ effect: 'allow', obligation: { kind: 'nothing' } },
      operation: { ids: [1], args: [], kwargs: { body: 'Hello' } },
    });
    const forged = { ids: [1], kwargs: { body: 'Hello', author_id: 3 } };
    expect(askCall('sale.order.message_post', forged, SALES, policy).effect).toBe('deny');
  });
});

const generic = (name: string) => ({
  name,
  kinds: new Set(['call'] as const),
  steps: [{ kinds: new Set(['call'] as const), anyMethod: true }],
});

test('a tool for any method is listed for whoever may read; one for a single method is not', () => {
  expect(decideTool(generic('execute'), READER, POLICY)).toBe('visible');
  const closed = policyOf({ access: { admin: { unlisted_models: 'deny' } } });
  for (const who of [READER, ADMIN])
    expect(decideTool(generic('execute'), who, closed)).not.toBe('visible');
  const on = (name: string) => ({
    ...{ name: 'confirm', kinds: new Set(['call'] as const), model: model(name) },
    steps: [{ kinds: new Set(['call'] as const), model: model(name) }],
  });
  expect(decideTool(on('crm.lead'), SALES, POLICY)).toBe('visible');
  expect(decideTool(on('res.country'), SALES, POLICY)).not.toBe('visible');
});

describe('record rules', () => {
  const policy = policyOf({
    access: {
      stock_models: { full_crud: ['crm.lead'] },
      allowed_methods: { 'crm.lead': ['message_post', 'action_set_won'] },
    },
    rbac: { record_rules: { 'crm.lead': [{ domain: [['stage_id', '=', 1]] }] } },
  });

  test('narrow an inherited search', () => {
    const decision = askCall('crm.lead.search', { args: [[['name', '=', 'x']]] }, SALES, policy);
    expect(allowed(decision).operation).toMatchObject({
      kwargs: { domain: ['&', ['stage_id', '=', 1], ['name', '=', 'x']] },
    });
  });

  test.each<[string, CallParts]>([
    ['read', { ids: [3], args: [['name']] }],
    ['write', { args: [[3], { name: 'x' }] }],
    ['unlink', { args: [3] }],
    ['message_post', { ids: [3], kwargs: { body: 'x' } }],
    ['action_set_won', { ids: [3] }],
  ])('hold for the records of %s', (method, parts) => {
    const call = methodCall(`crm.lead.${method}`, parts);
    expect(asked(call, SALES, policy)).toContainEqual({
      ...{ model: 'crm.lead', ids: [3], domain: [['stage_id', '=', 1]] },
    });
    expect(ask(call, SALES, policy, NONE_FIT).effect).toBe('deny');
    expect(ask(call, SALES, policy).effect).toBe('allow');
  });
});
