import { describe, expect, test } from 'vitest';
import { loadPolicy } from '../../load.ts';
import type { FieldSchema, SchemaView } from '../../model-schema.ts';
import type { Policy } from '../../policy.ts';
import type { Subject } from '../../subject.ts';
import { ADMIN, field, model, policyOf, SALES, subject } from '../demo-policy.fixture.ts';
import { openInquiry } from '../inquiry.ts';
import { refuseField } from './field-rights.ts';

const VIEW: SchemaView = { get: () => 'absent' };

/** Which uses of a field a subject has. */
function uses(written: string, policy: Policy, who: Subject = SALES): readonly string[] {
  const at = written.lastIndexOf('.');
  const name = field(written.slice(at + 1));
  const schema: FieldSchema = {
    ...{ name, type: 'char', store: true, searchable: true },
    ...{ readonly: false, required: false, byDefault: true },
  };
  const inquiry = openInquiry(who, policy, VIEW);
  return (['read', 'search', 'write'] as const).filter(
    (use) => refuseField(inquiry, model(written.slice(0, at)), schema, use) === undefined,
  );
}

function granting(models: Readonly<Record<string, readonly string[] | 'all'>>, more: object = {}) {
  const grants = Object.entries(models).map(([name, fields]) => [
    name,
    {
      operations: ['read', 'write'],
      ...(fields === 'all' ? {} : { fields: { read: fields } }),
    },
  ]);
  return { group_access: { sales: Object.fromEntries(grants) }, ...more };
}

describe('a field in which Odoo repeats another', () => {
  const hidden = { sensitive_fields: { 'res.partner': ['credit_limit', 'vat'] } };
  const models = { 'sale.order': 'all', 'res.partner': 'all' } as const;
  const policy = policyOf({ access: granting(models, hidden) });

  test.each([
    'sale.order.partner_credit_warning',
    'res.partner.vies_vat_to_check',
    'res.partner.peppol_endpoint',
    'res.partner.same_vat_partner_id',
    'res.partner.use_partner_credit_limit',
  ])('is hidden with it, and may be written: %s', (one) => {
    expect(uses(one, policy)).toEqual(['write']);
    expect(uses(one, policy, { ...ADMIN, groups: SALES.groups })).toContain('read');
    expect(uses(one, policyOf({ access: granting(models) }))).toEqual(['read', 'search', 'write']);
  });

  test('is as open as that one is granted, or where a list names it', () => {
    const open = (granted: Parameters<typeof granting>[0]) =>
      uses('sale.order.partner_credit_warning', policyOf({ access: granting(granted) })).includes(
        'read',
      );
    expect(open({ 'sale.order': 'all' })).toBe(false);
    expect(open({ 'sale.order': 'all', 'res.partner': ['name'] })).toBe(false);
    expect(open({ 'sale.order': 'all', 'res.partner': ['credit_limit'] })).toBe(true);
    expect(open({ 'sale.order': ['partner_credit_warning'] })).toBe(true);
  });

  test('no list opens what repeats a hidden field or a blocked model', () => {
    const listed = granting({ 'sale.order': ['partner_credit_warning'] }, hidden);
    expect(uses('sale.order.partner_credit_warning', policyOf({ access: listed }))).toEqual([
      'write',
    ]);
    const journals = policyOf({
      access: granting({ 'account.journal': ['json_activity_data'] }),
      restrictions: { admin_only: ['mail.activity'] },
    });
    expect(uses('account.journal.json_activity_data', journals)).toEqual(['write']);
  });
});

describe('a mail address, a phone or an address of a contact in another form', () => {
  test.each([
    ['email', 'email_normalized'],
    ['email', 'email_formatted'],
    ['phone', 'phone_sanitized'],
    ['mobile', 'phone_mobile_search'],
    ['street', 'contact_address'],
  ])('is as open as the field it is made of: %s, %s', (hidden, form) => {
    const all = granting({ 'res.partner': 'all' });
    const policy = policyOf({
      access: { ...all, sensitive_fields: { 'res.partner': [hidden] } },
    });
    expect(uses(`res.partner.${form}`, policy)).toEqual(['write']);
    expect(uses(`res.partner.${form}`, policyOf({ access: all }))).toContain('search');
  });
});

describe('what Odoo shows an account because it is its own business', () => {
  const policy = policyOf({
    access: granting({ 'hr.leave': 'all' }),
    rbac: { field_group_overrides: { 'hr.leave': { private_name: { read: 'approvers' } } } },
  });
  const fields = ['hr.leave.name', 'hr.leave.holiday_status_id'];

  test.each(fields)(
    'is hidden from whom the account merely carries, and may be written: %s',
    (one) => {
      expect(uses(one, policy)).toEqual(['write']);
      expect(uses(one, policy, { ...SALES, source: 'stdio' })).toEqual(['write']);
      expect(uses(one, policy, subject(['sales', 'approvers']))).toContain('read');
      expect(uses(one, policyOf({ access: granting({ 'hr.leave': 'all' }) }))).toContain('read');
    },
  );

  test.each(fields)('is shown to whoever signed in with the account: %s', (one) => {
    expect(uses(one, policy, { ...SALES, source: 'odoo' })).toEqual(['read', 'search', 'write']);
    expect(uses('hr.leave.private_name', policy, { ...SALES, source: 'odoo' })).toEqual(['write']);
  });
});

describe('the built-in policy', () => {
  test.each([
    'account.journal.json_activity_data',
    'account.journal.kanban_dashboard',
    'account.journal.kanban_dashboard_graph',
    'account.move.alerts',
    'account.move.invoice_pdf_report_file',
    'account.move.partner_credit_warning',
    'account.move.ubl_cii_xml_file',
    'account.payment.qr_code',
    'res.partner.vies_vat_to_check',
    'sale.order.partner_credit_warning',
    'hr.leave.name',
    'hr.leave.holiday_status_id',
    'hr.leave.display_name',
    'hr.leave.notes',
    'hr.attendance.in_city',
    'hr.attendance.out_country_name',
  ])('shows %s to administrators alone', (one) => {
    const policy = loadPolicy({ env: {} });
    expect(uses(one, policy, subject(['base.group_user']))).not.toContain('read');
    expect(uses(one, policy, ADMIN)).toContain('read');
  });
});
