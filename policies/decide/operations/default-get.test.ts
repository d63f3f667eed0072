import { describe, expect, test } from 'vitest';
import type { Json } from '../../json.ts';
import type { Subject } from '../../subject.ts';
import { allowed, ask, denied, sent } from '../asking.fixture.ts';
import { decide } from '../decide.ts';
import { HR, model, POLICY, policyOf, SALES } from '../demo-policy.fixture.ts';

const defaults = (name: string, fields?: Json, who: Subject = SALES) =>
  ask(
    { kind: 'default_get', model: model(name), ...(fields === undefined ? {} : { fields }) },
    who,
  );

describe('default values', () => {
  test('are asked of the fields that were named', () => {
    expect(allowed(defaults('sale.order', ['state', 'partner_id', 'company_id']))).toMatchObject({
      operation: {
        kind: 'default_get',
        model: 'sale.order',
        fields: ['state', 'partner_id', 'company_id'],
      },
      obligation: {
        kind: 'records',
        visible: new Map([
          ['state', 'value'],
          ['partner_id', 'label'],
          ['company_id', 'label'],
        ]),
        masked: [],
        maxRecords: 1,
      },
      notes: [],
    });
  });

  test.each<[string, Json, string]>([
    ['sale.order', ['state', 'margin'], 'rbac.yaml:sensitive_fields.sale.order.margin'],
    ['hr.employee', ['pin', 'ssnid'], 'model_access.yaml:group_access.sales.hr.employee'],
    [
      'res.partner',
      ['credit_limit'],
      'model_access.yaml:sensitive_fields.res.partner.credit_limit',
    ],
    ['res.partner', ['signup_token'], 'G60'],
  ])('of hidden fields are refused: %s %j', (name, fields, rule) => {
    expect(denied(defaults(name, fields))).toMatchObject({ code: 'field_not_readable', rule });
  });

  test('of no field that may be told are refused', () => {
    const policy = policyOf({
      access: {
        group_access: {
          sales: { 'crm.lead': { operations: ['read'], fields: { read: ['tag_ids'] } } },
        },
      },
    });
    const asked = { kind: 'default_get', model: model('crm.lead') } as const;
    expect(denied(ask(asked, SALES, policy))).toMatchObject({
      code: 'field_not_readable',
      allowed: 'Name the fields to ask about.',
    });
  });

  test.each<Json | undefined>([undefined, null, []])('of %j are of an explicit list', (fields) => {
    const decision = allowed(defaults('hr.employee', fields));
    expect(decision.operation).toMatchObject({
      fields: ['name', 'department_id', 'job_title', 'work_email'],
    });
    expect(decision.notes).toMatchObject([{ kind: 'fields_defaulted', model: 'hr.employee' }]);
    expect(sent(defaults('hr.employee', fields, HR))).toMatchObject({
      fields: expect.arrayContaining(['pin', 'birthday']),
    });
  });

  test('without a list hold no files, no commands and nothing that is read-only', () => {
    const { fields } = sent(defaults('res.partner')) as { readonly fields: readonly string[] };
    expect(fields).toEqual(expect.arrayContaining(['name', 'country_id', 'active']));
    for (const name of ['image_1920', 'child_ids', 'category_id', 'create_uid', 'credit_limit'])
      expect(fields).not.toContain(name);
  });

  test.each<Json>([
    'pin',
    { employee_id: { fields: { ssnid: {} } } },
    ['department_id.manager_id'],
    [['pin']],
    ['job_title', 'job_title'],
    [1],
  ])('of %j are refused', (fields) => {
    expect(denied(defaults('hr.employee', fields)).code).toBe('arguments_invalid');
  });

  test('of a field that does not exist are refused', () => {
    expect(denied(defaults('crm.lead', ['no_such'])).code).toBe('field_not_readable');
  });

  test('cannot be put in by a context', () => {
    const asked = ask({
      kind: 'default_get',
      model: model('crm.lead'),
      fields: ['name'],
      context: { default_user_id: 1 },
    });
    expect(denied(asked).code).toBe('context_invalid');
  });

  test('wait for metadata', () => {
    const asked = { kind: 'default_get', model: model('crm.lead') } as const;
    expect(decide(asked, SALES, POLICY, { get: () => undefined })).toEqual({
      effect: 'need_schema',
      models: ['crm.lead'],
    });
    expect(denied(decide(asked, SALES, POLICY, { get: () => 'absent' })).code).toBe(
      'schema_unavailable',
    );
  });
});
