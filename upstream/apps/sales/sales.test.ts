import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { everyTarget } from '../../odoo-targets.fixture.ts';
import { type AppCaller, type AppsUnderTest, rows, startApps } from '../app-calls.fixture.ts';

for (const choice of everyTarget()) {
  describe.skipIf(!choice.available)(`the sales tools against ${choice.name}`, choice.pace, () => {
    let apps: AppsUnderTest;
    let admin: AppCaller;
    let sales: AppCaller | undefined;
    const made: number[] = [];
    beforeAll(async () => {
      apps = await startApps(choice);
      admin = await apps.as(apps.odoo.admin);
      sales = apps.odoo.sales && (await apps.as(apps.odoo.sales));
    });
    afterAll(async () => {
      for (const id of made) {
        const record_ids = [id];
        const order = { model: 'sale.order', record_ids };
        // Until 18 a sent or confirmed order is cancelled in a dialog unless the context says not to ask.
        const kwargs = { context: { disable_cancel_warning: true } };
        await admin.ok('execute_method', { ...order, method: 'action_cancel', kwargs });
        await admin.ok('delete_record', { model: 'sale.order', record_id: id });
      }
      await apps?.close();
    });

    const order = async (caller: AppCaller, values: Record<string, unknown> = {}) => {
      const partner = await caller.first('res.partner', [['is_company', '=', true]]);
      const product = await caller.first('product.product', [['sale_ok', '=', true]]);
      const line = [0, 0, { product_id: product?.id, product_uom_qty: 2, price_unit: 50 }];
      const written = { partner_id: partner?.id, order_line: [line], ...values };
      const id = await caller.create('sale.order', { user_id: caller.uid, ...written });
      made.push(id);
      return id;
    };

    it('lists the own orders, the latest first', async () => {
      const id = await order(admin, { date_order: '2031-03-05 10:00:00' });
      const { orders, count } = await admin.ok('get_my_quotations', { limit: 5 });
      expect(count).toBe(rows(orders).length);
      expect(rows(orders)[0]).toEqual({
        id,
        name: expect.any(String),
        partner_id: [expect.any(Number), expect.any(String)],
        date_order: '2031-03-05 10:00:00',
        amount_total: expect.any(Number),
        state: 'draft',
        currency_id: [expect.any(Number), expect.any(String)],
      });
      const sent = await admin.ok('get_my_quotations', { state: 'sale', limit: 0 });
      for (const { state } of rows(sent.orders)) expect(state).toBe('sale');
      const { text } = await admin.refused('get_my_quotations', { state: 'done' });
      expect(text).toMatch(/draft, sent, sale, cancel/);
    });

    it('shows an order with its lines', async () => {
      const id = await order(sales ?? admin);
      for (const caller of [sales ?? admin, admin]) {
        const answer = await caller.ok('get_order_details', { order_id: id });
        expect(answer).toMatchObject({ order: { id, state: 'draft' }, line_count: 1 });
        expect(rows(answer.lines)[0]).toMatchObject({ product_uom_qty: 2, price_unit: 50 });
      }
    });

    it('tells a foreign order from a missing one to nobody', async () => {
      if (sales === undefined) return;
      const foreign = await order(admin);
      for (const tool of ['get_order_details', 'confirm_order']) {
        const { text } = await sales.refused(tool, { order_id: foreign });
        const missing = await sales.refused(tool, { order_id: 987_654_321 });
        expect(missing.text.replace('987654321', String(foreign))).toBe(text);
      }
    });

    it('confirms a quotation once', async () => {
      const caller = sales ?? admin;
      const order_id = await order(caller);
      const said = { order_id, order_name: expect.any(String), previous_state: 'draft' };
      expect(await caller.ok('confirm_order', { order_id, dry_run: true })).toEqual({
        ...{ dry_run: true, model: 'sale.order', action: 'action_confirm' },
        ...said,
      });
      expect(await caller.ok('confirm_order', { order_id })).toEqual({
        status: 'confirmed',
        ...said,
      });
      expect(await caller.first('sale.order', [['id', '=', order_id]], ['state'])).toMatchObject({
        state: 'sale',
      });
      expect((await caller.refused('confirm_order', { order_id })).text).toMatch(/draft nor sent/);
    });

    it('sums up what the orders say', async () => {
      const caller = sales ?? admin;
      await order(caller, { date_order: '2031-05-05 10:00:00' });
      await order(caller, { date_order: '2031-05-31 10:00:00' });
      const window = [
        ['user_id', '=', caller.uid],
        ['date_order', '>=', '2031-05-01 00:00:00'],
        ['date_order', '<', '2031-06-01 00:00:00'],
      ];
      const found = await caller.ok('search_read', {
        model: 'sale.order',
        domain: window,
        fields: ['amount_total', 'partner_id'],
      });
      const [one, ...others] = rows(found.records).map(({ amount_total }) => Number(amount_total));
      const total = others.reduce((sum, amount) => sum + amount, one ?? 0);
      expect(await caller.ok('get_sales_summary', { period: '2031-05' })).toEqual({
        total_orders: 2,
        total_amount: expect.closeTo(total, 4),
        by_state: { draft: { count: 2, total: expect.closeTo(total, 4) } },
        top_customers: [{ name: expect.any(String), total: expect.closeTo(total, 4) }],
      });
      const whole = await caller.ok('get_sales_summary');
      expect(whole.total_orders).toBeGreaterThanOrEqual(2);
      expect(await caller.ok('get_sales_summary', { period: '1999-01' })).toEqual({
        ...{ total_orders: 0, total_amount: 0, by_state: {}, top_customers: [] },
      });
    });
  });
}
