import { describe, expect, test } from 'vitest';
import type { SchemaView } from '../../model-schema.ts';
import type { Policy } from '../../policy.ts';
import { denied, search } from '../asking.fixture.ts';
import { decide } from '../decide.ts';
import { ACCESS, field, POLICY, policyOf, SALES, schemaNamed } from '../demo-policy.fixture.ts';

/** The leads of another release: their fields, and these texts. */
function leadsWith(...names: readonly string[]): SchemaView {
  const { model, fields } = schemaNamed('crm.lead');
  const text = schemaNamed('crm.tag').fields.get(field('name'));
  if (text === undefined) throw new Error('the fixture has no text field');
  const more = names.map((name) => [field(name), { ...text, name: field(name) }] as const);
  return { get: () => ({ model, fields: new Map([...fields, ...more]) }) };
}

const reading = (name: string, schemas: SchemaView, policy: Policy = POLICY) =>
  denied(decide(search('crm.lead', { fields: [name] }), SALES, policy, schemas)).allowed;

describe('a field of another release', () => {
  const since19 = leadsWith('phone');
  const until18 = leadsWith('mobile');

  test('is refused with its name in this one', () => {
    expect(reading('mobile', since19)).toBe(
      'Since Odoo 19 it is called phone: there is one number.',
    );
    expect(reading('phone', until18)).toBe('Before Odoo 19 it is called mobile.');
  });

  test('is refused so in a condition, a sort order and a value too', () => {
    const told = 'Since Odoo 19 it is called phone: there is one number.';
    const crm = search('crm.lead').model;
    for (const operation of [
      search('crm.lead', { domain: [['mobile', '=', '1']] }),
      search('crm.lead', { order: 'mobile' }),
      { kind: 'create', model: crm, values: [{ mobile: '1' }], dryRun: false } as const,
    ])
      expect(denied(decide(operation, SALES, POLICY, since19)).allowed).toBe(told);
  });

  test.each<[string, object, object]>([
    ['administrators', { ...ACCESS, sensitive_fields: { 'crm.lead': ['phone'] } }, {}],
    [
      'a group',
      ACCESS,
      { field_group_overrides: { 'crm.lead': { phone: { read: 'managers', write: 'managers' } } } },
    ],
  ])('is not told the name of one that is for %s only', (_whom, access, rbac) => {
    expect(reading('mobile', since19, policyOf({ access, rbac }))).toBeUndefined();
  });

  test('is not told a name that this release lacks as well', () => {
    expect(reading('mobile', leadsWith())).toBeUndefined();
  });

  test('is said to be gone where no other took its place', () => {
    expect(reading('kanban_state', since19)).toBe('Since Odoo 18 there is no kanban_state.');
  });
});

test('a slip of the pen is told the nearest name', () => {
  expect(reading('phnoe', leadsWith('phone'))).toBe('did you mean "phone"?');
});
