import { PRODUCT_COUNT } from './products.ts';
import { day, pick, type Seed } from './seed.ts';

/** Purchases in every state, with lines. */
export function seedPurchases(seed: Seed): void {
  for (let at = 0; at < 10; at += 1) {
    const state = pick(['draft', 'purchase', 'sent', 'purchase', 'cancel'] as const, at);
    const locked = state === 'purchase' && at % 4 === 3;
    const order = seed.add(
      'purchase.order',
      {
        name: `P${String(at + 1).padStart(5, '0')}`,
        partner_id: seed.ref(`base.res_partner_${(at % 12) + 1}`),
        partner_ref: at % 3 === 0 ? `SO-${700 + at}` : false,
        state: locked && seed.version < 19 ? 'done' : state,
        locked,
        date_order: `${day(70 + at * 4)} 09:00:00`,
        date_approve: state === 'purchase' ? `${day(71 + at * 4)} 09:00:00` : false,
        user_id: seed.ref(pick(['base.user_demo', 'base.user_admin'] as const, at)),
        company_id: seed.ref(at === 9 ? 'base.company_brussels' : 'base.main_company'),
      },
      `purchase.purchase_order_${at + 1}`,
    );
    for (let line = 0; line <= at % 3; line += 1) {
      seed.add('purchase.order.line', {
        order_id: order,
        product_id: seed.ref(`product.product_${((at * 2 + line * 5) % PRODUCT_COUNT) + 1}`),
        product_qty: 5 + at,
        sequence: 10 + line,
      });
    }
  }
}
