import { describe, expect, it } from 'vitest';
import type { SchemaView } from '../model-schema.ts';
import { allowed, ask, create, search, where } from './asking.fixture.ts';
import { decide } from './decide.ts';
import {
  ADMIN,
  ALL_SCHEMAS,
  id,
  model,
  POLICY,
  policyOf,
  SALES,
  schemaNamed,
} from './demo-policy.fixture.ts';

const partners = allowed(ask(where('res.partner', 'name', '=', 'x'), SALES));

describe('a text that names a field the subject may not read', () => {
  it.each([
    'Another partner has the credit_limit plenty already.',
    'The field access_token must be unique.',
    'CREDIT_LIMIT: plenty',
  ])('is noticed: %s', (text) => {
    expect(partners.mentionsHidden(text)).toBe(true);
  });

  it.each([
    'You cannot delete a partner that has invoices.',
    'The e-mail address is not valid.',
    'A contact needs a name.',
  ])('is not seen where none is named: %s', (text) => {
    expect(partners.mentionsHidden(text)).toBe(false);
  });

  it('is noticed by the fields that a grant leaves out, on the model itself', () => {
    const employees = allowed(ask(where('hr.employee', 'name', '=', 'x'), SALES));
    expect(employees.mentionsHidden('The wage is above 9000.')).toBe(true);
    expect(employees.mentionsHidden('The job_title is too long.')).toBe(false);
  });

  it.each([
    ['Born on 1990-02-29: Date of Birth is no date', true],
    ['DATE OF BIRTH', true],
    ['of Birth', false],
    ['The job position is closed', false],
    ['Pay 9000 is too much', true],
    ['No 7 is taken', false],
  ])('is noticed by the label that people see: %s', (text, told) => {
    const labels = new Map([
      ['birthday', 'Date of Birth'],
      ['job_title', 'Job Position'],
      ['wage', 'Pay'],
      ['ssnid', 'No'],
    ]);
    const { fields, ...schema } = schemaNamed('hr.employee');
    const labelled = new Map(
      [...fields].map(([name, field]) => {
        const label = labels.get(name);
        return [name, label === undefined ? field : { ...field, label }];
      }),
    );
    const view: SchemaView = {
      get: (name) =>
        name === 'hr.employee' ? { ...schema, fields: labelled } : ALL_SCHEMAS.get(name),
    };
    const decision = decide(where('hr.employee', 'name', '=', 'x'), SALES, POLICY, view);
    expect(allowed(decision).mentionsHidden(text)).toBe(told);
  });

  it('is noticed where the policy hides it and Odoo does not tell of the field', () => {
    const policy = policyOf({
      access: {
        stock_models: { full_crud: ['crm.tag'] },
        sensitive_fields: { 'crm.tag': ['cost'] },
      },
    });
    const tags = allowed(ask(where('crm.tag', 'name', '=', 'x'), SALES, policy));
    expect(tags.mentionsHidden('cost must be positive: 12')).toBe(true);
    expect(tags.mentionsHidden('price must be positive: 12')).toBe(false);
  });

  it('is noticed on models that relations lead to', () => {
    const orders = allowed(ask(search('sale.order', { fields: ['id'] }), SALES));
    expect(orders.mentionsHidden('credit_limit of the customer is plenty')).toBe(true);
  });

  it('is no matter to whoever may read it', () => {
    const administrator = allowed(ask(where('crm.lead', 'name', '=', 'x'), ADMIN));
    expect(administrator.mentionsHidden('credit_limit')).toBe(false);
  });

  it.each([
    ['a list of fields', { read: ['name'] }, true],
    ['all fields', undefined, false],
  ])(
    'is assumed where nothing is known of the fields and the grant is of %s',
    (_, fields, told) => {
      const policy = policyOf({
        access: {
          group_access: {
            sales: { 'crm.tag': { operations: ['read', 'unlink'], ...(fields ? { fields } : {}) } },
          },
        },
      });
      const unlink = {
        kind: 'unlink',
        model: model('crm.tag'),
        ids: [id(1)],
        dryRun: false,
      } as const;
      const decision = decide(unlink, SALES, policy, { get: () => 'absent' });
      expect(allowed(decision).mentionsHidden('The tag is in use.')).toBe(told);
    },
  );

  it('counts for every operation, and for lists of models too', () => {
    const created = allowed(ask(create('res.partner', { name: 'x' }), SALES));
    expect(created.mentionsHidden('credit_limit')).toBe(true);
    expect(allowed(ask({ kind: 'list_models' }, SALES)).mentionsHidden('credit_limit')).toBe(true);
  });
});
