import { PRODUCT_COUNT } from './products.ts';
import { day, pick, type Seed } from './seed.ts';

/** One warehouse, what is in it, and transfers in several states. */
export function seedStock(seed: Seed): void {
  const company_id = seed.ref('base.main_company');
  const place = (name: string, usage: string, xmlId: string, parent: number | false = false) =>
    seed.add(
      'stock.location',
      {
        name,
        usage,
        location_id: parent,
        company_id: usage === 'internal' || usage === 'view' ? company_id : false,
      },
      xmlId,
    );
  const house = place('WH', 'view', 'stock.stock_location_wh');
  const stock = place('Stock', 'internal', 'stock.stock_location_stock', house);
  const vendors = place('Vendors', 'supplier', 'stock.stock_location_suppliers');
  const customers = place('Customers', 'customer', 'stock.stock_location_customers');
  place('Production', 'production', 'stock.location_production');
  const warehouse = seed.add(
    'stock.warehouse',
    { name: 'My Company (San Francisco)', code: 'WH', company_id, lot_stock_id: stock },
    'stock.warehouse0',
  );
  const types = [
    ['Receipts', 'incoming', 'IN', vendors, stock],
    ['Delivery Orders', 'outgoing', 'OUT', stock, customers],
    ['Internal Transfers', 'internal', 'INT', stock, stock],
    ['Manufacturing', 'mrp_operation', 'MO', stock, stock],
  ] as const;
  for (const [at, [name, code, sequence_code, from, to]] of types.entries()) {
    if (code === 'mrp_operation' && !seed.has('mrp.production')) continue;
    const values = { name, code, sequence_code, sequence: at + 1, company_id };
    seed.add(
      'stock.picking.type',
      {
        ...values,
        warehouse_id: warehouse,
        default_location_src_id: from,
        default_location_dest_id: to,
      },
      `stock.picking_type_${sequence_code.toLowerCase()}`,
    );
  }
  for (let product = 1; product <= PRODUCT_COUNT; product += 1) {
    seed.add('stock.quant', {
      product_id: product,
      location_id: stock,
      quantity: 20 + ((product * 7) % 60),
      in_date: `${day(3)} 08:00:00`,
    });
  }
  for (let at = 0; at < 8; at += 1) {
    const incoming = at % 2 === 0;
    const ends = incoming
      ? { location_id: vendors, location_dest_id: stock }
      : { location_id: stock, location_dest_id: customers };
    const state = pick(['assigned', 'draft', 'done', 'confirmed'] as const, at);
    const picking = seed.add(
      'stock.picking',
      {
        ...ends,
        name: `WH/${incoming ? 'IN' : 'OUT'}/${String(Math.floor(at / 2) + 1).padStart(5, '0')}`,
        picking_type_id: seed.ref(`stock.picking_type_${incoming ? 'in' : 'out'}`),
        partner_id: seed.ref(`base.res_partner_${at + 1}`),
        origin: `Sample ${at + 1}`,
        scheduled_date: `${day(100 + at)} 10:00:00`,
        date_done: state === 'done' ? `${day(101 + at)} 10:00:00` : false,
        user_id: seed.ref('base.user_demo'),
      },
      `stock.sample_picking_${at + 1}`,
    );
    const demand = 2 + at;
    seed.add('stock.move', {
      ...ends,
      name: `Sample ${at + 1}`,
      picking_id: picking,
      product_id: (at % 10) + 1,
      product_uom_qty: demand,
      quantity: state === 'assigned' || state === 'done' ? demand : 0,
      picked: state === 'done',
      state,
      company_id,
      date: `${day(100 + at)} 10:00:00`,
    });
  }
}
