import { describe, expect, test } from 'vitest';
import type { Json } from '../../json.ts';
import { ask, sentDomain, where } from '../asking.fixture.ts';
import { ACCESS, policyOf, SALES } from '../demo-policy.fixture.ts';
import { passes, refusal } from './one-condition.fixture.ts';

describe('paths', () => {
  test('pass through readable models', () => {
    passes('sale.order', ['partner_id.country_id.code', '=', 'US']);
    passes('sale.order', ['order_line.product_id.default_code', '=', 'X']);
  });

  test('do not enter models that are blocked, restricted or not granted', () => {
    expect(refusal('res.partner', ['user_ids.login', '=like', 'a%']).effect).toBe('deny');
    expect(refusal('res.partner', ['bank_ids.acc_number', 'ilike', 'BE']).rule).toBe(
      'restrictions.yaml:admin_only',
    );
    expect(refusal('res.partner', ['message_ids.body', 'ilike', 'x']).code).toBe(
      'model_not_allowed',
    );
    expect(refusal('res.partner', ['category_id.name', '=', 'x']).code).toBe('model_not_allowed');
  });

  test('do not end at a field that is hidden on its model', () => {
    expect(refusal('res.partner', ['employee_ids.ssnid', '=like', 'A%'])).toMatchObject({
      code: 'field_not_searchable',
    });
    expect(refusal('hr.department', ['member_ids.ssnid', '=', 'x'], SALES).effect).toBe('deny');
    expect(refusal('sale.order.line', ['order_id.margin', '>', 1]).effect).toBe('deny');
  });

  test('pass through what is traversable on a blocked model, and nothing else there', () => {
    passes('sale.order', ['user_id.name', 'ilike', 'ann']);
    passes('sale.order', ['user_id.active', '=', true]);
    passes('sale.order', ['user_id.id', '=', 2]);
    for (const path of ['user_id.login', 'user_id.password', 'user_id.partner_id.email']) {
      expect(refusal('sale.order', [path, '=', 'x']).code).toBe('field_not_searchable');
    }
  });

  test('pass through nothing where traversable_fields is empty', () => {
    const policy = policyOf({ access: { ...ACCESS, traversable_fields: {} } });
    expect(refusal('sale.order', ['user_id.name', '=', 'x'], SALES, policy).rule).toBe('G1');
  });

  test('cannot be widened on a model a guardrail blocks', () => {
    const policy = policyOf({
      access: {
        ...ACCESS,
        traversable_fields: {
          'res.users': ['login', 'name'],
          'res.company': ['name'],
          'ir.config_parameter': ['value'],
        },
      },
    });
    passes('sale.order', ['company_id.name', '=', 'x'], SALES, policy);
    expect(refusal('sale.order', ['company_id.vat', '=', 'x'], SALES, policy).effect).toBe('deny');
    expect(refusal('sale.order', ['user_id.login', '=', 'x'], SALES, policy).effect).toBe('deny');
    passes('sale.order', ['user_id.name', '=', 'x'], SALES, policy);
  });

  test('do not use a traversable field that is hidden by another rule', () => {
    const policy = policyOf({
      access: { ...ACCESS, sensitive_fields: { 'res.users': ['name'] } },
    });
    expect(refusal('sale.order', ['user_id.name', '=', 'x'], SALES, policy).rule).toBe(
      'model_access.yaml:sensitive_fields.res.users.name',
    );
  });

  test('go four relations far, sub-domains included', () => {
    const hops = (count: number) =>
      [...Array.from({ length: count }, () => 'parent_id'), 'name'].join('.');
    passes('res.partner', [hops(4), '=', 'x']);
    expect(refusal('res.partner', [hops(5), '=', 'x']).rule).toBe('built-in:hops');
    const inside = (count: number): Json[] => [
      'parent_id.parent_id',
      'any',
      [[hops(count), '=', 'x']],
    ];
    expect(ask(where('res.partner', ...inside(2))).effect).toBe('allow');
    expect(refusal('res.partner', inside(3)).rule).toBe('built-in:hops');
  });

  test('do not go on after a field that is no relation', () => {
    expect(refusal('res.partner', ['name.x', '=', 'x']).rule).toBe('built-in:path');
  });

  test('take parts of dates as reads of the date, not under Odoo 17', () => {
    passes('res.partner', ['date.month_number', '=', 5]);
    passes('sale.order', ['partner_id.date.day_of_week', 'in', [1, 2]]);
    expect(refusal('hr.employee', ['birthday.month_number', '=', 5]).code).toBe(
      'field_not_searchable',
    );
    expect(refusal('res.partner', ['date.month_number', '=', '5']).code).toBe('domain_invalid');
    expect(refusal('res.partner', ['date.month', '=', 5]).code).toBe('domain_invalid');
    expect(refusal('res.partner', ['date.month_number.x', '=', 5]).code).toBe('domain_invalid');
    expect(refusal('res.partner', ['name.month_number', '=', 5]).code).toBe('domain_invalid');
    const old = policyOf({ access: ACCESS, gateway: { odoo: { version: 17 } } });
    expect(refusal('res.partner', ['date.month_number', '=', 5], SALES, old).effect).toBe('deny');
  });
});

describe('sub-domains', () => {
  test('are judged on the comodel', () => {
    const leaf: Json[] = [
      'order_line',
      'any',
      [
        ['product_id.default_code', '=', 'X'],
        ['product_uom_qty', '>', 1],
      ],
    ];
    expect(sentDomain(ask(where('sale.order', ...leaf)))).toEqual([
      [
        'order_line',
        'any',
        ['&', ['product_id.default_code', '=', 'X'], ['product_uom_qty', '>', 1]],
      ],
    ]);
  });

  test('do not enter what a path does not', () => {
    const into = (operator: string): Json[] => [
      'user_ids',
      operator,
      [['login', 'like', 'canary']],
    ];
    expect(refusal('res.partner', into('any')).effect).toBe('deny');
    expect(refusal('res.partner', into('not any')).effect).toBe('deny');
    expect(refusal('res.partner', ['bank_ids', 'any', []]).rule).toBe(
      'restrictions.yaml:admin_only',
    );
    expect(refusal('res.partner', ['employee_ids', 'any', [['ssnid', '!=', false]]]).effect).toBe(
      'deny',
    );
    expect(
      refusal('res.partner', ['id', 'any', [['user_ids.login', '=like', 'canary%']]]).code,
    ).toBe('domain_invalid');
    passes('sale.order', ['user_id', 'any', [['name', '=', 'ann']]]);
  });
});
