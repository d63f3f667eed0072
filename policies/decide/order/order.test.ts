import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../json.ts';
import type { SchemaView } from '../../model-schema.ts';
import type { Policy } from '../../policy.ts';
import type { Subject } from '../../subject.ts';
import { ask, denied, search, sent } from '../asking.fixture.ts';
import { decide } from '../decide.ts';
import { ACCESS, HR, POLICY, policyOf, SALES, schemaNamed } from '../demo-policy.fixture.ts';

const sort = (name: string, order: Json, who: Subject = SALES, policy: Policy = POLICY) =>
  ask(search(name, { order, fields: ['id'] }), who, policy);

describe('a sort order', () => {
  test.each([
    ['name', 'name asc'],
    ['name desc', 'name desc'],
    ['name DESC', 'name desc'],
    ['name asc, id desc', 'name asc, id desc'],
    ['  name   desc  ,id', 'name desc, id asc'],
    ['name desc nulls last', 'name desc nulls last'],
    ['name NULLS FIRST', 'name asc nulls first'],
    ['parent_id.id desc', 'parent_id.id desc'],
  ])('%j is sent as %j', (written, expected) => {
    expect(sent(sort('res.partner', written))).toMatchObject({ order: expected });
  });

  test.each([undefined, null, ''])('%j is none', (order) => {
    expect(
      sent(ask(search('res.partner', order === undefined ? {} : { order }))),
    ).not.toHaveProperty('order');
  });

  test.each<Json>([
    'name,',
    ',name',
    'name desc asc',
    'name up',
    'name nulls',
    'name nulls somewhere',
    'name nulls last desc',
    'name,\tid',
    'name\ndesc',
    'NAME',
    '"name"',
    'name;drop table x',
    'name.id',
    'parent_id.name',
    'parent_id.parent_id.id',
    '.id',
    'a'.repeat(2_000),
    Array.from({ length: 9 }, () => 'name').join(','),
    ['name'],
    { name: 1 },
    false,
    0,
  ])('%j is refused', (order) => {
    expect(denied(sort('res.partner', order)).code).toMatch(/order_invalid|field_not_searchable/);
  });

  test('needs every field to be searchable', () => {
    expect(sort('hr.employee', 'name asc, pin desc')).toMatchObject({
      code: 'field_not_searchable',
    });
    expect(sort('sale.order', 'margin')).toMatchObject({ code: 'field_not_searchable' });
    expect(sort('hr.employee', 'wage', HR).effect).toBe('allow');
  });

  test('needs every field to be readable too', () => {
    const policy = policyOf({
      access: {
        group_access: {
          sales: {
            'crm.lead': {
              operations: ['read'],
              fields: { read: ['name'], search: ['date_deadline'] },
            },
          },
        },
      },
    });
    expect(sort('crm.lead', 'date_deadline', SALES, policy)).toMatchObject({
      code: 'field_not_readable',
    });
  });

  test('needs fields that are stored and sort by something', () => {
    for (const name of [
      'barcode',
      'country_code',
      'child_ids',
      'category_id',
      'image_1920',
      'extra',
    ]) {
      expect(sort('res.partner', name)).toMatchObject({ code: 'order_invalid' });
    }
  });

  test('by a many2one sorts by the records it points at: they must be open', () => {
    expect(sort('res.partner', 'country_id').effect).toBe('allow');
    expect(sort('res.partner', 'user_id').effect).toBe('allow');
    expect(sort('res.partner', 'company_id')).toMatchObject({ code: 'order_invalid' });
    expect(sort('res.partner', 'main_bank_id')).toMatchObject({ code: 'order_invalid' });
    expect(sort('res.partner', 'main_bank_id.id').effect).toBe('allow');
    const hidden = policyOf({ access: { ...ACCESS, hidden_labels: ['res.country'] } });
    expect(sort('res.partner', 'country_id', SALES, hidden)).toMatchObject({
      code: 'order_invalid',
    });
    const closed = policyOf({ access: { ...ACCESS, traversable_fields: {} } });
    expect(sort('res.partner', 'user_id', SALES, closed)).toMatchObject({ code: 'order_invalid' });
  });

  test('has up to eight keys', () => {
    const keys = (count: number) => Array.from({ length: count }, () => 'name').join(',');
    expect(sort('res.partner', keys(8)).effect).toBe('allow');
    expect(denied(sort('res.partner', keys(9))).code).toBe('order_invalid');
    const padded = (length: number) => 'name'.padEnd(length);
    expect(sort('res.partner', padded(1_024)).effect).toBe('allow');
    expect(denied(sort('res.partner', padded(1_025))).code).toBe('order_invalid');
  });

  test.each(['name first last', 'name desc first last', 'name desc last'])(
    '%j says nothing of empty values, and is refused',
    (order) => {
      expect(denied(sort('res.partner', order)).code).toBe('order_invalid');
    },
  );

  test('names the near fields that may be searched, where it names none', () => {
    expect(denied(sort('res.partner', 'emial'))).toMatchObject({
      code: 'field_not_searchable',
      rule: 'built-in:unknown-field',
      allowed: 'did you mean "email"?',
    });
    expect(denied(sort('res.partner', 'credit_limits'))).not.toHaveProperty('allowed');
  });

  describe('of records by another is one by all that the other is sorted by', () => {
    /** Stages are sorted by `sequence`, `name` and `id`. */
    const staged = (stage: object, more: object = {}) =>
      policyOf({
        access: {
          group_access: {
            sales: { 'crm.lead': { operations: ['read'] }, 'crm.stage': stage },
          },
          ...more,
        },
      });
    const byStage = (policy: Policy) => sort('crm.lead', 'stage_id', SALES, policy);

    test('each of which may be searched', () => {
      expect(byStage(staged({ operations: ['read'] })).effect).toBe('allow');
      for (const hidden of ['sequence', 'name'])
        expect(
          denied(
            byStage(
              staged({ operations: ['read'] }, { sensitive_fields: { 'crm.stage': [hidden] } }),
            ),
          ).code,
        ).toBe('order_invalid');
    });

    test('each of which is listed, where fields are', () => {
      const listing = (...read: readonly string[]) => ({ operations: ['read'], fields: { read } });
      expect(byStage(staged(listing('name', 'sequence'))).effect).toBe('allow');
      for (const fields of [['name'], ['sequence'], ['display_name']])
        expect(denied(byStage(staged(listing(...fields)))).code).toBe('order_invalid');
      const searched = { operations: ['read'], fields: { read: ['*'], search: ['name'] } };
      expect(denied(byStage(staged(searched))).code).toBe('order_invalid');
    });

    test('or by the name alone, where the other may only be passed through', () => {
      const passing = (...fields: readonly string[]) =>
        policyOf({
          access: {
            group_access: { sales: { 'crm.lead': { operations: ['read'] } } },
            traversable_fields: { 'crm.stage': fields },
          },
        });
      expect(byStage(passing('name')).effect).toBe('allow');
      for (const fields of [['sequence'], []])
        expect(denied(byStage(passing(...fields))).code).toBe('order_invalid');
    });
  });

  describe('that nobody says', () => {
    /** Leads are sorted by priority; stages by sequence. */
    const unsaid = (name: string, policy: Policy) =>
      sent(ask(search(name, { fields: ['id'] }), SALES, policy));
    const stages = (grant: object, more: object = {}) =>
      policyOf({ access: { group_access: { sales: { 'crm.stage': grant } }, ...more } });

    test('is left to Odoo where all of it may be told', () => {
      expect(unsaid('crm.stage', stages({ operations: ['read'] }))).not.toHaveProperty('order');
    });

    test('is by id where some of it may not, be it read or searched', () => {
      for (const policy of [
        stages({ operations: ['read'] }, { sensitive_fields: { 'crm.stage': ['sequence'] } }),
        stages({ operations: ['read'], fields: { read: ['name'] } }),
        stages({ operations: ['read'], fields: { read: ['*'], search: ['name'] } }),
        stages({ operations: ['read'], fields: { read: ['name'], search: ['name', 'sequence'] } }),
      ])
        expect(unsaid('crm.stage', policy)).toMatchObject({ order: 'id asc' });
    });

    test('is by id where Odoo does not tell of a field that the policy hides', () => {
      const schema = schemaNamed('crm.stage');
      const fields = new Map([...schema.fields].filter(([name]) => name !== 'sequence'));
      const view: SchemaView = { get: () => ({ ...schema, fields }) };
      const sentUnder = (policy: Policy) =>
        sent(decide(search('crm.stage', { fields: ['id'] }), SALES, policy, view));
      expect(sentUnder(stages({ operations: ['read'] }))).not.toHaveProperty('order');
      expect(
        sentUnder(
          stages({ operations: ['read'] }, { sensitive_fields: { 'crm.stage': ['sequence'] } }),
        ),
      ).toMatchObject({ order: 'id asc' });
    });
  });

  test('never throws, and what is sent is sent again unchanged', () => {
    const word = fc.constantFrom(
      'name',
      'id',
      'user_id.id',
      'desc',
      'ASC',
      'nulls',
      'last',
      'pin',
      ' ',
    );
    const text = fc.array(fc.tuple(word, fc.constantFrom(' ', ',', '')), { maxLength: 8 });
    fc.assert(
      fc.property(text, (words) => {
        const decision = sort('res.partner', words.flat().join(''));
        if (decision.effect !== 'allow') return;
        expect(sent(ask(decision.operation))).toEqual(decision.operation);
      }),
    );
  });
});
