import { describe, expect, test } from 'vitest';
import type { OdooVersion } from '../engine/version.ts';
import { refusalOf } from '../testing/environment.fixture.ts';
import { openOffice } from '../testing/office.fixture.ts';

describe.each<OdooVersion>([17, 18, 19])('documents as Odoo %i', (version) => {
  test('a purchase: confirm, lock, unlock, cancel, back to draft', () => {
    const { call, create, read } = openOffice(version);
    const id = create('demo', 'purchase.order', {
      partner_id: 9,
      order_line: [[0, 0, { product_id: 1, product_qty: 2, price_unit: 5 }]],
    });
    const button = (name: string) => call('demo', 'purchase.order', name, [[id]]);
    const state = () => read('purchase.order', id, ['state']).state;
    expect(read('purchase.order', id, ['name', 'amount_total'])).toEqual({
      id,
      name: 'P00011',
      amount_total: 11.5,
    });
    expect(button('button_confirm')).toBe(true);
    expect(state()).toBe('purchase');
    expect(button(version === 19 ? 'button_lock' : 'button_done')).toBeNull();
    expect(state()).toBe(version === 19 ? 'purchase' : 'done');
    if (version === 19) {
      expect(refusalOf(() => button('button_cancel'))).toBe(
        'odoo.exceptions.UserError: Unable to cancel purchase order(s): P00011. You must first unlock them.',
      );
    }
    expect(button('button_unlock')).toBeNull();
    expect(state()).toBe('purchase');
    expect(refusalOf(() => call('demo', 'purchase.order', 'unlink', [[id]]))).toContain(
      'In order to delete a purchase order, you must cancel it first.',
    );
    expect(button('button_cancel')).toBeNull();
    expect(button('button_draft')).toEqual({});
    expect(state()).toBe('draft');
    expect(refusalOf(() => button(version === 19 ? 'button_done' : 'button_lock'))).toContain(
      'does not exist',
    );
  });

  test('an invoice: post, back to draft, cancel', () => {
    const { call, create, read } = openOffice(version);
    const line = { name: 'x', price_unit: 100, quantity: 2, tax_ids: [[6, 0, []]] };
    const id = create('admin', 'account.move', {
      move_type: 'out_invoice',
      partner_id: 9,
      invoice_line_ids: [[0, 0, line]],
    });
    const button = (name: string) => call('admin', 'account.move', name, [[id]]);
    const names = ['name', 'state', 'amount_total', 'display_name'];
    expect(read('account.move', id, names)).toEqual({
      id,
      name: version === 17 ? '/' : false,
      state: 'draft',
      amount_total: 200,
      display_name: version === 17 ? `Draft Invoice (* ${id})` : 'Draft Invoice',
    });
    expect(refusalOf(() => button('button_draft'))).toContain('Only posted/cancelled');
    expect(button('action_post')).toBe(false);
    expect(
      read('account.move', id, ['name', 'invoice_date', 'payment_reference', 'payment_state']),
    ).toEqual({
      id,
      name: 'INV/2026/00015',
      invoice_date: '2026-06-15',
      payment_reference: 'INV/2026/00015',
      payment_state: 'not_paid',
    });
    expect(refusalOf(() => button('action_post'))).toBe(
      `odoo.exceptions.UserError: The entry INV/2026/00015 (id ${id}) must be in draft.`,
    );
    expect(refusalOf(() => call('admin', 'account.move', 'unlink', [[id]]))).toContain(
      "You can't delete a posted journal item.",
    );
    expect(button('button_draft')).toBeNull();
    expect(button('button_cancel')).toBeNull();
    expect(read('account.move', id, ['state']).state).toBe('cancel');
  });

  test('an invoice without lines or customer is not posted', () => {
    const { call, create } = openOffice(version);
    const post = (values: object) => {
      const id = create('admin', 'account.move', { move_type: 'out_invoice', ...values });
      return refusalOf(() => call('admin', 'account.move', 'action_post', [[id]]));
    };
    expect(post({ partner_id: 9 })).toContain(
      version === 19
        ? "Even magicians can't post nothing!"
        : 'You need to add a line before posting.',
    );
    expect(post({ invoice_line_ids: [[0, 0, { name: 'x', price_unit: 1 }]] })).toMatch(/Customer/);
  });

  test('a payment is posted and cancelled in the states of the series', () => {
    const { call, create, read } = openOffice(version);
    const id = create('admin', 'account.payment', { partner_id: 9, amount: 10 });
    const state = () => read('account.payment', id, ['state']).state;
    call('admin', 'account.payment', 'action_post', [[id]]);
    expect(state()).toBe(version === 17 ? 'posted' : 'in_process');
    call('admin', 'account.payment', 'action_cancel', [[id]]);
    expect(state()).toBe(version === 17 ? 'cancel' : 'canceled');
  });

  test('a transfer: what is there is set aside, what is missing asks for a back order', () => {
    const { call, create, find, read } = openOffice(version);
    const product = create('admin', 'product.product', {
      name: 'Tracked',
      ...(version === 17 ? { type: 'product' } : { is_storable: true }),
    });
    const named = version < 19 ? { name: 'm' } : {};
    const transfer = (code: string, product_uom_qty: number) =>
      create('admin', 'stock.picking', {
        picking_type_id: find('stock.picking.type', [['code', '=', code]]),
        move_ids: [[0, 0, { ...named, product_id: product, product_uom_qty }]],
      });
    const button = (name: string, id: number) => call('admin', 'stock.picking', name, [[id]]);
    const state = (id: number) => read('stock.picking', id, ['state']).state;

    const early = transfer('outgoing', 3);
    expect(state(early)).toBe('draft');
    expect(button('action_confirm', early)).toBe(true);
    expect(state(early)).toBe('confirmed');
    expect(refusalOf(() => button('button_validate', early))).toMatch(/UserError/);
    expect(button('action_cancel', early)).toBe(true);
    expect(state(early)).toBe('cancel');

    const receipt = transfer('incoming', 5);
    expect(button('button_validate', receipt)).toBe(true);
    expect(state(receipt)).toBe('done');
    expect(refusalOf(() => button('action_cancel', receipt))).toContain(
      "You cannot cancel a stock move that has been set to 'Done'.",
    );

    const large = transfer('outgoing', 8);
    button('action_confirm', large);
    expect(state(large)).toBe('assigned');
    expect(button('button_validate', large)).toMatchObject({
      res_model: 'stock.backorder.confirmation',
      type: 'ir.actions.act_window',
    });
    expect(state(large)).toBe('assigned');
    const exact = transfer('outgoing', 5);
    button('action_cancel', large);
    expect(button('button_validate', exact)).toBe(true);
    expect(
      call('admin', 'stock.quant', 'search_read', [
        [
          ['product_id', '=', product],
          ['location_id.usage', '=', 'internal'],
        ],
        ['quantity', 'reserved_quantity'],
      ]),
    ).toMatchObject([{ quantity: 0, reserved_quantity: 0 }]);
  });

  test('an empty transfer cannot be validated', () => {
    const { call, create, find } = openOffice(version);
    const id = create('admin', 'stock.picking', {
      picking_type_id: find('stock.picking.type', [['code', '=', 'incoming']]),
    });
    expect(refusalOf(() => call('admin', 'stock.picking', 'button_validate', [[id]]))).toContain(
      'You can’t validate an empty transfer.',
    );
    expect(refusalOf(() => call('admin', 'stock.picking', 'action_assign', [[id]]))).toContain(
      'Nothing to check the availability for.',
    );
  });

  test('a confirmed order plans its delivery', () => {
    const { call, create, read } = openOffice(version);
    const order_line = [[0, 0, { product_id: 1, product_uom_qty: 2 }]];
    const id = create('admin', 'sale.order', { partner_id: 9, order_line });
    call('admin', 'sale.order', 'action_confirm', [[id]]);
    const [picking] = call('admin', 'stock.picking', 'search', [
      [['sale_id', '=', id]],
    ]) as number[];
    expect(read('stock.picking', picking ?? 0, ['state', 'origin'])).toMatchObject({
      origin: 'S00027',
      state: 'assigned',
    });
  });

  test('manufacturing: confirmed, done; a draft may be cancelled', () => {
    const { call, create, read } = openOffice(version);
    const id = create('admin', 'mrp.production', { product_id: 1 });
    const button = (name: string) => call('admin', 'mrp.production', name, [[id]]);
    const state = () => read('mrp.production', id, ['state']).state;
    expect([state(), button('action_confirm'), state()]).toEqual(['draft', true, 'confirmed']);
    button('button_mark_done');
    expect(state()).toBe('done');
    expect(refusalOf(() => call('admin', 'mrp.production', 'unlink', [[id]]))).toContain(
      'Cannot delete a manufacturing order in done state.',
    );
  });

  test('a meeting lasts until its end, invites, and hides what is private', () => {
    const { call, create, read } = openOffice(version);
    const times = { start: '2027-01-04 09:00:00', stop: '2027-01-04 10:30:00' };
    const id = create('admin', 'calendar.event', { name: 'Talk', ...times, privacy: 'private' });
    expect(read('calendar.event', id, ['duration', 'show_as', 'attendee_ids'])).toMatchObject({
      duration: 1.5,
      show_as: 'busy',
      attendee_ids: [expect.any(Number)],
    });
    expect(call('sales', 'calendar.event', 'read', [[id], ['name', 'location']])).toEqual([
      { id, name: 'Busy', location: false },
    ]);
    expect(
      refusalOf(() =>
        create('admin', 'calendar.event', { name: 'x', ...times, stop: '2027-01-04 08:00:00' }),
      ),
    ).toContain('The ending date and time cannot be earlier than the starting date and time.');
  });
});
