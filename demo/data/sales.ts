import { PRODUCT_COUNT } from './products.ts';
import { day, pick, type Seed } from './seed.ts';

const STAGES: readonly (readonly [string, boolean])[] = [
  ['New', false],
  ['Qualified', false],
  ['Proposition', false],
  ['Won', true],
];

const WISHES = [
  'Quote for 12 Tables',
  'Office Design Project',
  'Access to Online Catalog',
  'Global Solutions: Furnitures',
  'Quote for 150 carpets',
  'Modern Open Space',
  'Interest in your products',
  'Need 20 Desks',
  'Distributor Contract',
  'Replacement of canteen chairs',
];

const OWNERS = ['base.user_sales', 'base.user_demo', 'base.user_admin'] as const;

/** Sales teams, the pipeline, and orders with lines. */
export function seedSales(seed: Seed): void {
  for (const [at, name] of ['Product', 'Software', 'Services', 'Design'].entries()) {
    seed.add('crm.tag', { name, color: at + 1 });
  }
  seed.add(
    'crm.team',
    {
      name: 'Sales',
      user_id: seed.ref('base.user_admin'),
      member_ids: [
        seed.ref('base.user_admin'),
        seed.ref('base.user_demo'),
        seed.ref('base.user_sales'),
      ],
      sequence: 0,
    },
    'sales_team.team_sales_department',
  );
  seed.add('crm.team', { name: 'Website', sequence: 1 }, 'sales_team.salesteam_website_sales');
  if (seed.has('crm.lead')) seedPipeline(seed);
  if (seed.has('sale.order')) seedOrders(seed);
}

function seedPipeline(seed: Seed): void {
  for (const [at, [name, is_won]] of STAGES.entries()) {
    seed.add(
      'crm.stage',
      { name, is_won, sequence: at + 1, fold: is_won },
      `crm.stage_lead${at + 1}`,
    );
  }
  for (const name of ['Too expensive', "We don't have people/skills", 'Not enough stock']) {
    seed.add('crm.lost.reason', { name });
  }
  for (let at = 0; at < 36; at += 1) {
    const stage = pick([1, 1, 2, 3, 2, 4], at);
    const lost = at % 11 === 10;
    const customer = (at % 12) + 1;
    seed.add('crm.lead', {
      name: `${pick(WISHES, at)}${at >= WISHES.length ? ` (${Math.floor(at / WISHES.length) + 1})` : ''}`,
      type: at % 5 === 0 ? 'lead' : 'opportunity',
      stage_id: stage,
      user_id: at % 7 === 6 ? false : seed.ref(pick(OWNERS, at)),
      team_id: (at % 2) + 1,
      partner_id: at % 4 === 3 ? false : seed.ref(`base.res_partner_${customer}`),
      partner_name: `Prospect ${at + 1}`,
      contact_name: pick(['Nhomar', 'Jacques Dunagan', 'Leland Martinez', 'Wiltz Dallas'], at),
      email_from: `prospect${at + 1}@example.com`,
      phone: `+1 555-04${String(at).padStart(2, '0')}-1234`,
      mobile: `+1 555-05${String(at).padStart(2, '0')}-1234`,
      country_id: seed.ref(pick(['base.us', 'base.be', 'base.fr', 'base.de'] as const, at)),
      expected_revenue: 500 + ((at * 1375) % 42_000),
      probability: lost ? 0 : stage === 4 ? 100 : pick([10, 25, 40, 62.5], at),
      priority: String(at % 4),
      tag_ids: [(at % 4) + 1],
      date_deadline: day(30 + at * 6),
      date_closed: stage === 4 ? `${day(20 + at)} 12:00:00` : false,
      active: !lost,
      lost_reason_id: lost ? (at % 3) + 1 : false,
      description: at % 3 === 0 ? '<p>Called, wants an offer by e-mail.</p>' : false,
    });
  }
}

function seedOrders(seed: Seed): void {
  for (let at = 0; at < 26; at += 1) {
    const state = pick(['draft', 'sale', 'sale', 'sent', 'sale', 'cancel', 'sale'] as const, at);
    const portal = at % 13 === 4;
    const customer = seed.ref(
      portal ? 'base.partner_demo_user0' : `base.res_partner_${(at % 12) + 1}`,
    );
    const order = seed.add(
      'sale.order',
      {
        name: `S${String(at + 1).padStart(5, '0')}`,
        partner_id: customer,
        state,
        locked: state === 'sale' && at % 9 === 8,
        date_order: `${day(14 + at * 9)} ${String(8 + (at % 9)).padStart(2, '0')}:30:00`,
        validity_date: day(44 + at * 9),
        client_order_ref: at % 3 === 0 ? `PO-${4200 + at}` : false,
        user_id: seed.ref(pick(OWNERS, at)),
        team_id: (at % 2) + 1,
        company_id: seed.ref(at === 25 ? 'base.company_brussels' : 'base.main_company'),
        opportunity_id: at % 4 === 0 ? at + 1 : false,
        tag_ids: [(at % 4) + 1],
        invoice_status: state === 'sale' ? (at % 2 === 0 ? 'to invoice' : 'invoiced') : 'no',
        access_token: `demo-share-token-${at + 1}`,
        require_signature: true,
        note: '<p>Terms &amp; Conditions apply.</p>',
      },
      `sale.sale_order_${at + 1}`,
    );
    for (let line = 0; line <= at % 4; line += 1) {
      const product = ((at * 5 + line * 7) % PRODUCT_COUNT) + 1;
      seed.add('sale.order.line', {
        order_id: order,
        product_id: seed.ref(`product.product_${product}`),
        product_uom_qty: 1 + ((at + line * 3) % 8),
        discount: line === 2 ? 10 : 0,
        sequence: 10 + line,
        qty_delivered: state === 'sale' ? 1 : 0,
        qty_invoiced: 0,
      });
    }
  }
}
