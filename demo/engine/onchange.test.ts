import { describe, expect, test } from 'vitest';
import { refusalOf } from '../testing/environment.fixture.ts';
import { openOffice } from '../testing/office.fixture.ts';
import type { Json, JsonObject } from './json.ts';
import type { OdooVersion } from './version.ts';

const LABEL = { fields: { display_name: {} } };

describe.each<OdooVersion>([17, 18, 19])('onchange as Odoo %i', (version) => {
  const form = (
    model: string,
    values: JsonObject,
    changed: Json,
    specification: JsonObject,
    ids: readonly number[] = [],
  ) => {
    const { call } = openOffice(version);
    return call('admin', model, 'onchange', [[...ids], values, changed, specification]);
  };

  test('a new form gets its defaults, without empty lists', () => {
    expect(
      form('sale.order', {}, [], {
        state: {},
        company_id: LABEL,
        order_line: {},
        amount_total: {},
      }),
    ).toEqual({
      value: {
        state: 'draft',
        company_id: { id: 1, display_name: 'My Company (San Francisco)' },
        amount_total: 0,
      },
    });
  });

  test('the customer of an order brings addresses, payment terms and a pricelist', () => {
    const wanted = {
      partner_invoice_id: {},
      partner_shipping_id: LABEL,
      payment_term_id: LABEL,
      pricelist_id: {},
      note: {},
    };
    const { find } = openOffice(version);
    const partner = find('res.partner', [['name', '=', 'Azure Interior']]);
    expect(form('sale.order', { partner_id: partner }, ['partner_id'], wanted)).toEqual({
      value: {
        partner_invoice_id: partner,
        partner_shipping_id: { id: partner, display_name: 'Azure Interior' },
        payment_term_id: { id: 1, display_name: 'Immediate Payment' },
        pricelist_id: 1,
      },
    });
    expect(form('sale.order', { partner_id: partner }, 'partner_id', wanted)).toEqual({});
  });

  test('the product of a line brings its text, price, unit and taxes', () => {
    const unit = version === 19 ? 'product_uom_id' : 'product_uom';
    const taxes = version === 19 ? 'tax_ids' : 'tax_id';
    const wanted = { name: {}, price_unit: {}, [unit]: {}, [taxes]: {}, discount: {} };
    const values = { product_id: 1, order_id: 1 };
    expect(form('sale.order.line', values, ['product_id'], wanted)).toEqual({
      value: {
        name: expect.any(String),
        price_unit: expect.any(Number),
        [unit]: 1,
        [taxes]: [[4, 1, { id: 1 }]],
      },
    });
  });

  test('a reference that is taken is warned of', () => {
    const { read } = openOffice(version);
    const { default_code = '' } = read('product.product', 1, ['default_code']);
    expect(
      form('product.product', { default_code }, ['default_code'], { default_code: {}, name: {} }),
    ).toEqual({
      value: {},
      warning: {
        title: 'Note:',
        message: `The ${version === 17 ? 'Internal ' : ''}Reference '${String(default_code)}' already exists.`,
        type: 'dialog',
      },
    });
  });

  test('names that are not there: no change, a KeyError, a ValueError', () => {
    expect(form('sale.order', {}, ['bogus'], { note: {} })).toEqual({});
    expect(refusalOf(() => form('sale.order', {}, ['note'], { bogus: {} }))).toBe(
      'builtins.KeyError: bogus',
    );
    expect(refusalOf(() => form('sale.order', { bogus: 1 }, ['note'], { note: {} }))).toContain(
      "Invalid field 'bogus' on",
    );
  });

  test('nothing is kept of it', () => {
    const { call, create, read } = openOffice(version);
    const before = read('sale.order', 1, ['partner_id', 'write_date']);
    call('admin', 'sale.order', 'onchange', [
      [1],
      { partner_id: 10 },
      ['partner_id'],
      { partner_invoice_id: {} },
    ]);
    expect(read('sale.order', 1, ['partner_id', 'write_date'])).toEqual(before);
    expect(create('admin', 'sale.order', { partner_id: 9 })).toBe(27);
  });
});
