import { describe, expect, test } from 'vitest';
import type { Json } from '../../json.ts';
import { ask, asked, create, denied, NONE_FIT, sentValues, write } from '../asking.fixture.ts';
import { ACCESS, ADMIN, policyOf, SALES, subject } from '../demo-policy.fixture.ts';
import { refusal, writing } from './values.fixture.ts';

describe('values of plain fields', () => {
  test.each<[string, Json]>([
    ['name', 'Azure'],
    ['name', ''],
    ['comment', '<p>note</p>'],
    ['type', 'contact'],
    ['date', '2026-01-05'],
    ['is_company', true],
    ['is_company', false],
    ['color', 0],
    ['color', -3],
    ['latitude', 1.5],
    ['parent_id', 7],
    ['name', false],
    ['parent_id', false],
    ['image_1920', 'aGVsbG8='],
    ['record_ref', 'crm.lead,4'],
    ['analytic_distribution', { '12': 50, note: 'x', list: [1, 2] }],
    ['analytic_distribution', 'plain'],
  ])('%s: %j is sent as it is', (name, value) => {
    expect(sentValues(writing({ [name]: value }))).toEqual({ [name]: value });
  });

  test('null empties a field, which Odoo writes false', () => {
    expect(sentValues(writing({ name: null, parent_id: null }))).toEqual({
      name: false,
      parent_id: false,
    });
  });

  test.each<[string, Json]>([
    ['name', 5],
    ['name', true],
    ['name', ['x']],
    ['name', { x: 1 }],
    ['name', 'x'.repeat(65_537)],
    ['is_company', 1],
    ['is_company', 0],
    ['is_company', 'true'],
    ['is_company', null],
    ['color', '5'],
    ['color', 1.5],
    ['color', true],
    ['latitude', '1.5'],
    ['parent_id', '7'],
    ['parent_id', 0],
    ['parent_id', 1.5],
    ['parent_id', true],
    ['parent_id', [7]],
    ['parent_id', [7, 'Azure']],
    ['parent_id', { id: 7 }],
    ['parent_id', 2 ** 31],
    ['image_1920', 'not base64!'],
    ['image_1920', 5],
    ['record_ref', 'crm.lead'],
    ['record_ref', 'crm.lead,x'],
    ['record_ref', 'crm.lead,4,5'],
    ['record_ref', 'crm.lead,04'],
    ['record_ref', 'crm.lead,0'],
    ['record_ref', ' crm.lead,4'],
    ['record_ref', 7],
    ['res_id', 7],
    ['analytic_distribution', [1]],
    ['extra', 'plain'],
    ['extra', { mail_partner_ids: [3] }],
    ['analytic_distribution', { a: { type: 'many2one', comodel: 'res.users' } }],
    ['analytic_distribution', { a: [[[[[[1]]]]]] }],
    ['analytic_distribution', { fine: 1, a: { b: 1 } }],
  ])('%s: %j is refused', (name, value) => {
    expect(refusal({ [name]: value }).code).toBe('values_invalid');
  });

  test('a denial never repeats the value', () => {
    expect(JSON.stringify(refusal({ color: 'hush-hush' }))).not.toContain('hush');
  });

  test('an integer never arrives as a boolean, nor the other way', () => {
    expect(sentValues(writing({ color: false }))).toEqual({ color: false });
    expect(refusal({ color: true }).effect).toBe('deny');
  });
});

describe('what a value may be', () => {
  const written = (name: string, value: Json) => ask(write('res.partner', { [name]: value }));
  const passes = (name: string, value: Json) =>
    expect(sentValues(written(name, value))).toEqual({ [name]: value });
  const refused = (name: string, value: Json) =>
    expect(denied(written(name, value))).toMatchObject({
      code: 'values_invalid',
      rule: 'built-in:values',
      reason: expect.stringMatching(`^res\\.partner\\.${name}: .+\\.$`),
    });

  test('a file is base64, to the letter', () => {
    passes('image_1920', 'AZaz09+/=\n\r');
    for (const odd of ['@', '[', '`', '{', '/:', ' ', '-', '_', 'é', '<', '\t'])
      refused('image_1920', `AAAA${odd}`);
    passes('image_1920', 'A'.repeat(65_536));
    refused('image_1920', 'A'.repeat(65_537));
    for (const value of [5, true, ['AAAA'], { data: 'AAAA' }]) refused('image_1920', value);
  });

  test('a text is no longer than any form allows', () => {
    for (const name of ['ref', 'comment', 'type', 'date']) {
      passes(name, 'x'.repeat(65_536));
      refused(name, 'x'.repeat(65_537));
      for (const value of [5, true, ['x'], {}]) refused(name, value);
    }
  });

  test('a number is a number', () => {
    passes('latitude', 1.5);
    for (const value of ['1', true, [1], {}]) refused('latitude', value);
    for (const value of ['1', true, 1.5, 2 ** 53]) refused('color', value);
  });

  test('an object of plain values nests nothing but lists, and not deeply', () => {
    const nested = (depth: number): Json => (depth === 0 ? 1 : [nested(depth - 1)]);
    passes('analytic_distribution', { a: nested(4), b: 'x', c: null, d: [true, 'x', [2]] });
    refused('analytic_distribution', { a: nested(5) });
    for (const value of [[1], { a: { b: 1 } }, { a: [{ b: 1 }] }, { a: [1, { b: 1 }] }])
      refused('analytic_distribution', value);
    const text = 'x'.repeat(65_536);
    for (const value of [text, { a: text }, { a: [1, text] }]) {
      passes('analytic_distribution', value);
      refused('analytic_distribution', JSON.parse(JSON.stringify(value).replace('xx', 'xxx')));
    }
    for (const value of [5, 'x', true]) passes('analytic_distribution', value);
  });

  test('a reference names one record of a model that may be read', () => {
    passes('record_ref', 'res.country,7');
    for (const odd of ['res.country', 'res.country,', ',7', 'res.country,07', 'res.country,0'])
      refused('record_ref', odd);
    for (const odd of ['res.country,7,8', 'res.country, 7', 'res.country,-7', 'Res,7', 7, true])
      refused('record_ref', odd);
    expect(denied(written('record_ref', 'account.move,7'))).toMatchObject({
      code: 'field_not_writable',
      rule: 'model_access.yaml:default_policy',
    });
  });

  test('a reference names a record within reach', () => {
    const policy = policyOf({
      access: { stock_models: { full_crud: ['res.partner', 'crm.lead'] } },
      rbac: {
        record_rules: { 'crm.lead': [{ operations: ['read'], domain: [['stage_id', '=', 1]] }] },
      },
    });
    const pointing = write('res.partner', { record_ref: 'crm.lead,7' });
    expect(asked(pointing, SALES, policy)).toEqual([
      { model: 'crm.lead', ids: [7], domain: [['stage_id', '=', 1]] },
    ]);
    expect(denied(ask(pointing, SALES, policy, NONE_FIT)).code).toBe('record_not_allowed');
  });
});

describe('the mask written back', () => {
  test('is refused where the value is hidden, even if the field may be written', () => {
    const policy = policyOf({
      access: ACCESS,
      rbac: { field_group_overrides: { 'res.partner': { phone: { read: 'phones' } } } },
    });
    expect(refusal({ phone: '***' }, SALES, policy)).toMatchObject({
      code: 'field_not_writable',
      rule: 'rbac.yaml:field_group_overrides.res.partner.phone.read',
    });
    expect(writing({ phone: '+1' }, SALES, policy).effect).toBe('allow');
    expect(writing({ phone: '***' }, subject(['sales', 'phones']), policy).effect).toBe('allow');
    const nested = { child_ids: [[0, 0, { phone: '***' }]] };
    expect(refusal(nested, SALES, policy).code).toBe('field_not_writable');
  });
});

describe('records pointed at', () => {
  test('may be users, and others that are readable or whose label is shown', () => {
    expect(sentValues(writing({ user_id: 6, country_id: 2, team_id: 1 }))).toEqual({
      user_id: 6,
      country_id: 2,
      team_id: 1,
    });
  });

  test('may not be of a model whose label is hidden or that a guardrail blocks', () => {
    expect(refusal({ main_bank_id: 3 })).toMatchObject({
      code: 'field_not_writable',
      rule: 'restrictions.yaml:admin_only',
    });
    expect(refusal({ record_ref: 'res.users,1' }).rule).toBe('G1');
    expect(refusal({ record_ref: 'hr.payslip,1' }).rule).toBe('restrictions.yaml:always_blocked');
    const hidden = policyOf({ access: { ...ACCESS, hidden_labels: ['crm.team'] } });
    expect(refusal({ team_id: 1 }, SALES, hidden).effect).toBe('deny');
  });

  test('may be a company of the subject’s own only', () => {
    const own = subject(['sales'], {
      odoo: { database: 'd', login: 'l', uid: 5, companyIds: [1] },
    });
    expect(writing({ company_id: 1 }, own).effect).toBe('allow');
    expect(refusal({ company_id: 2 }, own).rule).toBe('built-in:companies');
    expect(writing({ company_id: 2 }).effect).toBe('allow');
  });
});

describe('creating', () => {
  test('judges every record', () => {
    expect(sentValues(ask(create('res.partner', { name: 'a' }, { name: null })))).toEqual([
      { name: 'a' },
      { name: false },
    ]);
    expect(ask(create('res.partner', { name: 'a' }, { active: true }))).toMatchObject({
      rule: 'G50',
    });
  });

  test('needs the create grant, the fields of it, and at least one record', () => {
    expect(ask(create('res.country', { name: 'x' }), ADMIN)).toMatchObject({
      code: 'operation_not_allowed',
    });
    expect(ask(create('res.partner'))).toMatchObject({ code: 'values_invalid' });
    const listed = policyOf({
      access: {
        group_access: {
          sales: { 'crm.lead': { operations: ['read', 'create'], fields: { write: ['name'] } } },
        },
      },
    });
    expect(ask(create('crm.lead', { name: 'x' }), SALES, listed).effect).toBe('allow');
    expect(ask(create('crm.lead', { user_id: 1 }), SALES, listed)).toMatchObject({
      code: 'field_not_writable',
    });
  });

  test('of a record with nothing in it is allowed; of too many is not', () => {
    expect(ask(create('res.partner', {})).effect).toBe('allow');
    const many = (count: number) => Array.from({ length: count }, () => ({ name: 'x' }));
    expect(ask(create('res.partner', ...many(5_000))).effect).toBe('allow');
    expect(ask(create('res.partner', ...many(5_001)))).toMatchObject({ code: 'values_invalid' });
  });

  test('of many records counts their characters together', () => {
    const long = 'x'.repeat(60_000);
    const many = (count: number) => Array.from({ length: count }, () => ({ name: long }));
    expect(ask(create('res.partner', ...many(66))).effect).toBe('allow');
    expect(denied(ask(create('res.partner', ...many(67)))).reason).toContain('4000000');
    expect(denied(ask(create('res.partner', { name: long, comment: long }))).reason).toContain(
      '100000',
    );
  });

  test('is judged alike when it is only tried out', () => {
    const tried = { ...create('res.partner', { active: false }), dryRun: true };
    expect(ask(tried)).toMatchObject({ rule: 'G50' });
    const fine = { ...create('res.partner', { name: 'x' }), dryRun: true };
    expect(ask(fine)).toMatchObject({ operation: { dryRun: true } });
  });
});

describe('writing', () => {
  test('needs records and values', () => {
    expect(ask(write('res.partner', { name: 'x' }, []))).toMatchObject({ code: 'ids_invalid' });
    expect(ask(write('res.partner', {}))).toMatchObject({ code: 'values_invalid' });
    expect(ask(write('res.country', { name: 'x' }))).toMatchObject({
      code: 'operation_not_allowed',
    });
  });

  test('takes values up to a size', () => {
    const text = 'x'.repeat(60_000);
    expect(writing({ name: text }).effect).toBe('allow');
    expect(refusal({ name: text, email: text }).code).toBe('values_invalid');
    const wrapping = JSON.stringify({ name: '', email: '' }).length;
    const sized = (length: number) => ({
      name: text,
      email: 'x'.repeat(length - text.length - wrapping),
    });
    expect(writing(sized(100_000)).effect).toBe('allow');
    expect(refusal(sized(100_001)).code).toBe('values_invalid');
  });
});
