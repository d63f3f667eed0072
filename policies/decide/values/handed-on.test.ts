import { describe, expect, test } from 'vitest';
import { type FactsView, NO_FACTS } from '../../facts.ts';
import type { JsonObject } from '../../json.ts';
import type { FieldSchema, ModelSchema, SchemaView } from '../../model-schema.ts';
import type { FieldName } from '../../names.ts';
import type { Policy } from '../../policy.ts';
import { ask, asked, create, denied, NONE_FIT, write } from '../asking.fixture.ts';
import { decide } from '../decide.ts';
import {
  ACCESS,
  ADMIN,
  ALL_SCHEMAS,
  field,
  HR,
  model,
  POLICY,
  policyOf,
  SALES,
  schemaNamed,
  subject,
} from '../demo-policy.fixture.ts';
import { listOf, modelOf, ofContact, withFields } from './contact-fields.fixture.ts';

const HR_AND_SALES = subject(['hr', 'sales']);
const email = { work_email: 'new@example.com' };
const LEADS = policyOf({ access: { stock_models: { full_crud: ['crm.lead', 'res.partner'] } } });
const EVERY_YES: FactsView = { holds: () => true };

/** The schemas of the fixture, with one field changed, or left out. */
function changed(name: string, key: string, changes: Partial<FieldSchema> | undefined): SchemaView {
  const { fields, ...schema } = schemaNamed(name);
  const others = [...fields].filter(([one]) => one !== key);
  const old = fields.get(field(key));
  const now: [FieldName, FieldSchema][] =
    old === undefined || changes === undefined ? [] : [[old.name, { ...old, ...changes }]];
  const changed = { ...schema, fields: new Map([...others, ...now]) };
  return { get: (one) => (one === name ? changed : ALL_SCHEMAS.get(one)) };
}

const decideLead = (view: SchemaView) =>
  decide(write('crm.lead', { email_from: 'a@b.c' }, [3]), SALES, LEADS, view, EVERY_YES);

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
    expect(
      asked(write('crm.lead', { email_from: 'a@b.c', partner_id: 9 }, [3]), SALES, LEADS),
    ).toEqual([
      {
        model: 'crm.lead',
        ids: [3],
        domain: ['|', ['partner_id', '=', false], ['partner_id.user_ids', '=', false]],
      },
      ofContact([9]),
    ]);
    expect(asked(create('crm.lead', { email_from: 'a@b.c', partner_id: 9 }), SALES, LEADS)).toEqual(
      [ofContact([9])],
    );
  });

  test('is refused where one of the contacts is a user’s, linked already or only now', () => {
    const written = write('crm.lead', { email_from: 'a@b.c', partner_id: 9 }, [3]);
    const answers = (contact: boolean, lead: boolean): FactsView => ({
      holds: ({ model }) => (model === 'res.partner' ? contact : lead),
    });
    expect(ask(written, SALES, LEADS, answers(true, true)).effect).toBe('allow');
    for (const facts of [answers(false, true), answers(true, false)])
      expect(denied(ask(written, SALES, LEADS, facts)).rule).toBe('built-in:identity');
  });

  test('is refused where it cannot be told whose contact it is', () => {
    for (const partner_id of ['9', [9, 'Azure'], true])
      expect(
        denied(ask(write('crm.lead', { email_from: 'a@b.c', partner_id }), SALES, LEADS)).rule,
      ).toBe('built-in:identity');
    expect(denied(ask(write('hr.employee', { ...email, user_id: 6 }), HR_AND_SALES)).rule).toBe(
      'built-in:identity',
    );
  });

  test.each<[string, Partial<FieldSchema>]>([
    ['is no link to one record', { type: 'reference' }],
    ['leads to no model', { relation: undefined } as unknown as Partial<FieldSchema>],
    ['cannot be searched', { searchable: false }],
  ])('is refused where the link to the contact %s', (_what, changes) => {
    const view = changed('crm.lead', 'partner_id', changes);
    expect(denied(decideLead(view)).rule).toBe('built-in:identity');
  });

  test.each<[string, Partial<FieldSchema> | undefined]>([
    ['are not known', undefined],
    ['cannot be searched', { searchable: false }],
  ])('is refused where the users of a contact %s', (_what, changes) => {
    const view = changed('res.partner', 'user_ids', changes);
    expect(denied(decideLead(view)).rule).toBe('built-in:identity');
  });

  test('is refused where the address of a contact is not known', () => {
    const view = changed('res.partner', 'email', undefined);
    expect(denied(decideLead(view))).toMatchObject({
      code: 'field_not_writable',
      rule: 'built-in:handed-on',
    });
  });

  test('is followed through as many records as there are on the way', () => {
    const policy = policyOf({
      access: { stock_models: { full_crud: ['hr.applicant', 'res.partner'] } },
    });
    const link = (name: string, relation: string): FieldSchema => ({
      ...{ name: field(name), type: 'many2one', relation: model(relation) },
      ...{ store: true, searchable: true, readonly: false, required: false, byDefault: true },
    });
    const address = { ...schemaNamed('res.partner').fields.get(field('email')) };
    const schemas = new Map<string, ModelSchema>([
      [
        'hr.applicant',
        {
          model: model('hr.applicant'),
          fields: new Map([
            [field('candidate_id'), link('candidate_id', 'hr.candidate')],
            [field('email_from'), { ...address, name: field('email_from') } as FieldSchema],
          ]),
        },
      ],
      [
        'hr.candidate',
        {
          model: model('hr.candidate'),
          fields: new Map([[field('partner_id'), link('partner_id', 'res.partner')]]),
        },
      ],
    ]);
    const view: SchemaView = { get: (name) => schemas.get(name) ?? ALL_SCHEMAS.get(name) };
    const written = write('hr.applicant', { email_from: 'a@b.c', candidate_id: 4 }, [3]);
    expect(decide(written, SALES, policy, view, NO_FACTS)).toMatchObject({
      effect: 'need_facts',
      questions: [
        {
          model: 'hr.applicant',
          ids: [3],
          domain: [
            ...['|', '|', ['candidate_id', '=', false]],
            ['candidate_id.partner_id', '=', false],
            ['candidate_id.partner_id.user_ids', '=', false],
          ],
        },
        {
          model: 'hr.candidate',
          ids: [4],
          domain: ['|', ['partner_id', '=', false], ['partner_id.user_ids', '=', false]],
        },
        { model: 'res.partner', ids: undefined },
      ],
    });
  });

  test.each([
    ['crm.lead', 'email_from', ['partner_id']],
    ['hr.applicant', 'email_from', ['partner_id', 'candidate_id']],
    ['hr.candidate', 'email_from', ['partner_id']],
    ['hr.employee', 'work_email', ['work_contact_id', 'user_id']],
  ] as const)('of %s is %s, by way of %j', (name, address, links) => {
    const policy = policyOf({ access: { stock_models: { full_crud: [name] } } });
    const text = schemaNamed('res.partner').fields.get(field('email'));
    const link = schemaNamed('crm.lead').fields.get(field('partner_id'));
    if (text === undefined || link === undefined) throw new Error('no such field');
    const fields = new Map(
      [
        { ...text, name: field(address) },
        ...links.map((one) => ({ ...link, name: field(one) })),
      ].map((one) => [one.name, one] as const),
    );
    const view: SchemaView = {
      get: (one) => (one === name ? { model: model(name), fields } : ALL_SCHEMAS.get(one)),
    };
    const made = (values: JsonObject) =>
      decide(create(name, { [address]: 'a@b.c', ...values }), SALES, policy, view, EVERY_YES);
    expect(made({}).effect).toBe('allow');
    expect(written(policy, view, name, address).reason).toContain(
      `Odoo hands ${name}.${address} on to res.partner.email, and res.partner is not granted`,
    );
    for (const linked of links) {
      expect(denied(made({ [linked]: 4 })).reason).toContain(
        `Odoo hands ${name}.${address} on to res.partner.email, and res.partner is not granted`,
      );
      expect(made({ [linked]: false }).effect).toBe('allow');
    }
  });

  test('is not that of the user in whose list of leads or employees the record is made', () => {
    const policy = policyOf({
      access: { stock_models: { full_crud: ['crm.lead', 'hr.candidate', 'res.partner'] } },
    });
    const list = listOf('opportunity_ids', 'crm.lead', 'partner_id');
    const view = withFields('res.partner', [list]);
    const made = [[0, 0, { name: 'x', email_from: 'a@b.c' }]];
    const nested = write('res.partner', { opportunity_ids: made }, [8]);
    const judged = (facts: FactsView) => decide(nested, SALES, policy, view, facts);
    expect(judged(NO_FACTS)).toMatchObject({ effect: 'need_facts', questions: [ofContact([8])] });
    expect(denied(judged(NONE_FIT)).rule).toBe('built-in:identity');
    expect(judged(EVERY_YES).effect).toBe('allow');
  });

  test('is not that of the user whom the parent of a new record is linked to in the same call', () => {
    const policy = policyOf({
      access: { stock_models: { full_crud: ['hr.applicant', 'hr.candidate', 'res.partner'] } },
    });
    const { fields } = schemaNamed('crm.lead');
    const [link, address] = [fields.get(field('partner_id')), fields.get(field('email_from'))];
    if (link === undefined || address === undefined) throw new Error('no such field');
    const candidate = { ...link, name: field('candidate_id'), relation: model('hr.candidate') };
    const list = listOf('applicant_ids', 'hr.applicant', 'candidate_id');
    const schemas = new Map([
      ['hr.applicant', modelOf('hr.applicant', [candidate, address])],
      ['hr.candidate', modelOf('hr.candidate', [link, list])],
    ]);
    const view: SchemaView = { get: (name) => schemas.get(name) ?? ALL_SCHEMAS.get(name) };
    const applicant_ids = [[0, 0, { email_from: 'a@b.c' }]];
    const made = create('hr.candidate', { partner_id: 9, applicant_ids });
    expect(decide(made, SALES, policy, view, NO_FACTS)).toMatchObject({
      effect: 'need_facts',
      questions: [ofContact([9])],
    });
    expect(denied(decide(made, SALES, policy, view, NONE_FIT)).rule).toBe('built-in:identity');
  });

  test('leaves other fields alone', () => {
    expect(ask(write('hr.employee', { job_title: 'x' }), HR).effect).toBe('allow');
  });
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

describe('a phone that Odoo hands on to a contact', () => {
  const LEAD = policyOf({ access: { stock_models: { full_crud: ['crm.lead'] } } });
  const text = schemaNamed('crm.lead').fields.get(field('email_from'));
  if (text === undefined) throw new Error('no such field');
  const lead = withFields('crm.lead', [{ ...text, name: field('phone') }]);

  test('takes the right to write it there, of whoever’s contact it is', () => {
    const changed = write('crm.lead', { phone: '1' }, [3]);
    expect(denied(decide(changed, SALES, LEAD, lead, EVERY_YES)).reason).toBe(
      'Odoo hands crm.lead.phone on to res.partner.phone, and res.partner is not granted to sales.',
    );
    expect(decide(changed, SALES, LEADS, lead, NO_FACTS).effect).toBe('allow');
    const made = create('crm.lead', { name: 'x', phone: '1' });
    expect(decide(made, SALES, LEAD, lead, NO_FACTS).effect).toBe('allow');
  });

  test('of an employee is the employee’s own, unless a rule bars the contact or its field', () => {
    const view = withFields('hr.employee', [{ ...text, name: field('mobile_phone') }]);
    const changed = write('hr.employee', { mobile_phone: '1' }, [3]);
    const judge = (rules: Parameters<typeof policyOf>[0]) =>
      decide(changed, HR, policyOf({ access: ACCESS, ...rules }), view, NO_FACTS);
    expect(judge({}).effect).toBe('allow');
    expect(
      denied(
        judge({ rbac: { field_group_overrides: { 'res.partner': { mobile: { write: [] } } } } }),
      ).rule,
    ).toBe('rbac.yaml:field_group_overrides.res.partner.mobile.write');
    expect(denied(judge({ restrictions: { admin_write_only: ['res.partner'] } })).rule).toBe(
      'restrictions.yaml:admin_write_only',
    );
  });
});

function written(policy: Policy, view: SchemaView, name: string, address: string) {
  return denied(decide(write(name, { [address]: 'a@b.c' }, [3]), SALES, policy, view, EVERY_YES));
}
