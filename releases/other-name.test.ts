import { describe, expect, it } from 'vitest';
import { CHANGED_FIELDS } from './changed-names.ts';
import { otherModel, otherName } from './other-name.ts';

describe('what became of a field', () => {
  it.each<[string, string, string[], string | undefined]>([
    [
      'sale.order.line',
      'product_uom',
      ['product_uom_id'],
      'Since Odoo 19 it is called product_uom_id.',
    ],
    [
      'sale.order.line',
      'product_uom_id',
      ['product_uom'],
      'Before Odoo 19 it is called product_uom.',
    ],
    ['res.partner', 'title', [], 'Since Odoo 19 there is no title.'],
    [
      'sale.order.line',
      'product_packaging_id',
      [],
      'Since Odoo 19 there is no product_packaging_id: packagings are units of measure: set product_uom_id.',
    ],
    ['sale.order.line', 'product_uom', [], undefined],
    ['sale.order.line', 'product_uom_id', ['name'], undefined],
    ['res.partner', 'product_uom', ['product_uom_id'], undefined],
    ['x.model', 'product_uom', ['product_uom_id'], undefined],
    ['constructor', 'name', ['name'], undefined],
    ['__proto__', 'name', ['name'], undefined],
  ])('%s.%s, where there is %j', (model, field, among, said) => {
    expect(otherName(model, field, among)).toBe(said);
  });

  it('takes the first name that is there, where a field took the place of several', () => {
    expect(otherName('hr.attendance', 'in_location', ['in_country_name'])).toBe(
      'Before Odoo 19 it is called in_country_name.',
    );
  });

  it('names none but those it was given', () => {
    for (const [model, changes] of Object.entries(CHANGED_FIELDS))
      for (const { old, now } of changes)
        if (now !== undefined) {
          expect(otherName(model, old, [])).toBeUndefined();
          expect(otherName(model, old, [now])).toContain(now);
        }
  });
});

describe('what became of a model', () => {
  it.each<[string, string[], string | undefined]>([
    ['hr.contract', ['hr.version'], 'Since Odoo 19 it is called hr.version.'],
    ['hr.version', ['hr.contract'], 'Before Odoo 19 it is called hr.contract.'],
    ['hr.contract', [], undefined],
    ['res.partner.title', [], 'Since Odoo 19 there is no res.partner.title.'],
    ['res.partner', ['res.partner'], undefined],
    ['constructor', ['hr.version'], undefined],
  ])('%s, where %j may be told of', (model, told, said) => {
    expect(otherModel(model, (other) => told.includes(other))).toBe(said);
  });
});
