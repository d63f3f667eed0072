import { pick, type Seed } from './seed.ts';

const PRODUCTS: readonly (readonly [string, string, number, 'consu' | 'service'])[] = [
  ['Acoustic Bloc Screen', 'FURN_6666', 295, 'consu'],
  ['Cabinet with Doors', 'E-COM11', 140, 'consu'],
  ['Conference Chair', 'E-COM12', 33, 'consu'],
  ['Corner Desk Left Sit', 'FURN_1118', 85, 'consu'],
  ['Customizable Desk', 'FURN_0096', 750, 'consu'],
  ['Desk Combination', 'FURN_7800', 450, 'consu'],
  ['Desk Organizer', 'FURN_0001', 5.1, 'consu'],
  ['Desk Stand with Screen', 'FURN_7888', 2100, 'consu'],
  ['Drawer', 'FURN_8855', 110.5, 'consu'],
  ['Drawer Black', 'FURN_8900', 25, 'consu'],
  ['Flipover', 'FURN_9001', 1950, 'consu'],
  ['Four Person Desk', 'FURN_8220', 2350, 'consu'],
  ['Individual Workplace', 'FURN_0789', 885, 'consu'],
  ['Large Cabinet', 'E-COM07', 320, 'consu'],
  ['Large Desk', 'E-COM09', 1799, 'consu'],
  ['Office Chair', 'FURN_7777', 70, 'consu'],
  ['Office Chair Black', 'FURN_0269', 120.5, 'consu'],
  ['Office Lamp', 'FURN_8888', 40, 'consu'],
  ['Pedal Bin', 'E-COM10', 47, 'consu'],
  ['Storage Box', 'E-COM08', 15.8, 'consu'],
  ['Three-Seat Sofa', 'FURN_8999', 1500, 'consu'],
  ['Furniture Assembly', 'SERV_001', 60, 'service'],
  ['Virtual Interior Design', 'SERV_002', 75, 'service'],
  ['Virtual Home Staging', 'SERV_003', 38.25, 'service'],
];

/** Units, taxes, categories and the catalogue, one variant per template. */
export function seedProducts(seed: Seed): void {
  const unit = seed.add('uom.uom', { name: 'Units', factor: 1 }, 'uom.product_uom_unit');
  const hour = seed.add('uom.uom', { name: 'Hours', factor: 8 }, 'uom.product_uom_hour');
  seed.add('uom.uom', { name: 'Days', factor: 1 }, 'uom.product_uom_day');
  if (seed.version < 19) {
    seed.add('uom.category', { name: 'Unit' }, 'uom.product_uom_categ_unit');
    seed.add('uom.category', { name: 'Working Time' }, 'uom.uom_categ_wtime');
  }
  if (seed.has('account.tax')) {
    seed.add('account.tax', { name: '15%', amount: 15 }, 'account.1_sale_tax_template');
    seed.add('account.tax', { name: '0% Exempt', amount: 0 });
  }
  const all = seed.add('product.category', { name: 'All' }, 'product.product_category_all');
  const saleable = seed.add('product.category', { name: 'Saleable', parent_id: all });
  const furniture = seed.add('product.category', { name: 'Office Furniture', parent_id: saleable });
  const services = seed.add('product.category', { name: 'Services', parent_id: saleable });
  seed.add('product.pricelist', { name: 'Default' }, 'product.list0');
  for (const [at, [name, code, price, type]] of PRODUCTS.entries()) {
    const template = seed.add('product.template', {
      name,
      default_code: code,
      list_price: price,
      standard_price: Math.round(price * 60) / 100,
      type,
      detailed_type: type,
      is_storable: type !== 'service',
      categ_id: type === 'service' ? services : furniture,
      uom_id: type === 'service' ? hour : unit,
      uom_po_id: type === 'service' ? hour : unit,
      weight: type === 'service' ? 0 : 1 + (at % 9),
      barcode: `601647850${String(1000 + at)}`,
      description_sale: pick([false, 'Delivered assembled.', 'Made to order.'], at),
      purchase_ok: type !== 'service',
    });
    seed.add(
      'product.product',
      { product_tmpl_id: template, default_code: code, barcode: `601647850${String(1000 + at)}` },
      `product.product_${at + 1}`,
    );
  }
  const retired = seed.add('product.template', {
    name: 'Retired Stool',
    default_code: 'OLD_001',
    list_price: 9,
    active: false,
  });
  seed.add('product.product', { product_tmpl_id: retired, active: false });
}

/** Number of variants on offer. */
export const PRODUCT_COUNT = PRODUCTS.length;
