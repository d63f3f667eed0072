import { describe, expect, test } from 'vitest';
import { refusalOf } from '../testing/environment.fixture.ts';
import { openOffice } from '../testing/office.fixture.ts';

describe.each([17, 18] as const)('parameter names of Odoo %i', (version) => {
  test('an order takes values, not vals', () => {
    const { call, read } = openOffice(version);
    const values = { client_order_ref: 'x' };
    expect(refusalOf(() => call('admin', 'sale.order', 'write', [[1]], { vals: values }))).toBe(
      "builtins.TypeError: SaleOrder.write() got an unexpected keyword argument 'vals'",
    );
    call('admin', 'sale.order', 'write', [[1]], { values });
    expect(read('sale.order', 1, ['client_order_ref'])).toMatchObject(values);
  });

  test('defaults of an order line take the ids first', () => {
    const { call } = openOffice(version);
    const defaults = (...args: (readonly string[])[]) =>
      call('admin', 'sale.order.line', 'default_get', args);
    expect(defaults([], ['sequence'])).toEqual({ sequence: 10 });
    expect(refusalOf(() => defaults(['sequence']))).toBe(
      "builtins.TypeError: SaleOrderLine.default_get() missing 1 required positional argument: 'fields'",
    );
  });
});

test('Odoo 19 names them all alike', () => {
  const { call } = openOffice(19);
  expect(call('admin', 'sale.order', 'write', [[1]], { vals: { client_order_ref: 'x' } })).toBe(
    true,
  );
  expect(call('admin', 'sale.order.line', 'default_get', [], { fields: ['sequence'] })).toEqual({
    sequence: 10,
  });
});
