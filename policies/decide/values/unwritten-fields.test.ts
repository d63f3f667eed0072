import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../json.ts';
import type { SchemaView } from '../../model-schema.ts';
import { ask, create, denied, sentValues, write } from '../asking.fixture.ts';
import { decide } from '../decide.ts';
import {
  ADMIN,
  ALL_SCHEMAS,
  field,
  HR,
  model,
  policyOf,
  SALES,
  schemaNamed,
} from '../demo-policy.fixture.ts';
import { refusal } from './values.fixture.ts';

describe('fields that are not written', () => {
  test('what a new record must be told once is written by nothing later; a state by nothing', () => {
    const made = (values: JsonObject) => ask(create('crm.lead', { name: 'x', ...values }));
    expect(made({ lead_kind: 'web' }).effect).toBe('allow');
    expect(denied(ask(write('crm.lead', { lead_kind: 'web' }))).rule).toBe('built-in:fixed-field');
    expect(denied(made({ state: 'won' })).rule).toBe('built-in:fixed-field');
  });

  test.each([
    ['hr.leave', 'state'],
    ['account.payment', 'state'],
    ['mrp.unbuild', 'state'],
    ['hr.attendance', 'overtime_status'],
    ['hr.expense.sheet', 'approval_state'],
    ['sale.order', 'locked'],
    ['purchase.order', 'locked'],
    ['account.move', 'posted_before'],
  ])(
    'what methods reach in a record of %s (%s): by nobody, on no new record either',
    (name, reached) => {
      const policy = policyOf({
        access: { stock_models: { full_crud: [name] }, admin: { unlisted_models: 'allow' } },
      });
      const text = schemaNamed('crm.lead').fields.get(field('email_from'));
      if (text === undefined) throw new Error('no such field');
      const state = { ...text, name: field(reached) };
      const fields = new Map([[state.name, state]]);
      const view: SchemaView = {
        get: (one) => (one === name ? { model: model(name), fields } : ALL_SCHEMAS.get(one)),
      };
      for (const who of [SALES, ADMIN])
        for (const operation of [
          write(name, { [reached]: 'validate' }),
          create(name, { [reached]: 'paid' }),
        ])
          expect(denied(decide(operation, who, policy, view))).toMatchObject({
            code: 'field_not_writable',
            rule: 'built-in:fixed-field',
          });
    },
  );

  test.each(['id', 'display_name', 'create_uid', 'create_date', 'complete_name', 'parent_name'])(
    '%s: kept by Odoo, or read-only there',
    (name) => {
      expect(refusal({ [name]: 'x' })).toMatchObject({
        code: 'field_not_writable',
        rule: 'built-in:fixed-field',
      });
    },
  );

  test.each([
    ['active', 'G50'],
    ['access_token', 'G60'],
    ['credit_limit', 'model_access.yaml:sensitive_fields.res.partner.credit_limit'],
    ['user_login', 'G1'],
    ['user_name', 'G1'],
    ['lead_properties', 'built-in:properties'],
  ])('%s: %s', (name, rule) => {
    expect(refusal({ [name]: 1 }).rule).toBe(rule);
  });

  test('a computed field, but for the reason of a leave, whose inverse writes the leave', () => {
    const policy = policyOf({
      access: { stock_models: { full_crud: ['hr.leave', 'hr.leave.allocation'] } },
    });
    const computed = schemaNamed('res.partner').fields.get(field('barcode'));
    if (computed === undefined) throw new Error('no such field');
    const named = (name: string) => ({ ...computed, name: field(name) });
    const view: SchemaView = {
      get: (name) => ({
        model: name,
        fields: new Map(['name', 'notes'].map((key) => [field(key), named(key)] as const)),
      }),
    };
    const written = (name: string, key: string) =>
      decide(write(name, { [key]: 'x' }), SALES, policy, view, { holds: () => true }).effect;
    expect(written('hr.leave', 'name')).toBe('allow');
    expect(written('hr.leave', 'notes')).toBe('deny');
    expect(written('hr.leave.allocation', 'name')).toBe('deny');
  });

  test('a computed field whose inverse nobody knows', () => {
    expect(refusal({ barcode: 'x' }).rule).toBe('built-in:fixed-field');
  });

  test('an unknown field, with near names of writable ones', () => {
    expect(refusal({ emial: 'x' })).toMatchObject({
      code: 'field_not_writable',
      allowed: 'did you mean "email"?',
    });
  });

  test.each(['user_id.login', 'NAME', 'name ', '', '__proto__', 'constructor'])(
    '%j: no field',
    (name) => {
      expect(ask(write('res.partner', JSON.parse(`{${JSON.stringify(name)}: "x"}`)))).toMatchObject(
        {
          effect: 'deny',
        },
      );
    },
  );

  test('a related field is written where it lands', () => {
    const policy = policyOf({
      access: { stock_models: { full_crud: ['product.product'], read_only: ['product.template'] } },
    });
    const named = write('product.product', { name: 'x' });
    expect(ask(named, SALES, policy)).toMatchObject({ code: 'field_not_writable' });
    expect(sentValues(ask(write('hr.employee', { name: 'New', job_title: 'x' }), HR))).toEqual({
      name: 'New',
      job_title: 'x',
    });
    expect(ask(write('hr.employee', { user_id: 3 }), HR)).toMatchObject({ effect: 'deny' });
  });
});
