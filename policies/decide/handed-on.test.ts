import { describe, expect, test } from 'vitest';
import { NO_FACTS } from '../facts.ts';
import { ask, asked, create, denied, NONE_FIT, write } from './asking.fixture.ts';
import { ACCESS, ADMIN, HR, POLICY, policyOf, SALES, subject } from './demo-policy.fixture.ts';

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

  test('is not that of a user: Odoo is asked whose contact it is', () => {
    expect(asked(write('hr.employee', email, [3]), HR_AND_SALES)).toEqual([
      { model: 'hr.employee', ids: [3], domain: [['user_id', '=', false]] },
    ]);
    expect(denied(ask(write('hr.employee', email), HR_AND_SALES, POLICY, NONE_FIT)).rule).toBe(
      'built-in:identity',
    );
    const lead = policyOf({
      access: { stock_models: { full_crud: ['crm.lead', 'res.partner'] } },
    });
    expect(
      asked(write('crm.lead', { email_from: 'a@b.c', partner_id: 9 }, [3]), SALES, lead),
    ).toEqual([
      {
        model: 'crm.lead',
        ids: [3],
        domain: ['|', ['partner_id', '=', false], ['partner_id.user_ids', '=', false]],
      },
      ofContact([9]),
    ]);
    expect(asked(create('crm.lead', { email_from: 'a@b.c', partner_id: 9 }), SALES, lead)).toEqual([
      ofContact([9]),
    ]);
  });

  test('leaves other fields alone', () => {
    expect(ask(write('hr.employee', { job_title: 'x' }), HR).effect).toBe('allow');
  });
});

/** The question whether contacts, archived ones too, belong to no user. */
const ofContact = (ids: readonly number[]) => ({
  model: 'res.partner',
  ids,
  domain: ['&', ['active', 'in', [true, false]], ['user_ids', '=', false]],
});

describe('the name and the address of a contact', () => {
  test.each([{ name: 'x' }, { email: 'new@example.com' }])(
    '%j: it belongs to no user',
    (values) => {
      expect(asked(write('res.partner', values, [8, 9]))).toEqual([ofContact([8, 9])]);
      expect(ask(write('res.partner', values)).effect).toBe('allow');
      expect(denied(ask(write('res.partner', values), SALES, POLICY, NONE_FIT))).toMatchObject({
        code: 'field_not_writable',
        rule: 'built-in:identity',
      });
    },
  );

  test('are asked about through commands as well', () => {
    const nested = write('res.partner', { child_ids: [[1, 4, { email: 'x@y.z' }]] }, [8]);
    expect(asked(nested)).toContainEqual(ofContact([4]));
  });

  test('are free on a new contact, for administrators, and other fields are for all', () => {
    expect(
      ask(create('res.partner', { name: 'x', email: 'x@y.z' }), SALES, POLICY, NO_FACTS).effect,
    ).toBe('allow');
    expect(ask(write('res.partner', { phone: '1' }), SALES, POLICY, NO_FACTS).effect).toBe('allow');
    const all = policyOf({ access: { admin: { unlisted_models: 'allow' } } });
    expect(ask(write('res.partner', { name: 'x' }), ADMIN, all, NO_FACTS).effect).toBe('allow');
  });
});
