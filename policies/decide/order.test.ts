import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../json.ts';
import type { Policy } from '../policy.ts';
import type { Subject } from '../subject.ts';
import { ask, denied, search, sent } from './asking.fixture.ts';
import { ACCESS, HR, POLICY, policyOf, SALES } from './demo-policy.fixture.ts';

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
