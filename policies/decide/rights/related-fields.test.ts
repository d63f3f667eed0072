import { describe, expect, test } from 'vitest';
import {
  ACCESS,
  ADMIN,
  field,
  HR,
  model,
  POLICY,
  policyOf,
  SALES,
  schemaNamed,
  subject,
} from '../demo-policy.fixture.ts';
import { openInquiry } from '../inquiry.ts';
import { refusal, USES, uses } from './field-rights.fixture.ts';
import { refuseField } from './field-rights.ts';

describe('related fields', () => {
  test('are as open as what they show, where it is granted', () => {
    expect(uses('res.partner.country_code', SALES)).toEqual(['read', 'search']);
    expect(uses('res.partner.parent_name', SALES)).toEqual(USES);
    expect(uses('res.partner.image_128', SALES)).toEqual(USES);
  });

  test('are closed where they reach a model a guardrail blocks', () => {
    expect(uses('res.partner.user_login', SALES)).toEqual([]);
    expect(refusal('res.partner.user_login', 'read', SALES)).toMatchObject({
      code: 'field_not_readable',
      rule: 'G1',
    });
    expect(uses('res.partner.user_login', ADMIN)).toEqual([]);
  });

  test('may show what paths may pass through, and never write it', () => {
    expect(uses('res.partner.user_name', SALES)).toEqual(['read', 'search']);
  });

  test('are closed where the field they show is hidden', () => {
    expect(uses('sale.order.line.order_margin', SALES)).toEqual([]);
    expect(uses('sale.order.line.order_margin', subject(['sales', 'managers']))).toEqual(USES);
  });

  test('are closed where they reach a model that is not granted, or a field its grant leaves out', () => {
    expect(uses('res.partner.company_vat', SALES)).toEqual([]);
    expect(uses('res.partner.iban', SALES)).toEqual([]);
    expect(uses('res.partner.employee_ssnid', SALES)).toEqual([]);
    expect(uses('res.partner.employee_title', SALES)).toEqual(['read', 'search']);
  });

  test('are closed when they go round in circles', () => {
    expect(uses('res.partner.self_related', SALES)).toEqual([]);
    expect(refusal('res.partner.self_related', 'read', SALES)?.rule).toBe('built-in:related');
  });

  test('of an employee’s resource are the employee’s own; the user of it is not written', () => {
    expect(uses('hr.employee.name', HR)).toEqual(USES);
    expect(uses('hr.employee.user_id', HR)).toEqual(['read', 'search']);
    expect(uses('hr.employee.name', SALES)).toEqual(['read', 'search']);
  });

  test('of an employee’s resource are closed where the resource is blocked', () => {
    const policy = policyOf({
      access: ACCESS,
      restrictions: { always_blocked: ['resource.resource'] },
    });
    expect(uses('hr.employee.name', HR, policy)).toEqual([]);
    expect(uses('hr.employee.name', SALES, policy)).toEqual([]);
  });

  test('that the operator lists by name are granted with what they show, denials excepted', () => {
    const listing = (extra: object = {}) =>
      policyOf({
        access: {
          ...extra,
          group_access: {
            sales: {
              'res.partner': {
                operations: ['read', 'write'],
                fields: { read: ['company_vat', 'iban', 'user_login'], write: ['country_code'] },
              },
            },
          },
        },
        restrictions: { admin_only: ['res.partner.bank'] },
      });
    expect(uses('res.partner.company_vat', SALES, listing())).toEqual(['read', 'search']);
    expect(uses('res.partner.country_code', SALES, listing())).toEqual(['write']);
    expect(uses('res.partner.iban', SALES, listing())).toEqual([]);
    expect(uses('res.partner.user_login', SALES, listing())).toEqual([]);
    const hidden = listing({ sensitive_fields: { 'res.company': ['vat'] } });
    expect(uses('res.partner.company_vat', SALES, hidden)).toEqual([]);
  });

  test('are closed where a hop on the way is hidden', () => {
    const policy = policyOf({
      access: { ...ACCESS, sensitive_fields: { 'res.partner': ['country_id'] } },
    });
    expect(uses('res.partner.country_code', SALES, policy)).toEqual([]);
  });

  test('that write to a model need its write grant', () => {
    const policy = policyOf({
      access: { stock_models: { full_crud: ['product.product'], read_only: ['product.template'] } },
    });
    expect(uses('product.product.name', SALES, policy)).toEqual(['read', 'search']);
    const barred = policyOf({
      access: { stock_models: { full_crud: ['product.product', 'product.template'] } },
      restrictions: { admin_write_only: ['product.template'] },
    });
    expect(uses('product.product.name', SALES, barred)).toEqual(['read', 'search']);
    expect(uses('product.product.name', ADMIN, barred)).toEqual(USES);
  });

  test('wait for the metadata of the models on their way', () => {
    const known = schemaNamed('res.partner');
    const inquiry = openInquiry(SALES, POLICY, {
      get: (name) => (name === 'res.partner' ? known : undefined),
    });
    const code = known.fields.get(field('country_code'));
    expect(code && refuseField(inquiry, model('res.partner'), code, 'read')?.code).toBe(
      'schema_unavailable',
    );
    expect([...inquiry.missing]).toEqual(['res.country']);
  });
});
