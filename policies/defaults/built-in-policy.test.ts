import { describe, expect, test } from 'vitest';
import { policyOf } from '../config-directory.fixture.ts';
import { blockedModel, secretField } from '../guardrails.ts';
import { loadPolicy } from '../load.ts';
import {
  type FieldName,
  type GroupName,
  type ModelName,
  parseFieldName,
  parseModelName,
} from '../names.ts';
import { LABELS_HIDDEN_BY_DEFAULT } from '../schema/model-access.ts';

describe('the built-in policy', () => {
  const policy = loadPolicy({ env: {} });

  test('grants no model a guardrail blocks and no field that is secret', () => {
    const granted = [...policy.access.tiers.keys(), ...policy.access.allowedMethods.keys()];
    expect(granted.filter((model) => blockedModel(model) !== undefined)).toEqual([]);
    for (const [model, fields] of policy.access.traversableFields)
      for (const field of fields) expect(secretField(model, field)).toBeUndefined();
  });

  test.each(['res.partner.bank', 'mail.message', 'mail.activity', 'hr.contract', 'hr.applicant'])(
    '%s is granted to nobody',
    (name) => {
      const model = known(parseModelName(name));
      expect(policy.access.tiers.has(model)).toBe(false);
      expect(policy.access.groupAccess.some(({ models }) => models.matches(model))).toBe(false);
    },
  );

  test('opens conversations, files and pages only of models it lets people read', () => {
    const reads = (name: ModelName) => ['full_crud', 'read_only'].includes(tierOf(name) ?? '');
    const tierOf = (name: ModelName) => policy.access.tiers.get(name);
    const attached = policy.access.groupAccess.filter(({ operations }) => !operations.has('read'));
    expect(attached.length).toBeGreaterThan(0);
    for (const { group, models } of attached) {
      expect(group).toBe('base.group_user');
      for (const written of models.written)
        expect([written, reads(known(parseModelName(written)))]).toEqual([written, true]);
    }
  });

  test('shows colleagues an employee’s public face only', () => {
    const employee = 'hr.employee' as ModelName;
    const grant = policy.access.groupAccess.find(
      ({ group, models }) => group === 'base.group_user' && models.matches(employee),
    );
    expect([...(grant?.operations ?? [])]).toEqual(['read']);
    const readable = (name: string) => grant?.fields?.read?.matches(known(parseFieldName(name)));
    expect(readable('work_email')).toBe(true);
    for (const name of ['ssnid', 'pin', 'private_email', 'birthday', 'wage', 'bank_account_ids'])
      expect([name, readable(name)]).toEqual([name, false]);
  });

  test.each(
    `ssnid identification_id passport_id private_email private_street pin barcode bank_account_id
     bank_account_ids wage birthday marital`.split(/\s+/),
  )('needs HR for %s', (name) => {
    const rights = policy.rbac.fieldGroups.get('hr.employee' as ModelName);
    const needed = rights?.get(known(parseFieldName(name)));
    for (const right of ['read', 'search', 'write'] as const)
      expect(needed?.[right][0]?.anyOf).toEqual(['hr.group_hr_user']);
  });

  test('keeps deletes, and calling any method, to administrators', () => {
    const { operationGroups, toolGroups } = policy.rbac;
    expect(operationGroups.get('unlink')).toEqual(['base.group_system']);
    expect(operationGroups.get('call')).toEqual([
      'base.group_system',
      'sales_team.group_sale_salesman',
    ]);
    expect(toolGroups.get('delete_record')).toEqual(['base.group_system']);
    expect(toolGroups.get('execute_method')).toEqual(['base.group_system']);
    expect(operationGroups.has('read')).toBe(false);
    expect(policy.access.admin).toEqual({ unlistedModels: 'read', unlistedMethods: 'deny' });
  });

  test('says the defaults that hold for a file without those keys', () => {
    const bare = policyOf({ model_access: '{}' });
    expect(bare.access.hiddenLabels.written).toEqual(policy.access.hiddenLabels.written);
    expect(bare.access.hiddenLabels.written).toEqual(LABELS_HIDDEN_BY_DEFAULT);
    expect(bare.access.traversableFields).toEqual(policy.access.traversableFields);
    expect(describeGateway(policyOf({ gateway: '{}' }))).toEqual(describeGateway(policy));
  });
});

function describeGateway({ gateway }: ReturnType<typeof policyOf>) {
  return { ...gateway, auth: [...gateway.auth.methods].sort() };
}

function known<Name extends ModelName | FieldName | GroupName>(name: Name | undefined): Name {
  if (name === undefined) throw new Error('not a name');
  return name;
}
