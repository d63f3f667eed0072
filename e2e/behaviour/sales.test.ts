import { expect, it } from 'vitest';
import type { LegacySession } from '../raw-mcp.fixture.ts';
import { rows, uidOf, world } from './app-records.fixture.ts';
import {
  answer,
  describeGuarded,
  failure,
  firstId,
  NOBODY,
  refusal,
} from './guarded-odoo.fixture.ts';
import { personOf } from './mcp-client.fixture.ts';

const TOOLS = ['get_my_quotations', 'get_sales_summary'];

describeGuarded('sales', (given) => {
  const { create } = world(given);
  const order = async (session: LegacySession, more: Record<string, unknown> = {}) => {
    const partner_id = await firstId(given.admin, 'res.partner', [['is_company', '=', true]]);
    const product_id = await firstId(given.admin, 'product.product', [['sale_ok', '=', true]]);
    const line = [0, 0, { product_id, product_uom_qty: 2, price_unit: 50 }];
    const values = { partner_id, order_line: [line], user_id: await uidOf(session), ...more };
    return create('sale.order', values);
  };

  it('lists the own quotations only', async () => {
    const [own, foreign] = [await order(given.sales), await order(given.admin)];
    for (const [session, there, absent] of [
      [given.sales, own, foreign],
      [given.admin, foreign, own],
    ] as const) {
      const { orders, count } = await answer(session, 'get_my_quotations', { limit: 100 });
      const ids = rows.parse(orders).map(({ id }) => id);
      expect(ids).toContain(there);
      expect(ids).not.toContain(absent);
      expect(count).toBe(ids.length);
    }
  });

  it.each(['done', 'DRAFT', "draft' OR 1=1", 'sale,draft'])(
    '%j is no state of an order',
    async (state) => {
      await failure(given.sales, 'get_my_quotations', { state });
    },
  );

  it('shows an order with its lines to its salesperson and to administrators', async () => {
    const order_id = await order(given.sales);
    for (const session of [given.sales, given.admin]) {
      const {
        order: shown,
        lines,
        line_count,
      } = await answer(session, 'get_order_details', {
        order_id,
      });
      expect(shown).toMatchObject({ id: order_id, state: 'draft', amount_untaxed: 100 });
      expect(line_count).toBe(1);
      expect(rows.parse(lines)).toMatchObject([{ product_uom_qty: 2, price_unit: 50 }]);
    }
  });

  it('a foreign order and a missing one are told apart by nobody', async () => {
    const foreign = await order(given.admin);
    for (const tool of ['get_order_details', 'confirm_order']) {
      const words = async (order_id: number) =>
        (await failure(given.sales, tool, { order_id })).replaceAll(String(order_id), 'N');
      expect(await words(foreign)).toBe(await words(NOBODY));
    }
    const { record } = await answer(given.admin, 'get_record', {
      ...{ model: 'sale.order', record_id: foreign, fields: ['state'] },
    });
    expect(record).toMatchObject({ state: 'draft' });
  });

  it('an order is confirmed by its salesperson, once', async () => {
    const order_id = await order(given.sales);
    const said = { order_id, order_name: expect.any(String), previous_state: 'draft' };
    expect(await answer(given.sales, 'confirm_order', { order_id, dry_run: true })).toMatchObject({
      ...{ dry_run: true, action: 'action_confirm', ...said },
    });
    expect(await answer(given.sales, 'confirm_order', { order_id })).toEqual({
      status: 'confirmed',
      ...said,
    });
    await failure(given.sales, 'confirm_order', { order_id });
    const { orders } = await answer(given.sales, 'get_my_quotations', {
      state: 'sale',
      limit: 100,
    });
    expect(rows.parse(orders).map(({ id }) => id)).toContain(order_id);
  });

  it('sums up the own orders of a month', async () => {
    await order(given.sales, { date_order: '2033-05-05 10:00:00' });
    await order(given.sales, { date_order: '2033-05-28 10:00:00' });
    await order(given.admin, { date_order: '2033-05-06 10:00:00' });
    const orders = rows.parse(
      (
        await answer(given.sales, 'search_read', {
          model: 'sale.order',
          domain: [
            ['date_order', '>=', '2033-05-01'],
            ['date_order', '<', '2033-06-01'],
          ],
          fields: ['amount_total'],
        })
      ).records,
    );
    const total = orders.reduce((sum, { amount_total }) => sum + Number(amount_total), 0);
    expect(await answer(given.sales, 'get_sales_summary', { period: '2033-05' })).toMatchObject({
      total_orders: 2,
      total_amount: expect.closeTo(total, 2),
      by_state: { draft: { count: 2, total: expect.closeTo(total, 2) } },
      top_customers: [{ name: expect.any(String), total: expect.closeTo(total, 2) }],
    });
    expect(await answer(given.sales, 'get_sales_summary', { period: '1999-01' })).toMatchObject({
      ...{ total_orders: 0, by_state: {}, top_customers: [] },
    });
  });

  it.each(TOOLS)('%s is not for those outside of sales', async (tool) => {
    for (const login of ['hr', 'portal'] as const)
      await refusal(await given.signIn(personOf(given.odoo, login)), tool);
  });
});

describeGuarded(
  'amounts that are hidden',
  (given) => {
    const { create } = world(given);

    it('are masked in lists and details, and nothing else is', async () => {
      const partner_id = await firstId(given.admin, 'res.partner', [['is_company', '=', true]]);
      const user_id = await uidOf(given.sales);
      const order_id = await create('sale.order', { partner_id, user_id });
      const { orders } = await answer(given.sales, 'get_my_quotations', { limit: 100 });
      expect(rows.parse(orders).find(({ id }) => id === order_id)).toEqual({
        id: order_id,
        name: expect.stringMatching(/^(?!\*\*\*)/),
        partner_id: [partner_id, expect.any(String)],
        date_order: expect.stringMatching(/^\d{4}-/),
        amount_total: '***',
        state: 'draft',
        currency_id: [expect.any(Number), expect.any(String)],
      });
      const { order } = await answer(given.sales, 'get_order_details', { order_id });
      expect(order).toMatchObject({
        amount_total: '***',
        amount_untaxed: expect.any(Number),
        state: 'draft',
      });
    });

    it('are not summed up either: the order of the best customers would tell', async () => {
      expect(await refusal(given.sales, 'get_sales_summary')).toMatchObject({
        reason: expect.stringContaining('amount_total'),
      });
    });

    it('are shown to administrators', async () => {
      await answer(given.admin, 'get_sales_summary');
    });
  },
  {
    files: {
      'model_access.yaml': `
stock_models: {full_crud: [sale.order, sale.order.line, res.partner]}
sensitive_fields: {sale.order: [amount_total]}
`,
    },
  },
);
