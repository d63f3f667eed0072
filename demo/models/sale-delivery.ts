import { type Env, modelOf, sudo } from '../engine/env.ts';
import { readerOf } from '../engine/records.ts';
import { createRecord } from '../engine/write.ts';
import { confirm } from './stock-actions.ts';

/** Plans the delivery of a confirmed order's goods, where the Inventory app is there. */
export function deliverOrder(env: Env, id: number): void {
  if (!env.db.registry.models.has('stock.picking')) return;
  const full = sudo(env);
  const order = readerOf(full, 'sale.order', id);
  const goods = order
    .many('order_line')
    .filter((line) => line.one('product_id')?.text('type') !== 'service')
    .filter((line) => line.one('product_id') !== undefined);
  const type = order.all(
    'stock.picking.type',
    (it) =>
      it.text('code') === 'outgoing' && it.number('company_id') === order.number('company_id'),
  )[0];
  if (goods.length === 0 || !type) return;
  const customers = order.all('stock.location', (it) => it.text('usage') === 'customer')[0];
  const place = {
    location_id: type.number('default_location_src_id'),
    location_dest_id: customers?.id ?? false,
  };
  const picking = createRecord(full, modelOf(env, 'stock.picking'), {
    ...place,
    picking_type_id: type.id,
    partner_id: order.number('partner_shipping_id'),
    origin: order.text('name'),
    sale_id: id,
    user_id: false,
  });
  for (const line of goods) {
    createRecord(full, modelOf(env, 'stock.move'), {
      ...place,
      ...(env.db.version < 19 ? { name: line.text('name') } : {}),
      picking_id: picking,
      product_id: line.number('product_id'),
      product_uom_qty: line.number('product_uom_qty'),
      sale_line_id: line.id,
      origin: order.text('name'),
      company_id: order.number('company_id'),
    });
  }
  confirm(full, readerOf(full, 'stock.picking', picking));
}
