import { describe, expect, test } from 'vitest';
import { type FactsView, NO_FACTS } from '../../facts.ts';
import type { JsonObject } from '../../json.ts';
import type { SchemaView } from '../../model-schema.ts';
import { create, denied, NONE_FIT, write } from '../asking.fixture.ts';
import { decide } from '../decide.ts';
import {
  ADMIN,
  ALL_SCHEMAS,
  field,
  HR,
  POLICY,
  policyOf,
  SALES,
  schemaNamed,
} from '../demo-policy.fixture.ts';
import { modelOf } from './contact-fields.fixture.ts';

const EVERY_YES: FactsView = { holds: () => true };

describe('the address by which Odoo looks for the contact of an applicant', () => {
  const policy = policyOf({ access: { stock_models: { full_crud: ['hr.applicant'] } } });
  const { fields } = schemaNamed('crm.lead');
  const [link, address] = [fields.get(field('partner_id')), fields.get(field('email_from'))];
  if (link === undefined || address === undefined) throw new Error('no such field');
  const phone = { ...address, name: field('partner_phone') };
  const applicant = modelOf('hr.applicant', [link, address, phone]);
  const view: SchemaView = {
    get: (name) => (name === 'hr.applicant' ? applicant : ALL_SCHEMAS.get(name)),
  };
  const judge = (values: JsonObject, facts: FactsView) =>
    decide(create('hr.applicant', values), HR, policy, view, facts);

  test('is that of no user', () => {
    const made = { email_from: 'a@b.c', partner_phone: '1' };
    expect(judge(made, NO_FACTS)).toMatchObject({
      effect: 'need_facts',
      questions: [
        {
          model: 'res.partner',
          ids: undefined,
          domain: [
            ...['&', '&', ['active', 'in', [true, false]]],
            ['user_ids', '!=', false],
            ['email', 'ilike', 'a@b.c'],
          ],
        },
      ],
    });
    expect(denied(judge(made, NONE_FIT)).rule).toBe('built-in:identity');
    expect(judge(made, EVERY_YES).effect).toBe('allow');
  });

  test.each(['"A" <a@b.c>', 'a@b.c, d@e.f', 'a%@b.c', 'ａ@b.c', ' a@b.c'])(
    'is written alone, so that it is known which one: %j',
    (email_from) => {
      expect(denied(judge({ email_from }, EVERY_YES)).rule).toBe('built-in:identity');
    },
  );

  test('is none where there is none, or an administrator writes it', () => {
    expect(judge({ partner_phone: '1' }, NO_FACTS).effect).toBe('allow');
    const all = policyOf({ access: { admin: { unlisted_models: 'allow' } } });
    const byAdmin = create('hr.applicant', { email_from: '"A" <a@b.c>' });
    expect(decide(byAdmin, ADMIN, all, view, NO_FACTS).effect).toBe('allow');
  });

  test('is that of the record already: it is linked to a contact, which is no user’s', () => {
    const both = policyOf({
      access: { stock_models: { full_crud: ['hr.applicant', 'res.partner'] } },
    });
    const changed = write('hr.applicant', { partner_phone: '1' }, [3]);
    expect(decide(changed, SALES, both, view, NO_FACTS)).toMatchObject({
      effect: 'need_facts',
      questions: [
        {
          ids: [3],
          domain: ['&', ['partner_id', '!=', false], ['partner_id.user_ids', '=', false]],
        },
      ],
    });
    expect(denied(decide(changed, SALES, both, view, NONE_FIT)).rule).toBe('built-in:identity');
  });
});

describe('the name and the address of a company', () => {
  test.each(['name', 'email'])('%s: its contact belongs to no user', (name) => {
    const policy = policyOf({
      access: { stock_models: { full_crud: ['res.company', 'res.partner'] } },
    });
    const { fields } = schemaNamed('crm.lead');
    const [link, text] = [fields.get(field('partner_id')), fields.get(field('email_from'))];
    if (link === undefined || text === undefined) throw new Error('no such field');
    const related = { ...text, name: field(name), related: `partner_id.${name}` };
    const company = modelOf('res.company', [link, related]);
    const view: SchemaView = {
      get: (one) => (one === 'res.company' ? company : ALL_SCHEMAS.get(one)),
    };
    const changed = write('res.company', { [name]: 'x' }, [1]);
    expect(denied(decide(changed, SALES, policy, view, NONE_FIT)).rule).toBe('built-in:identity');
    expect(decide(changed, SALES, policy, view, EVERY_YES).effect).toBe('allow');
  });
});

describe('the company a contact belongs to, whose documents its portal user sees', () => {
  const judge = (values: JsonObject, facts: FactsView, who = SALES) =>
    decide(write('res.partner', values, [7, 8]), who, POLICY, ALL_SCHEMAS, facts);
  const moves: readonly JsonObject[] = [{ parent_id: 9 }, { is_company: false }];

  test.each(moves)('%j: nobody who moves along is a user', (values) => {
    expect(judge(values, NO_FACTS)).toMatchObject({
      effect: 'need_facts',
      questions: [
        {
          model: 'res.partner',
          ids: undefined,
          domain: [
            ...['&', '&', ['active', 'in', [true, false]]],
            ['id', 'child_of', [7, 8]],
            ['user_ids', '!=', false],
          ],
        },
      ],
    });
    expect(denied(judge(values, NONE_FIT))).toMatchObject({
      code: 'field_not_writable',
      rule: 'built-in:identity',
    });
    expect(judge(values, EVERY_YES).effect).toBe('allow');
  });

  test.each<JsonObject>([{ parent_id: false }, { is_company: true }])(
    'none is left: %j',
    (values) => {
      expect(judge(values, NO_FACTS).effect).toBe('allow');
    },
  );

  test('is that of a new contact, and an administrator may change it', () => {
    const made = create('res.partner', { name: 'x', parent_id: 9, is_company: false });
    expect(decide(made, SALES, POLICY, ALL_SCHEMAS, NO_FACTS).effect).toBe('allow');
    const all = policyOf({ access: { stock_models: { full_crud: ['res.partner'] } } });
    const byAdmin = write('res.partner', { parent_id: 9 }, [7]);
    expect(decide(byAdmin, ADMIN, all, ALL_SCHEMAS, NO_FACTS).effect).toBe('allow');
  });

  test('is given by the list of its contacts too, unless they are in it already', () => {
    const linked = write('res.partner', { child_ids: [[4, 3]] }, [9]);
    const users: FactsView = { holds: ({ ids }) => ids !== undefined };
    const elsewhere: FactsView = { holds: () => false };
    // All there is to ask is asked in one round.
    expect(decide(linked, SALES, POLICY, ALL_SCHEMAS, NO_FACTS)).toMatchObject({
      effect: 'need_facts',
      questions: [
        { ids: undefined },
        { ids: [3], domain: ['&', ['active', 'in', [true, false]], ['parent_id', 'in', [9]]] },
      ],
    });
    expect(decide(linked, SALES, POLICY, ALL_SCHEMAS, users).effect).toBe('allow');
    expect(denied(decide(linked, SALES, POLICY, ALL_SCHEMAS, elsewhere)).rule).toBe(
      'built-in:identity',
    );
    const made = create('res.partner', { name: 'x', child_ids: [[4, 3]] });
    expect(denied(decide(made, SALES, POLICY, ALL_SCHEMAS, users)).rule).toBe('built-in:identity');
  });
});
