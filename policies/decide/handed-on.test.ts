import { describe, expect, test } from 'vitest';
import { ask, create, denied, write } from './asking.fixture.ts';
import { ACCESS, HR, policyOf, SALES, subject } from './demo-policy.fixture.ts';

const HR_AND_SALES = subject(['hr', 'sales']);
const email = { work_email: 'new@example.com' };

describe('an address that Odoo hands on to a contact', () => {
  test('takes the right to write the contact', () => {
    expect(denied(ask(write('hr.employee', email), HR))).toMatchObject({
      code: 'model_not_allowed',
      reason:
        'Odoo hands hr.employee.work_email on to res.partner.email, and res.partner is not granted to hr.',
    });
    expect(ask(write('hr.employee', email), HR_AND_SALES).effect).toBe('allow');
  });

  test('takes the right to write that field of it', () => {
    const policy = policyOf({
      access: ACCESS,
      rbac: { field_group_overrides: { 'res.partner': { email: { write: 'boss' } } } },
    });
    expect(denied(ask(write('hr.employee', email), HR_AND_SALES, policy))).toMatchObject({
      code: 'field_not_writable',
      rule: 'rbac.yaml:field_group_overrides.res.partner.email.write',
    });
  });

  test('of a new record goes nowhere, unless the record is linked as it is made', () => {
    expect(ask(create('hr.employee', email), HR).effect).toBe('allow');
    expect(denied(ask(create('hr.employee', { ...email, user_id: 6 }), HR)).reason).toMatch(
      /^Odoo hands hr\.employee\.work_email on to/,
    );
  });

  test('leaves other fields alone', () => {
    expect(ask(write('hr.employee', { job_title: 'x' }), HR).effect).toBe('allow');
    expect(ask(write('res.partner', { email: 'new@example.com' }), SALES).effect).toBe('allow');
  });
});
