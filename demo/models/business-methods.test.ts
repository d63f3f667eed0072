import { describe, expect, test } from 'vitest';
import { modelOf } from '../engine/env.ts';
import { isArray, isObject, type Json, type JsonObject } from '../engine/json.ts';
import type { OdooVersion } from '../engine/version.ts';
import { callMethod } from '../methods/dispatch.ts';
import { environmentFor, refusalOf, sampleDatabase } from '../testing/environment.fixture.ts';

function office(version: OdooVersion) {
  const db = sampleDatabase(version);
  const call = (
    login: string,
    model: string,
    method: string,
    args: readonly Json[],
    kwargs: JsonObject = {},
  ): Json => {
    const env = environmentFor(db, login);
    return db.store.transaction(() => callMethod(env, modelOf(env, model), method, args, kwargs));
  };
  const read = (model: string, id: number, fields: readonly string[]): JsonObject => {
    const [record = null] = call('admin', model, 'read', [[id], [...fields]]) as Json[];
    return isObject(record) ? record : {};
  };
  const find = (model: string, domain: Json): number => {
    const found = call('admin', model, 'search', [domain, 0, 1]);
    return isArray(found) ? Number(found[0]) : 0;
  };
  return { call, read, find, db };
}

describe.each<OdooVersion>([17, 18, 19])('as Odoo %i', (version) => {
  test('an order: totals, confirm, lock, cancel, back to draft', () => {
    const { call, read, db } = office(version);
    const id = Number(
      call('sales', 'sale.order', 'create', [
        {
          partner_id: 9,
          order_line: [
            [0, 0, { product_id: 16, product_uom_qty: 2, discount: 50 }],
            [0, 0, { product_id: 1, price_unit: 10 }],
          ],
        },
      ]),
    );
    expect(
      read('sale.order', id, [
        'name',
        'state',
        'user_id',
        'amount_untaxed',
        'amount_tax',
        'amount_total',
      ]),
    ).toEqual({
      id,
      name: 'S00027',
      state: 'draft',
      user_id: [4, 'Sam Sales'],
      amount_untaxed: 80,
      amount_tax: 12,
      amount_total: 92,
    });
    expect(call('sales', 'sale.order', 'action_confirm', [[id]])).toBe(true);
    expect(read('sale.order', id, ['state', 'date_order'])).toEqual({
      id,
      state: 'sale',
      date_order: '2026-06-15 10:00:00',
    });
    expect(refusalOf(() => call('sales', 'sale.order', 'action_confirm', [[id]]))).toMatch(
      /^odoo.exceptions.UserError/,
    );
    expect(refusalOf(() => call('admin', 'sale.order', 'unlink', [[id]]))).toContain(
      'You must first cancel it.',
    );
    expect(call('sales', 'sale.order', 'action_lock', [[id]])).toBeNull();
    expect(refusalOf(() => call('sales', 'sale.order', 'action_cancel', [[id]]))).toContain(
      'locked order',
    );
    call('sales', 'sale.order', 'action_unlock', [[id]]);
    const cancelled = call('sales', 'sale.order', 'action_cancel', [[id]]);
    if (version === 19) expect(cancelled).toBe(true);
    else {
      expect(cancelled).toMatchObject({ res_model: 'sale.order.cancel', target: 'new' });
      const env = { ...environmentFor(db, 'sales'), context: { disable_cancel_warning: true } };
      expect(callMethod(env, modelOf(env, 'sale.order'), 'action_cancel', [[id]], {})).toBe(true);
    }
    call('sales', 'sale.order', 'action_draft', [[id]]);
    expect(read('sale.order', id, ['state']).state).toBe('draft');
    expect(call('admin', 'sale.order', 'unlink', [[id]])).toBe(true);
    expect(call('admin', 'sale.order.line', 'search_count', [[['order_id', '=', id]]])).toBe(0);
  });

  test('a lead is won, lost, and brought back', () => {
    const { call, read, find } = office(version);
    const id = find('crm.lead', [
      ['user_id', '=', 4],
      ['stage_id.is_won', '=', false],
    ]);
    expect(call('sales', 'crm.lead', 'action_set_won', [[id]])).toBe(true);
    expect(read('crm.lead', id, ['stage_id', 'probability'])).toMatchObject({
      stage_id: [4, 'Won'],
      probability: 100,
    });
    const lose = () => call('sales', 'crm.lead', 'action_set_lost', [[id]], { lost_reason_id: 1 });
    if (version === 19) {
      expect(refusalOf(lose)).toBe(
        'odoo.exceptions.ValidationError: A lead in a Won stage cannot be lost. Move it to another stage first.',
      );
      call('sales', 'crm.lead', 'write', [[id], { stage_id: 1 }]);
    }
    expect(lose()).toBeNull();
    expect(read('crm.lead', id, ['active', 'probability', 'lost_reason_id'])).toMatchObject({
      active: false,
      probability: 0,
      lost_reason_id: [1, 'Too expensive'],
    });
    call('sales', 'crm.lead', 'toggle_active', [[id]]);
    expect(read('crm.lead', id, ['active']).active).toBe(true);
  });

  test('time off is approved and refused by officers', () => {
    const { call, read } = office(version);
    const id = Number(
      call('sales', 'hr.leave', 'create', [
        {
          employee_id: 3,
          holiday_status_id: 1,
          request_date_from: '2026-07-03',
          request_date_to: '2026-07-06',
        },
      ]),
    );
    expect(read('hr.leave', id, ['state', 'number_of_days', 'date_from'])).toEqual({
      id,
      state: 'confirm',
      number_of_days: 2,
      date_from: '2026-07-03 08:00:00',
    });
    expect(refusalOf(() => call('sales', 'hr.leave', 'action_approve', [[id]]))).toMatch(
      /^odoo.exceptions.UserError/,
    );
    expect(call('hr', 'hr.leave', 'action_approve', [[id]])).toBe(true);
    expect(read('hr.leave', id, ['state']).state).toBe('validate');
    expect(call('hr', 'hr.leave', 'action_refuse', [[id]])).toBe(true);
    expect(read('hr.leave', id, ['state']).state).toBe('refuse');
  });

  test('methods that came or went with the series', () => {
    const { call } = office(version);
    const exists = (method: string): boolean =>
      !refusalOf(() => call('admin', 'hr.leave', method, [[2], 1, 2, 3])).includes(
        'does not exist',
      );
    expect(
      [
        'action_draft',
        'action_confirm',
        'action_reset_confirm',
        'action_back_to_approval',
        'action_validate',
      ].map(exists),
    ).toEqual(
      {
        17: [true, true, false, false, true],
        18: [false, true, true, false, true],
        19: [false, false, true, true, false],
      }[version],
    );
  });

  test('a product variant shares the fields of its template', () => {
    const { call, read } = office(version);
    call('admin', 'product.product', 'write', [[16], { list_price: 99 }]);
    expect(read('product.template', 16, ['list_price']).list_price).toBe(99);
    expect(read('product.product', 16, ['display_name', 'lst_price'])).toMatchObject({
      display_name: '[FURN_7777] Office Chair',
      lst_price: 99,
    });
  });

  test('a new user gets a contact', () => {
    const { call, read } = office(version);
    const id = Number(
      call('admin', 'res.users', 'create', [
        { name: 'Nia', login: 'nia', email: 'nia@example.com' },
      ]),
    );
    const partner = read('res.users', id, ['partner_id']).partner_id;
    expect(
      read('res.partner', isArray(partner ?? null) ? Number((partner as Json[])[0]) : 0, [
        'name',
        'email',
      ]),
    ).toMatchObject({ name: 'Nia', email: 'nia@example.com' });
  });
});
