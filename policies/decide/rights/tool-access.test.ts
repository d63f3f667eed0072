import { describe, expect, test } from 'vitest';
import type { OperationKind } from '../../operation.ts';
import { ADMIN, HR, model, POLICY, policyOf, SALES, subject } from '../demo-policy.fixture.ts';
import { decideTool } from './tool-access.ts';

const tool = (name: string, ...kinds: readonly OperationKind[]) => ({
  name,
  kinds: new Set(kinds),
});

describe('tool_group_requirements', () => {
  const policy = policyOf({
    access: { stock_models: { full_crud: ['crm.lead'] } },
    rbac: { tool_group_requirements: { delete: ['boss', 'owner'], off: [] } },
  });

  test('any one of the groups is enough', () => {
    expect(decideTool(tool('delete', 'unlink'), SALES, policy)).toMatchObject({
      code: 'tool_not_allowed',
      rule: 'rbac.yaml:tool_group_requirements.delete',
      reason: 'the tool delete is not allowed: it takes the group boss or owner.',
    });
    expect(decideTool(tool('delete', 'unlink'), subject(['owner']), policy)).toBe('visible');
    expect(decideTool(tool('delete', 'unlink'), ADMIN, policy)).toBe('visible');
  });

  test('an empty list is nobody, administrators included', () => {
    for (const who of [SALES, ADMIN]) {
      expect(decideTool(tool('off', 'read'), who, policy)).toMatchObject({
        code: 'tool_not_allowed',
      });
    }
  });

  test('a tool without requirement is open, under its exact name only', () => {
    expect(decideTool(tool('Delete', 'unlink'), SALES, policy)).toBe('visible');
  });

  test('a tool nothing is known of is judged by its name alone', () => {
    expect(decideTool(tool('anything'), SALES, policy)).toBe('visible');
    expect(decideTool(tool('delete'), SALES, policy)).toMatchObject({ effect: 'deny' });
  });
});

describe('tools and what they can do', () => {
  test('a tool bound to a model the subject does not reach is denied by that model’s rule', () => {
    const users = { ...tool('list_users', 'search_read'), model: model('res.users') };
    expect(decideTool(users, ADMIN, POLICY)).toMatchObject({ code: 'model_blocked', rule: 'G1' });
    const orders = { ...tool('my_orders', 'search_read'), model: model('sale.order') };
    expect(decideTool(orders, SALES, POLICY)).toBe('visible');
    expect(decideTool(orders, HR, POLICY)).toMatchObject({ code: 'model_not_allowed' });
  });

  test('one reachable operation is enough', () => {
    const both = { ...tool('order', 'unlink', 'write'), model: model('sale.order') };
    expect(decideTool(both, SALES, POLICY)).toBe('visible');
  });

  test('a tool for any model is denied where nothing is granted on any', () => {
    const none = policyOf({ access: {} });
    expect(decideTool(tool('create_record', 'create'), SALES, none)).toMatchObject({
      code: 'tool_not_allowed',
      rule: 'model_access.yaml',
    });
  });

  test('an operation that needs a group hides the tools that only do that', () => {
    const policy = policyOf({
      access: { stock_models: { full_crud: ['crm.lead'] } },
      rbac: { operation_group_requirements: { unlink: 'boss', read: 'staff' } },
    });
    expect(decideTool(tool('delete_record', 'unlink'), SALES, policy)).toMatchObject({
      rule: 'rbac.yaml:operation_group_requirements.unlink',
    });
    expect(decideTool(tool('list_models', 'list_models'), SALES, policy)).toMatchObject({
      rule: 'rbac.yaml:operation_group_requirements.read',
    });
    expect(decideTool(tool('update_record', 'write'), SALES, policy)).toBe('visible');
    expect(decideTool(tool('login', 'login'), SALES, policy)).toBe('visible');
  });
});

describe('a tool of several steps', () => {
  const stepped = (...models: readonly string[]) => ({
    name: 'several',
    kinds: new Set(['search_read', 'write'] as const),
    steps: [
      { kinds: new Set(['search_read'] as const), model: model('res.country') },
      ...models.map((name) => ({ kinds: new Set(['write'] as const), model: model(name) })),
    ],
  });

  test('is there when every one of them is within reach', () => {
    expect(decideTool(stepped(), SALES, POLICY)).toBe('visible');
    expect(decideTool(stepped('crm.lead', 'sale.order'), SALES, POLICY)).toBe('visible');
  });

  test('is denied by the rule of the first that is not', () => {
    expect(decideTool(stepped('sale.order', 'res.country'), SALES, POLICY)).toMatchObject({
      code: 'operation_not_allowed',
    });
    expect(decideTool(stepped('crm.lead', 'res.users'), ADMIN, POLICY)).toMatchObject({
      rule: 'G1',
    });
  });
});
