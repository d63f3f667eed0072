import { describe, expect, test } from 'vitest';
import type { Json } from '../../json.ts';
import { ask, sentDomain, where } from '../asking.fixture.ts';
import { ACCESS, ADMIN, HR, policyOf, SALES } from '../demo-policy.fixture.ts';
import { passes, refusal } from './one-condition.fixture.ts';

describe('conditions on fields', () => {
  test('a hidden field is not searched, by any operator', () => {
    for (const operator of ['=', '!=', '<', '>', '=?', 'like', '=like', 'in', 'not in', 'ilike']) {
      const value = operator.endsWith('in') ? ['x'] : 'x';
      expect(refusal('hr.employee', ['ssnid', operator, value])).toMatchObject({
        code: 'field_not_searchable',
        reason: 'hr.employee.ssnid is not among the fields granted.',
      });
    }
    passes('hr.employee', ['ssnid', '=like', 'A%'], HR);
  });

  test('a hidden field is not searched inside not, or, or a sub-domain', () => {
    const hidden: Json = ['margin', '>', 10];
    const domains: Json[] = [
      ['!', hidden],
      ['|', ['name', '=', 'a'], hidden],
      [['name', '=', 'a'], hidden],
      ['&', ['name', '=', 'a'], '!', hidden],
    ];
    for (const domain of domains) {
      expect(ask({ ...where('sale.order'), domain })).toMatchObject({
        code: 'field_not_searchable',
      });
      const lines: Json = [['order_id', 'any', domain]];
      expect(ask({ ...where('sale.order.line'), domain: lines })).toMatchObject({ effect: 'deny' });
    }
  });

  test('a secret is not searched by an administrator', () => {
    expect(refusal('res.partner', ['access_token', '!=', false], ADMIN).rule).toBe('G60');
  });

  test('an unknown field is named, with near names of permitted fields only', () => {
    expect(refusal('res.partner', ['emial', '=', 'x'])).toMatchObject({
      code: 'field_not_searchable',
      reason: 'res.partner has no field "emial".',
      allowed: 'did you mean "email"?',
    });
    expect(refusal('hr.employee', ['ssnidd', '=', 'x']).allowed).toBeUndefined();
  });

  test('a field Odoo cannot search is refused, because 17 and 18 would take the condition as true', () => {
    expect(refusal('res.partner', ['barcode', '=', 'x']).rule).toBe('built-in:searchable');
    passes('res.partner', ['country_code', '=', 'BE']);
  });

  test.each([
    'computed_country_id',
    'computed_country_id.code',
    'parent_id.computed_country_id.code',
    'computed_country_code',
    'country_of_computed',
    'parent_id.computed_country_code',
  ])('a field that Odoo cannot search stands nowhere on the way: %s', (path) => {
    const value = path.endsWith('_id') ? 7 : 'BE';
    expect(refusal('res.partner', [path, '=', value]).rule).toBe('built-in:searchable');
    const within: Json = ['parent_id', 'any', [[path, '=', value]]];
    expect(ask({ ...where('res.partner'), domain: [within] })).toMatchObject({
      rule: 'built-in:searchable',
    });
  });

  test('a record rule that Odoo could not search by closes its model', () => {
    for (const path of ['computed_country_id.code', 'computed_country_code']) {
      const rbac = { record_rules: { 'res.partner': [{ domain: [[path, '=', 'BE']] }] } };
      const policy = policyOf({ access: ACCESS, rbac });
      expect(refusal('res.partner', ['name', '=', 'x'], SALES, policy)).toMatchObject({
        code: 'record_not_allowed',
        rule: 'rbac.yaml:record_rules.res.partner[0]',
      });
    }
  });

  test('types that hold no searchable value are refused', () => {
    expect(refusal('res.partner', ['extra', '=', 'x']).code).toBe('domain_invalid');
    expect(refusal('res.partner', ['lead_properties', '=', 'x']).rule).toBe('built-in:properties');
    expect(refusal('res.partner', ['lead_properties.size', '=', 'x']).effect).toBe('deny');
    expect(refusal('res.partner', ['record_ref.name', '=', 'x']).code).toBe('domain_invalid');
    expect(refusal('res.partner', ['res_id.name', '=', 'x']).code).toBe('domain_invalid');
    expect(refusal('res.partner', ['extra.key', '=', 'x']).code).toBe('domain_invalid');
  });
});

describe('values are of the field’s type, exactly', () => {
  test.each<[string, Json]>([
    ['name', 'x'],
    ['name', false],
    ['type', 'contact'],
    ['color', 0],
    ['color', 7],
    ['color', false],
    ['latitude', 1.5],
    ['date', '2026-01-05'],
    ['active', true],
    ['active', false],
    ['parent_id', 7],
    ['parent_id', false],
    ['child_ids', 7],
    ['image_1920', false],
  ])('%s = %j passes', (name, value) => {
    passes('res.partner', [name, '=', value]);
  });

  test.each<[string, string, Json]>([
    ['name', '=', 1],
    ['name', '=', true],
    ['name', '=', ['x']],
    ['name', '=', { a: 1 }],
    ['name', 'in', 'x'],
    ['name', 'in', [1]],
    ['name', 'in', [['x']]],
    ['name', 'ilike', false],
    ['name', 'ilike', 5],
    ['name', 'ilike', ['x']],
    ['name', '<', false],
    ['name', '=', 'x'.repeat(65_537)],
    ['color', '=', '7'],
    ['color', '=', true],
    ['color', '=', 1.5],
    ['color', '=', 2 ** 60],
    ['color', 'ilike', '7'],
    ['color', '>', false],
    ['color', '>', null],
    ['color', 'child_of', 1],
    ['latitude', '=', '1.5'],
    ['date', '=', 5],
    ['active', '=', 1],
    ['active', '=', 0],
    ['active', '=', 'true'],
    ['active', '>', true],
    ['parent_id', '=', true],
    ['parent_id', '=', 0],
    ['parent_id', '=', -1],
    ['parent_id', '=', 1.5],
    ['parent_id', '=', [7]],
    ['parent_id', '=', 2 ** 31],
    ['parent_id', '<', 7],
    ['parent_id', 'in', 7],
    ['parent_id', 'in', [true]],
    ['parent_id', 'in', [7, 'x']],
    ['parent_id', 'child_of', false],
    ['parent_id', 'child_of', []],
    ['parent_id', 'child_of', [7, 'x']],
    ['id', '=', 'x'],
    ['id', 'ilike', 'x'],
    ['image_1920', '=', 'aGVsbG8='],
    ['image_1920', 'ilike', 'a'],
  ])('%s %s %j does not', (name, operator, value) => {
    expect(refusal('res.partner', [name, operator, value]).code).toBe('domain_invalid');
  });

  test('null is written as Odoo writes an empty field', () => {
    expect(sentDomain(ask(where('res.partner', 'name', '=', null)))).toEqual([
      ['name', '=', false],
    ]);
    expect(sentDomain(ask(where('res.partner', 'parent_id', 'in', [null, 3])))).toEqual([
      ['parent_id', 'in', [false, 3]],
    ]);
  });

  test('all lists of a domain together have a limit', () => {
    const ids = (count: number): Json => Array.from({ length: count }, (_, index) => index + 1);
    passes('res.partner', ['id', 'in', ids(10_000)]);
    expect(refusal('res.partner', ['id', 'in', ids(10_001)]).code).toBe('domain_invalid');
    const two: Json = [
      ['id', 'in', ids(6_000)],
      ['parent_id', 'in', ids(6_000)],
    ];
    expect(ask({ ...where('res.partner'), domain: two })).toMatchObject({ code: 'domain_invalid' });
  });

  test('a denial never repeats the value', () => {
    const decision = ask(where('res.partner', 'color', '=', 'hush-hush'));
    expect(JSON.stringify(decision)).not.toContain('hush');
  });

  test('a reference is judged by the model it names', () => {
    passes('res.partner', ['record_ref', '=', 'crm.lead,4']);
    expect(refusal('res.partner', ['record_ref', '=', 'res.users,1']).rule).toBe('G1');
    expect(
      refusal('res.partner', ['record_ref', 'in', ['crm.lead,4', 'hr.payslip,1']]).effect,
    ).toBe('deny');
    expect(refusal('res.partner', ['record_ref', '=', 'crm.lead']).effect).toBe('deny');
  });
});

describe('names and trees', () => {
  test('a text compared with a relation is a name search of the comodel', () => {
    passes('crm.lead', ['stage_id', '=', 'won']);
    passes('sale.order', ['partner_id', 'ilike', 'azure']);
    passes('res.partner', ['country_id', 'in', ['Belgium', 'France']]);
    expect(refusal('crm.lead', ['user_id', '=', 'admin'])).toMatchObject({
      code: 'field_not_searchable',
      rule: 'G1',
      allowed: 'Compare with record ids instead.',
    });
    expect(refusal('res.partner', ['user_ids', 'in', ['canary']]).rule).toBe('G1');
    expect(refusal('res.partner', ['bank_ids', 'ilike', 'BE71']).rule).toBe(
      'restrictions.yaml:admin_only',
    );
  });

  test('a name search needs every field it looks in', () => {
    const policy = policyOf({
      access: { ...ACCESS, sensitive_fields: { 'res.partner': ['vat'] } },
    });
    expect(refusal('sale.order', ['partner_id', 'ilike', 'x'], SALES, policy).rule).toBe(
      'model_access.yaml:sensitive_fields.res.partner.vat',
    );
    passes('sale.order', ['partner_id', '=', 7], SALES, policy);
  });

  test('a condition on a label is a name search of the model it is a label of', () => {
    passes('res.partner', ['display_name', 'ilike', 'azure']);
    const policy = policyOf({
      access: { ...ACCESS, sensitive_fields: { 'res.partner': ['vat'] } },
    });
    for (const operator of ['=', '!=', '=like', 'in', 'not ilike']) {
      const value = operator === 'in' ? ['BE0477472701'] : 'BE0477472701';
      const through: readonly [string, string][] = [
        ['res.partner', 'display_name'],
        ['sale.order', 'partner_id.display_name'],
      ];
      for (const [model, path] of through) {
        expect(refusal(model, [path, operator, value], SALES, policy).rule).toBe(
          'model_access.yaml:sensitive_fields.res.partner.vat',
        );
      }
    }
    expect(refusal('hr.employee', ['display_name', '=', 'x'], HR).rule).toBe(
      'built-in:name-search',
    );
  });

  test('a user is not found by its label, which Odoo compares with logins', () => {
    const policy = policyOf({
      access: { ...ACCESS, traversable_fields: { 'res.users': ['name', 'display_name'] } },
    });
    passes('sale.order', ['user_id.name', '=', 'Mitchell Admin'], SALES, policy);
    expect(refusal('sale.order', ['user_id.display_name', '=', 'admin'], SALES, policy).rule).toBe(
      'G1',
    );
    const within: Json = ['user_id', 'any', [['display_name', '=', 'admin']]];
    expect(ask({ ...where('sale.order'), domain: [within] }, SALES, policy)).toMatchObject({
      rule: 'G1',
    });
    for (const taken of ['user_label', 'parent_label']) {
      expect(refusal('res.partner', [taken, '=', 'admin'], SALES, policy).rule).toBe(
        'built-in:labels',
      );
    }
  });

  test('a name search on a model whose search fields are not known is refused', () => {
    expect(refusal('hr.department', ['manager_id', '=', 'x'], HR).rule).toBe(
      'built-in:name-search',
    );
    passes('hr.department', ['manager_id', '=', 4], HR);
    passes('crm.lead', ['parent_id', '=', 'x']);
  });

  test('ids may be compared with a relation to any model', () => {
    passes('res.partner', ['user_ids', '=', 6]);
    passes('crm.lead', ['user_id', 'in', [2, 6]]);
    passes('crm.lead', ['user_id', '=', false]);
    passes('crm.lead', ['user_id', '=?', false]);
  });

  test('a tree is walked where its model is readable', () => {
    passes('res.partner', ['id', 'child_of', 1]);
    passes('res.partner', ['parent_id', 'child_of', [1, 2]]);
    expect(refusal('sale.order', ['company_id', 'child_of', 1]).code).toBe('field_not_searchable');
    expect(refusal('hr.employee', ['id', 'child_of', 'x'], HR).rule).toBe('built-in:name-search');
    passes('res.partner', ['id', 'parent_of', 'azure']);
    const policy = policyOf({
      access: { ...ACCESS, traversable_fields: { 'res.company': ['parent_id'] } },
    });
    passes('sale.order', ['company_id', 'child_of', 1], SALES, policy);
  });
});
