import { day, pick, type Seed } from './seed.ts';

/** Two bills of material and manufacturing orders. */
export function seedProduction(seed: Seed): void {
  for (const template of [1, 2]) {
    const bom = seed.add(
      'mrp.bom',
      { product_tmpl_id: template, company_id: seed.ref('base.main_company') },
      `mrp.bom_${template}`,
    );
    for (const component of [template + 4, template + 5]) {
      seed.add('mrp.bom.line', { bom_id: bom, product_id: component, product_qty: 2 });
    }
  }
  for (let at = 0; at < 6; at += 1) {
    seed.add('mrp.production', {
      name: `WH/MO/${String(at + 1).padStart(5, '0')}`,
      product_id: (at % 2) + 1,
      product_qty: 3 + at,
      state: pick(['confirmed', 'draft', 'done', 'progress'] as const, at),
      date_start: `${day(110 + at)} 08:00:00`,
      user_id: seed.ref('base.user_admin'),
      company_id: seed.ref('base.main_company'),
    });
  }
}
