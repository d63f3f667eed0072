import { describe, expect, test } from 'vitest';
import type { FieldSchema, ModelSchema, SchemaView } from '../../model-schema.ts';
import {
  ACCESS,
  ADMIN,
  ALL_SCHEMAS,
  field,
  model,
  POLICY,
  policyOf,
  SALES,
} from '../demo-policy.fixture.ts';
import { hasHiddenFields, mayReadField } from './visible-field.ts';

const nothing: SchemaView = { get: () => undefined };
const absent: SchemaView = { get: () => 'absent' };

describe('a field may be read', () => {
  const reads = (name: string, key: string, schemas = ALL_SCHEMAS, who = SALES) =>
    mayReadField(model(name), field(key), who, POLICY, schemas);

  test('where the model is granted, and the field is open', () => {
    expect(reads('res.partner', 'phone')).toBe(true);
    expect(reads('res.partner', 'credit_limit')).toBe(false);
    expect(reads('res.partner', 'credit_limit', ALL_SCHEMAS, ADMIN)).toBe(true);
    expect(reads('hr.employee', 'job_title')).toBe(true);
    expect(reads('hr.employee', 'wage')).toBe(false);
    expect(reads('account.move', 'name')).toBe(false);
    expect(reads('res.users', 'login')).toBe(false);
  });

  test('where it is known', () => {
    expect(reads('res.partner', 'nonsense')).toBe(false);
    expect(reads('res.partner', 'phone', nothing)).toBe(false);
    expect(reads('res.partner', 'phone', absent)).toBe(false);
  });
});

describe('a model has hidden fields', () => {
  const plain = (key: string, more: Partial<FieldSchema> = {}): FieldSchema => ({
    ...{ name: field(key), type: 'char', store: true, searchable: true, byDefault: true },
    ...{ readonly: false, required: false, ...more },
  });
  const view = (name: string, ...fields: readonly FieldSchema[]): SchemaView => {
    const schema: ModelSchema = {
      model: model(name),
      fields: new Map(fields.map((one) => [one.name, one])),
    };
    return { get: (one) => (one === name ? schema : ALL_SCHEMAS.get(one)) };
  };
  const hides = (name: string, schemas: SchemaView, policy = POLICY, who = SALES) =>
    hasHiddenFields(model(name), who, policy, schemas);

  test('where one is closed by its name or by a list', () => {
    expect(hides('crm.tag', view('crm.tag', plain('name')))).toBe(false);
    expect(hides('crm.tag', view('crm.tag', plain('name'), plain('access_token')))).toBe(true);
    expect(hides('res.partner', view('res.partner', plain('name'), plain('phone')))).toBe(false);
    expect(hides('res.partner', view('res.partner', plain('credit_limit')))).toBe(true);
    expect(hides('hr.employee', view('hr.employee', plain('job_title')))).toBe(false);
    expect(hides('hr.employee', view('hr.employee', plain('job_title'), plain('wage')))).toBe(true);
  });

  test('where one is taken from what is closed', () => {
    const related = (path: string) =>
      view(
        'sale.order',
        plain('partner_id', { type: 'many2one', relation: model('res.partner') }),
        plain('user_id', { type: 'many2one', relation: model('res.users') }),
        plain('x', { related: path }),
      );
    expect(hides('sale.order', related('partner_id.phone'))).toBe(false);
    expect(hides('sale.order', related('partner_id.credit_limit'))).toBe(true);
    expect(hides('sale.order', related('user_id.login'))).toBe(true);
  });

  test('and not because the operator lists one that is taken from what is closed', () => {
    const fields = { read: ['x', 'company_id'] };
    const policy = policyOf({
      access: {
        ...ACCESS,
        group_access: { sales: { 'sale.order': { operations: ['read'], fields } } },
      },
    });
    const company = plain('company_id', { type: 'many2one', relation: model('res.company') });
    const schemas = view('sale.order', company, plain('x', { related: 'company_id.vat' }));
    expect(hides('sale.order', schemas, policy)).toBe(false);
    expect(hides('sale.order', schemas)).toBe(true);
  });

  test.each(['properties', 'properties_definition'])('not counting %s', (type) => {
    expect(hides('crm.tag', view('crm.tag', plain('name'), plain('x', { type })))).toBe(false);
    expect(
      hides('res.partner', view('res.partner', plain('credit_limit'), plain('x', { type }))),
    ).toBe(true);
    const listed = view('hr.employee', plain('job_title'), plain('x', { type }));
    expect(hides('hr.employee', listed)).toBe(false);
  });

  test('where the model is not granted, or nothing is known of it', () => {
    expect(hides('account.move', view('account.move', plain('name')))).toBe(true);
    expect(hides('crm.tag', nothing)).toBe(true);
    expect(hides('crm.tag', absent)).toBe(true);
  });

  test('for one subject and not for another, however often it is asked', () => {
    const schemas = view('res.partner', plain('credit_limit'));
    for (const _again of [1, 2]) {
      expect(hides('res.partner', schemas)).toBe(true);
      expect(hides('res.partner', schemas, POLICY, ADMIN)).toBe(false);
    }
  });

  test('which is told anew once more is known', () => {
    const order = view(
      'sale.order',
      plain('partner_id', { type: 'many2one', relation: model('res.partner') }),
      plain('x', { related: 'partner_id.parent_id.credit_limit' }),
    );
    const early: SchemaView = {
      get: (name) => (name === 'sale.order' ? order.get(name) : undefined),
    };
    expect(hides('sale.order', early)).toBe(false);
    expect(hides('sale.order', order)).toBe(true);
  });
});
