import { describe, expect, test } from 'vitest';
import type { FieldSchema, SchemaView } from '../model-schema.ts';
import type { Policy } from '../policy.ts';
import { allowed, search } from './asking.fixture.ts';
import { decide } from './decide.ts';
import { ACCESS, field, model, policyOf, SALES, schemaNamed } from './demo-policy.fixture.ts';
import { read } from './reads.fixture.ts';

describe('labels of many2one fields', () => {
  test('are shown, but for models that hide theirs or that a guardrail blocks; users are shown', () => {
    const plan = read('res.partner', [
      'country_id',
      'user_id',
      'main_bank_id',
      'company_id',
      'child_ids',
    ]);
    expect(plan.visible).toEqual({
      id: 'value',
      country_id: 'label',
      user_id: 'label',
      main_bank_id: 'id_only',
      company_id: 'label',
      child_ids: 'value',
    });
  });

  test.each([
    'ir.attachment',
    'ir.config_parameter',
    'res.users.apikeys',
    'hr.payslip',
    'res.users',
  ])('of %s are shown if no guardrail blocks it, or it is users', (name) => {
    const order = schemaNamed('sale.order');
    const link: FieldSchema = {
      ...{ name: field('x_link'), type: 'many2one', relation: model(name) },
      ...{ store: true, searchable: true, readonly: false, required: false, byDefault: true },
    };
    const view: SchemaView = {
      get: () => ({ ...order, fields: new Map([[link.name, link]]) }),
    };
    const access = { stock_models: { full_crud: ['sale.order'] }, hidden_labels: [] };
    const policy = policyOf({ access });
    const asked = search('sale.order', { fields: ['x_link'] });
    const { obligation } = allowed(decide(asked, SALES, policy, view));
    const shown = name === 'res.users' || name === 'hr.payslip';
    expect(obligation).toMatchObject({
      visible: new Map([
        ['id', 'value'],
        ['x_link', shown ? 'label' : 'id_only'],
      ]),
    });
  });

  test('are hidden where a label is hidden by its own name, or none of what it shows is listed', () => {
    const labelled = (access: object) =>
      read('sale.order', ['partner_id'], SALES, policyOf({ access })).visible;
    const orders = { 'sale.order': { operations: ['read'] } };
    expect(
      labelled({
        group_access: { sales: orders },
        sensitive_fields: { 'res.partner': ['display_name'] },
      }),
    ).toMatchObject({ partner_id: 'id_only' });
    const listing = (...fields: readonly string[]) => ({
      group_access: {
        sales: { ...orders, 'res.partner': { operations: ['read'], fields: { read: fields } } },
      },
    });
    expect(labelled(listing('phone'))).toMatchObject({ partner_id: 'id_only' });
    for (const shown of ['name', 'complete_name'])
      expect(labelled(listing(shown))).toMatchObject({ partner_id: 'label' });
  });

  test.each<[string, readonly string[]]>([
    ['hr.leave', ['employee_id', 'holiday_status_id', 'number_of_days']],
    ['hr.leave.allocation', ['employee_id', 'holiday_status_id', 'number_of_days']],
    ['loyalty.card', ['code']],
    ['product.supplierinfo', ['partner_id', 'min_qty', 'price']],
  ])('of %s, which say more than a name, are for those who read what they show', (name, shown) => {
    const order = schemaNamed('sale.order');
    const link: FieldSchema = {
      ...{ name: field('x_link'), type: 'many2one', relation: model(name) },
      ...{ store: true, searchable: true, readonly: false, required: false, byDefault: true },
    };
    const view: SchemaView = {
      get: () => ({ ...order, fields: new Map([[link.name, link]]) }),
    };
    const seen = (granted: object) => {
      const sales = { 'sale.order': { operations: ['read'] }, ...granted };
      const policy = policyOf({ access: { group_access: { sales } } });
      const asked = search('sale.order', { fields: ['x_link'] });
      const { obligation } = allowed(decide(asked, SALES, policy, view));
      return obligation.kind === 'records' ? obligation.visible.get(link.name) : undefined;
    };
    const listing = (fields: readonly string[]) => ({
      [name]: { operations: ['read'], fields: { read: fields } },
    });
    expect(seen({})).toBe('id_only');
    expect(seen({ [name]: { operations: ['read'] } })).toBe('label');
    expect(seen(listing(shown))).toBe('label');
    for (const one of shown)
      expect(seen(listing(['id', ...shown.filter((other) => other !== one)]))).toBe('id_only');
  });

  test('are hidden where the name they show is', () => {
    const hide = (access: object) => policyOf({ access: { ...ACCESS, ...access } });
    const seen = (policy: Policy) =>
      read('sale.order', ['partner_id', 'user_id'], SALES, policy).visible;
    expect(seen(hide({ hidden_labels: ['res.users'] }))).toMatchObject({
      user_id: 'id_only',
      partner_id: 'label',
    });
    expect(seen(hide({ sensitive_fields: { 'res.partner': ['name'] } }))).toMatchObject({
      partner_id: 'id_only',
    });
    const listed = hide({
      group_access: {
        sales: {
          'sale.order': { operations: ['read'] },
          'res.partner': { operations: ['read'], fields: { read: ['email'] } },
        },
      },
    });
    expect(seen(listed)).toMatchObject({ partner_id: 'id_only' });
  });
});
