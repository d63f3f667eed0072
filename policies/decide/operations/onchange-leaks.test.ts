import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../json.ts';
import type { Onchange } from '../../operation.ts';
import { allowed, ask, asked, denied, NONE_FIT, sent } from '../asking.fixture.ts';
import {
  ACCESS,
  HR,
  MODEL_NAMES,
  model,
  policyOf,
  SALES,
  schemaNamed,
} from '../demo-policy.fixture.ts';
import { type Form, form, SIGNED_IN } from './onchange.fixture.ts';

describe('a form gives away nothing its reader could not read', () => {
  test.each<[string, Form, string, string]>([
    [
      'a hidden field wanted back',
      { fields: ['margin'] },
      'field_not_readable',
      'rbac.yaml:sensitive_fields.sale.order.margin',
    ],
    [
      'a hidden field among the values',
      { values: { margin: 3 } },
      'field_not_readable',
      'rbac.yaml:sensitive_fields.sale.order.margin',
    ],
    ['a secret wanted back', { fields: ['access_token'] }, 'field_not_readable', 'G60'],
    [
      'an unknown field wanted',
      { fields: ['no_such'] },
      'field_not_readable',
      'built-in:unknown-field',
    ],
    [
      'an unknown value',
      { values: { no_such: 1 } },
      'field_not_readable',
      'built-in:unknown-field',
    ],
    ['a user by id', { values: { user_id: 2 }, fields: ['user_id'] }, 'field_not_readable', 'G1'],
    ['users by id', { values: { follower_ids: [[6, 0, [2]]] } }, 'field_not_readable', 'G1'],
    [
      'a company nobody granted',
      { values: { company_id: 1 } },
      'field_not_readable',
      'model_access.yaml:default_policy',
    ],
    [
      'an invoice nobody granted',
      { values: { invoice_ids: [[4, 1]] } },
      'field_not_readable',
      'model_access.yaml:default_policy',
    ],
    [
      'a list of lines wanted',
      { fields: ['order_line'] },
      'arguments_invalid',
      'built-in:onchange',
    ],
    ['tags wanted', { fields: ['tag_ids'] }, 'arguments_invalid', 'built-in:onchange'],
    [
      'a changed field without a value',
      { changed: ['partner_id'] },
      'arguments_invalid',
      'built-in:onchange',
    ],
    ['an id', { values: { id: 7 } }, 'field_not_writable', 'built-in:fixed-field'],
    [
      'a hidden field of a line',
      { values: { order_line: [[0, 0, { order_margin: 1 }]] } },
      'field_not_readable',
      'rbac.yaml:sensitive_fields.sale.order.margin',
    ],
  ])('%s is refused', (_what, parts, code, rule) => {
    expect(denied(form('sale.order', parts))).toMatchObject({ code, rule });
  });

  test.each(['child_ids', 'category_id', 'image_1920'])(
    'a list or a file does not come back: %s',
    (name) => {
      expect(denied(form('res.partner', { fields: [name] }))).toMatchObject({
        rule: 'built-in:onchange',
        allowed: 'Ask for plain fields and for single records.',
      });
    },
  );

  test.each<Json>([
    { user_id: { fields: { login: {} } } },
    'partner_id',
    ['partner_id.email'],
    [{ partner_id: {} }],
    ['partner_id', 'partner_id'],
  ])('fields wanted as %j are refused', (fields) => {
    expect(denied(form('sale.order', { fields })).code).toBe('arguments_invalid');
  });

  test.each<Json>([7, 'partner_id', { partner_id: true }, ['partner_id.name'], [['partner_id']]])(
    'fields changed as %j are refused',
    (changed) => {
      expect(denied(form('sale.order', { values: { partner_id: 1 }, changed })).code).toBe(
        'arguments_invalid',
      );
    },
  );

  test.each<[string, JsonObject]>([
    ['a text for a record', { partner_id: '9' }],
    ['a list for a record', { partner_id: [9, 'Azure'] }],
    ['a number for a text', { name: 7 }],
    ['records for a state', { state: [1] }],
    ['bare text for lines', { order_line: 'all' }],
    ['a truth for a command', { order_line: [[true, 1, { name: 'x' }]] }],
    ['a dotted key', { 'partner_id.name': 'x' }],
  ])('%s is refused', (_what, values) => {
    expect(denied(form('sale.order', { values })).code).toBe('values_invalid');
  });

  test.each([
    ['an employee of the private file', 'res.partner', { employee_ids: [4] }, ['name']],
    ['a bank account', 'res.partner', { main_bank_id: 3 }, ['name']],
    ['what hangs on a user', 'res.partner', {}, ['user_login']],
    ['what hangs on an employee', 'res.partner', {}, ['employee_ssnid']],
    ['a record of any model', 'res.partner', { record_ref: 'res.users,2' }, ['name']],
    ['a record whose model is data', 'res.partner', { res_id: 2 }, ['name']],
  ])('%s does not show through a contact', (what, name, values, fields) => {
    const decision = form(name, { values, fields });
    // Employees themselves may be read by this subject; only their private side may not.
    if (what === 'an employee of the private file') expect(decision.effect).toBe('allow');
    else expect(denied(decision).effect).toBe('deny');
  });

  test('of a blocked model, or of one nobody granted, is refused', () => {
    expect(denied(form('res.users', { fields: ['login'] })).rule).toBe('G1');
    expect(denied(form('hr.employee', { fields: ['pin'] })).code).toBe('field_not_readable');
    expect(form('hr.employee', { fields: ['pin'] }, HR).effect).toBe('allow');
    expect(denied(form('sale.order', {}, HR)).code).toBe('model_not_allowed');
  });

  test.each<[string, JsonObject]>([
    ['company_id', { company_id: 2 }],
    [
      'company_ids',
      {
        company_ids: [
          [4, 1],
          [4, 2],
        ],
      },
    ],
    ['company_ids', { company_ids: [[6, 0, [1, 2]]] }],
  ])('a company that is not the subject’s own is refused, in %s', (name, values) => {
    const open = policyOf({ access: { ...ACCESS, stock_models: { read_only: ['res.company'] } } });
    const asked = (given: JsonObject) =>
      ask(
        { kind: 'onchange', model: model('sale.order'), values: given, changed: [] },
        SIGNED_IN,
        open,
      );
    expect(denied(asked(values))).toMatchObject({
      rule: 'built-in:companies',
      reason: expect.stringContaining(`sale.order.${name}: `),
    });
    expect(asked({ company_id: 1, company_ids: [[6, 0, [1]]] }).effect).toBe('allow');
  });

  test('an id that is also the account’s own opens no other model', () => {
    expect(denied(form('sale.order', { values: { company_id: 7 } }, SIGNED_IN)).code).toBe(
      'field_not_readable',
    );
    expect(denied(form('sale.order', { values: { invoice_ids: [7] } }, SIGNED_IN)).code).toBe(
      'field_not_readable',
    );
  });

  test.each<[string, Json]>([
    ['a new one', [[0, 0, {}]]],
    ['all of them taken out', [[5]]],
    ['a list of none', [[6, 0, []]]],
  ])('of a model nobody granted no lines are computed from: %s', (_what, invoice_ids) => {
    expect(denied(form('sale.order', { values: { invoice_ids } }, SIGNED_IN))).toMatchObject({
      code: 'field_not_readable',
      reason: expect.stringMatching(/^sale\.order\.invoice_ids: what a form computes/),
    });
  });

  test('of a user list none but the account itself may be told, not even that it is empty', () => {
    expect(denied(form('sale.order', { values: { follower_ids: [[5]] } }, SIGNED_IN)).rule).toBe(
      'G1',
    );
  });

  test('a record out of reach is no record to compute from', () => {
    const narrow = policyOf({
      access: { ...ACCESS },
      rbac: {
        record_rules: {
          'res.partner': [{ operations: ['read'], domain: [['user_id', '=', false]] }],
        },
      },
    });
    for (const values of [{ partner_id: 9 }, { partner_id: 9, lead_id: false }]) {
      const operation = {
        kind: 'onchange',
        model: model('sale.order'),
        values,
        changed: [],
      } as const;
      expect(asked(operation, SALES, narrow)).toMatchObject([{ model: 'res.partner', ids: [9] }]);
      expect(denied(ask(operation, SALES, narrow, NONE_FIT)).code).toBe('record_not_allowed');
      expect(ask(operation, SALES, narrow).effect).toBe('allow');
    }
  });

  test('a default slipped into the context is refused', () => {
    const decision = form('sale.order', { context: { default_user_id: 2 } });
    expect(denied(decision).code).toBe('context_invalid');
  });

  test('whatever is asked, only fields that a read would show come back', () => {
    const names = fc.constantFrom(...MODEL_NAMES);
    const asked = names.chain((name) =>
      fc.record({
        name: fc.constant(name),
        fields: fc.subarray([...schemaNamed(name).fields.keys()], { maxLength: 3 }),
        values: fc.dictionary(
          fc.constantFrom(...schemaNamed(name).fields.keys()),
          fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constant(false), fc.string()),
          { maxKeys: 3 },
        ),
      }),
    );
    fc.assert(
      fc.property(asked, ({ name, fields, values }) => {
        const decision = form(name, { fields, values });
        if (decision.effect !== 'allow') return;
        const { obligation } = decision;
        if (obligation.kind !== 'records') throw new Error('no records');
        const wanted = [...obligation.visible.keys()];
        expect((sent(decision) as Onchange).fields).toEqual(wanted);
        const read = allowed(
          ask({
            kind: 'search_read',
            model: model(name),
            fields: [...wanted, ...Object.keys(values)].filter(
              (field, index, all) => all.indexOf(field) === index,
            ),
          }),
        );
        expect(read.obligation).toMatchObject({ masked: [] });
      }),
    );
  });
});
