import { describe, expect, it } from 'vitest';
import {
  CHANGED_FIELDS,
  CHANGED_METHODS,
  CHANGED_METHODS_OF,
  CHANGED_MODELS,
} from '../../releases/changed-names.ts';
import { OdooError, UnknownModel } from './errors.ts';
import { ODOO_MAJORS } from './version.ts';
import { changedField, withVersionHint } from './version-hint.ts';

const invalid = (text: string) => new OdooError('validation', text);
const missing = (text: string) => new OdooError('missing', text);

describe('a name that a release does not know', () => {
  it.each<[OdooError, 17 | 18 | 19, string]>([
    [
      invalid("Invalid field 'product_uom' on model 'sale.order.line'"),
      19,
      'product_uom is called product_uom_id in Odoo 19.',
    ],
    [
      invalid("Invalid field 'product_uom' on 'sale.order.line'"),
      19,
      'product_uom is called product_uom_id in Odoo 19.',
    ],
    [
      invalid("Invalid field 'tax_id' in 'sale.order.line'"),
      19,
      'tax_id is called tax_ids in Odoo 19.',
    ],
    [
      invalid("Invalid field sale.order.line.tax_id in condition ('tax_id', '=', 1)"),
      19,
      'tax_id is called tax_ids in Odoo 19.',
    ],
    [
      invalid("Invalid field sale.order.line.tax_ids in leaf ('tax_ids', '=', 1)"),
      18,
      'tax_ids is called tax_id before Odoo 19.',
    ],
    [
      invalid("Invalid field 'to_check' on model 'account.move'"),
      18,
      'to_check is called checked in Odoo 18: it means the opposite.',
    ],
    [invalid("Invalid field 'title' on model 'res.partner'"), 19, 'title is not in Odoo 19.'],
    [
      missing("The method 'sale.order.action_done' does not exist"),
      18,
      'action_done is called action_lock in Odoo 18: the state stays sale.',
    ],
    [missing("The method 'action_lock' does not exist on the model 'x.y'"), 17, ''],
    [
      missing("The method 'button_lock' does not exist on the model 'purchase.order'"),
      17,
      'button_lock is called button_done before Odoo 19.',
    ],
    [
      missing("The method 'res.partner.name_get' does not exist"),
      19,
      'name_get is called read in Odoo 19: read display_name.',
    ],
    [new UnknownModel('hr.contract'), 19, 'hr.contract is called hr.version in Odoo 19.'],
    [
      new UnknownModel('uom.category', ['uom.uom']),
      19,
      'uom.category is not in Odoo 19: units relate to each other by relative_uom_id.',
    ],
    [invalid("Invalid field 'product_uom' on model 'res.partner'"), 19, ''],
    [invalid("Invalid field 'product_uom' on model 'sale.order.line'"), 18, ''],
    [new OdooError('access', "Invalid field 'tax_id' on model 'sale.order.line'"), 19, ''],
    [invalid('The quantity of product_uom on sale.order.line is wrong'), 19, ''],
  ])('%s in Odoo %i', (error, major, hint) => {
    const told = withVersionHint(error, major);
    expect(told.message.endsWith(hint)).toBe(true);
    if (hint === '') expect(told).toBe(error);
    else expect(told.message.length).toBeGreaterThan(error.message.length - 60);
    expect(told).toMatchObject({ class: error.class, outcome: error.outcome });
  });
});

describe('the table of names', () => {
  const every = [
    ...Object.entries({ ...CHANGED_FIELDS }),
    ...Object.entries({ ...CHANGED_METHODS_OF }),
    ['models', CHANGED_MODELS] as const,
    ['methods', CHANGED_METHODS] as const,
  ];

  it.each(every)(
    'gives each name of %s once, and never as its own successor',
    (_owner, changes) => {
      const old = changes.map((change) => change.old);
      expect(new Set(old).size).toBe(old.length);
      expect(changes.filter((change) => change.now === change.old)).toEqual([]);
    },
  );

  it('is silent about names that are right', () => {
    for (const [model, changes] of Object.entries(CHANGED_FIELDS))
      for (const { since, old, now } of changes)
        for (const major of ODOO_MAJORS) {
          const right = major >= since ? now : old;
          if (right !== undefined) expect(changedField(model, right, major)).toBeUndefined();
        }
  });
});
