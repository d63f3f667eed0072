import { describe, expect, test } from 'vitest';
import {
  ADMIN,
  ALL_SCHEMAS,
  field,
  HR,
  model,
  policyOf,
  SALES,
  schemaNamed,
  subject,
} from '../demo-policy.fixture.ts';
import { openInquiry } from '../inquiry.ts';
import { refusal, USES, uses } from './field-rights.fixture.ts';
import { refuseField } from './field-rights.ts';

describe('a field of a granted model', () => {
  test('is as open as the model', () => {
    expect(uses('res.partner.name', SALES)).toEqual(USES);
    expect(uses('res.country.name', SALES)).toEqual(['read', 'search']);
    expect(uses('res.partner.name', HR)).toEqual([]);
  });

  test('is out of everybody’s reach when it is a secret', () => {
    const policy = policyOf({ access: { stock_models: { full_crud: ['res.partner'] } } });
    expect(uses('res.partner.access_token', ADMIN, policy)).toEqual([]);
    expect(refusal('res.partner.access_token', 'search', ADMIN, policy)).toMatchObject({
      code: 'field_not_searchable',
      rule: 'G60',
    });
  });

  test('is for administrators when it is sensitive', () => {
    const policy = policyOf({
      access: {
        stock_models: { full_crud: ['res.partner'] },
        sensitive_fields: { 'res.partner': ['vat'] },
      },
    });
    expect(uses('res.partner.vat', SALES, policy)).toEqual([]);
    expect(uses('res.partner.vat', ADMIN, policy)).toEqual(USES);
    expect(refusal('res.partner.vat', 'read', SALES, policy)).toMatchObject({
      code: 'field_not_readable',
      rule: 'model_access.yaml:sensitive_fields.res.partner.vat',
    });
  });

  test('needs every group requirement, each satisfied by any of its groups', () => {
    const policy = policyOf({
      access: { stock_models: { full_crud: ['sale.order'] } },
      rbac: {
        sensitive_fields: { 'sale.order': { margin: { required_group: ['a', 'b'] } } },
        field_group_overrides: { 'sale.order': { margin: { write: 'c' } } },
      },
    });
    expect(uses('sale.order.margin', subject([]), policy)).toEqual([]);
    expect(uses('sale.order.margin', subject(['b']), policy)).toEqual(['read', 'search']);
    expect(uses('sale.order.margin', subject(['a', 'c']), policy)).toEqual(USES);
    expect(uses('sale.order.margin', subject(['c']), policy)).toEqual([]);
    expect(uses('sale.order.margin', ADMIN, policy)).toEqual(USES);
    expect(refusal('sale.order.margin', 'write', subject(['b']), policy)?.rule).toBe(
      'rbac.yaml:field_group_overrides.sale.order.margin.write',
    );
  });

  test('may be searched and not read, or the other way round, where the policy says so', () => {
    const policy = policyOf({
      access: { stock_models: { full_crud: ['sale.order'] } },
      rbac: {
        field_group_overrides: { 'sale.order': { note: { search: 'x' }, margin: { read: 'x' } } },
      },
    });
    expect(uses('sale.order.note', SALES, policy)).toEqual(['read', 'create', 'write']);
    expect(uses('sale.order.margin', SALES, policy)).toEqual(['create', 'write']);
  });

  test('that needs an empty list of groups is nobody’s', () => {
    const policy = policyOf({
      access: { stock_models: { full_crud: ['sale.order'] } },
      rbac: { field_group_overrides: { 'sale.order': { margin: { read: [] } } } },
    });
    expect(uses('sale.order.margin', ADMIN, policy)).toEqual(['create', 'write']);
  });

  test('is never written under a blocked name', () => {
    expect(
      uses(
        'res.partner.active',
        ADMIN,
        policyOf({ access: { admin: { unlisted_models: 'allow' } } }),
      ),
    ).toEqual(['read', 'search']);
    expect(refusal('res.partner.active', 'write', SALES)).toMatchObject({
      code: 'field_not_writable',
      rule: 'G50',
    });
    expect(refusal('sale.order.client_order_ref', 'create', SALES)).toMatchObject({
      code: 'field_not_writable',
      rule: 'restrictions.yaml:blocked_write_fields',
    });
    expect(uses('sale.order.client_order_ref', SALES)).toEqual(['read', 'search']);
  });

  test('that holds properties is not used at all', () => {
    expect(uses('res.partner.lead_properties', ADMIN)).toEqual([]);
    const open = policyOf({ access: { stock_models: { full_crud: ['res.partner'] } } });
    const inquiry = openInquiry(SALES, open, ALL_SCHEMAS);
    const known = schemaNamed('res.partner').fields.get(field('name'));
    if (known === undefined) throw new Error('no such field');
    for (const type of ['properties', 'properties_definition'])
      for (const use of USES)
        expect(refuseField(inquiry, model('res.partner'), { ...known, type }, use)?.rule).toBe(
          'built-in:properties',
        );
    expect(refusal('res.partner.lead_properties', 'read', SALES)?.rule).toBe('built-in:properties');
  });
});

describe('field lists of group grants', () => {
  const grants = (sales: object, also: object = { operations: ['unlink'] }) =>
    policyOf({
      access: {
        group_access: { sales: { 'crm.lead': sales }, other: { 'crm.lead': also } },
      },
    });
  const all = ['read', 'create', 'write'];

  test('only what a list names, with its globs, may be read; id always', () => {
    expect(uses('hr.employee.work_email', SALES)).toEqual(['read', 'search']);
    expect(uses('hr.employee.job_title', SALES)).toEqual(['read', 'search']);
    expect(uses('hr.employee.id', SALES)).toEqual(['read', 'search']);
    expect(uses('hr.employee.ssnid', SALES)).toEqual([]);
    expect(refusal('hr.employee.ssnid', 'read', SALES)).toMatchObject({
      code: 'field_not_readable',
      rule: 'model_access.yaml:group_access.sales.hr.employee',
    });
  });

  test('a label is read where the name it shows is', () => {
    expect(uses('hr.employee.display_name', SALES)).toContain('read');
    const policy = grants({ operations: ['read'], fields: { read: ['stage_id'] } });
    expect(uses('crm.lead.display_name', SALES, policy)).toEqual([]);
    for (const shown of ['name', 'complete_name']) {
      const partners = policyOf({
        access: {
          group_access: {
            sales: { 'res.partner': { operations: ['read'], fields: { read: [shown] } } },
          },
        },
      });
      expect(uses('res.partner.display_name', SALES, partners)).toContain('read');
    }
  });

  test('another grant without a list opens the whole model', () => {
    expect(uses('hr.employee.ssnid', subject(['sales', 'hr']))).toEqual(USES);
  });

  test('two lists add up', () => {
    const policy = grants(
      { operations: all, fields: { read: ['name'] } },
      { operations: all, fields: { read: ['user_id'] } },
    );
    const both = subject(['sales', 'other']);
    expect(uses('crm.lead.name', both, policy)).toEqual(USES);
    expect(uses('crm.lead.user_id', both, policy)).toEqual(USES);
    expect(uses('crm.lead.partner_id', both, policy)).toEqual([]);
    expect(uses('crm.lead.user_id', SALES, policy)).toEqual([]);
  });

  test('a list of reads limits searches and writes too, unless they have their own', () => {
    const policy = grants({
      operations: all,
      fields: { read: ['name', 'user_id'], search: ['name'], write: ['user_id'] },
    });
    expect(uses('crm.lead.name', SALES, policy)).toEqual(['read', 'search']);
    expect(uses('crm.lead.user_id', SALES, policy)).toEqual(['read', 'create', 'write']);
    const reads = grants({ operations: all, fields: { read: ['name'] } });
    expect(uses('crm.lead.partner_id', SALES, reads)).toEqual([]);
  });

  test('a list of writes limits writes only', () => {
    const policy = grants({ operations: all, fields: { write: ['name'] } });
    expect(uses('crm.lead.partner_id', SALES, policy)).toEqual(['read', 'search']);
  });

  test('a list counts for the effect its grant is about', () => {
    const policy = grants(
      { operations: ['read', 'create'], fields: { read: ['name'] } },
      { operations: ['write'] },
    );
    const both = subject(['sales', 'other']);
    expect(uses('crm.lead.partner_id', both, policy)).toEqual(['write']);
  });

  test('a list opens nothing that another rule hides', () => {
    const policy = policyOf({
      access: {
        sensitive_fields: { 'crm.lead': ['user_id'] },
        group_access: {
          sales: { 'crm.lead': { operations: all, fields: { read: ['user_id'] } } },
        },
      },
    });
    expect(uses('crm.lead.user_id', SALES, policy)).toEqual([]);
  });
});

describe('labels', () => {
  test.each(['name', 'order_id', 'order_partner_id'])(
    'of lines of orders are hidden with what they show and quote: %s',
    (hidden) => {
      const policy = policyOf({
        access: {
          stock_models: { full_crud: ['sale.order.line'] },
          sensitive_fields: { 'sale.order.line': [hidden] },
        },
      });
      expect(uses('sale.order.line.display_name', SALES, policy)).toEqual([]);
    },
  );

  test('are hidden with the name they show', () => {
    const policy = policyOf({
      access: {
        stock_models: { full_crud: ['res.partner'] },
        sensitive_fields: { 'res.partner': ['complete_name'] },
      },
    });
    expect(uses('res.partner.display_name', SALES, policy)).toEqual([]);
    expect(uses('res.partner.display_name', ADMIN, policy)).toEqual(['read', 'search']);
  });
});
