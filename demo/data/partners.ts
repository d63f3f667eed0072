import { pick, type Seed } from './seed.ts';

const COMPANIES: readonly (readonly [string, string, string, string])[] = [
  ['Azure Interior', 'Fremont', 'us', 'azure'],
  ['Deco Addict', 'Pleasant Hill', 'us', 'deco'],
  ['Gemini Furniture', 'Fairfield', 'us', 'gemini'],
  ['Lumber Inc', 'Stockton', 'us', 'lumber'],
  ['Ready Mat', 'Tracy', 'us', 'readymat'],
  ['The Jackson Group', 'Los Angeles', 'us', 'jackson'],
  ['Wood Corner', 'Wiltshire', 'gb', 'woodcorner'],
  ['Lumière Bureau', 'Lyon', 'fr', 'lumiere'],
  ['Nordlicht Möbel', 'Hamburg', 'de', 'nordlicht'],
  ['Casa Moderna', 'Milano', 'it', 'casamoderna'],
  ['Oficinas del Sol', 'Valencia', 'es', 'oficinas'],
  ['Amstel Werkplek', 'Amsterdam', 'nl', 'amstel'],
];

const PEOPLE: readonly (readonly [string, string])[] = [
  ['Brandon Freeman', 'Creative Director'],
  ['Colleen Diaz', 'Business Executive'],
  ['Nicole Ford', 'Director'],
  ['Addison Olson', 'Sales Representative'],
  ['Douglas Fletcher', 'Functional Consultant'],
  ['Floyd Steward', 'Analyst'],
  ['Jesse Brown', 'Senior Consultant'],
  ['Oscar Morgan', 'Order Clerk'],
  ['Soham Palmer', 'Director'],
  ['Edith Sanchez', 'Analyst'],
  ['Sandra Neal', 'Sales Manager'],
  ['Theodore Gardner', 'Head of Purchasing'],
  ['Julie Richards', 'Financial Manager'],
  ['Travis Mendoza', 'Knowledge Manager'],
  ['Billy Fox', 'Production Supervisor'],
  ['Kim Snyder', 'Senior Associate'],
  ['Edwin Hansen', 'Marketing Manager'],
  ['Chester Reed', 'Chief Executive'],
  ['Dwayne Newman', 'Marketing Manager'],
  ['Tom Ruiz', 'Software Developer'],
  ['Gordon Owens', 'Senior Consultant'],
  ['Lorraine Douglas', 'Functional Consultant'],
  ['Willie Burke', 'Service Manager'],
  ['Ron Gibson', 'Store Manager'],
];

/** Customers with two contacts each, tags, and bank accounts of some. */
export function seedPartners(seed: Seed): void {
  const tags = ['Prospects', 'Services', 'Vendor', 'Office Supplies'].map((name, at) =>
    seed.add(
      'res.partner.category',
      { name, color: at + 1 },
      `base.res_partner_category_${at + 1}`,
    ),
  );
  for (const [at, [name, city, country, domain]] of COMPANIES.entries()) {
    const company = seed.add(
      'res.partner',
      {
        name,
        is_company: true,
        city,
        street: `${100 + at * 37} Market Street`,
        zip: String(94_000 + at * 11),
        country_id: seed.ref(`base.${country}`),
        state_id: country === 'us' ? seed.ref('base.state_us_ca') : false,
        email: `info@${domain}.example.com`,
        phone: `+1 555-01${String(at).padStart(2, '0')}-2000`,
        website: `http://www.${domain}.example.com`,
        vat: `XX${String(477_472_701 + at * 13)}`,
        ref: `C${String(at + 1).padStart(4, '0')}`,
        user_id: seed.ref(at % 3 === 0 ? 'base.user_sales' : 'base.user_admin'),
        category_id: [pick(tags, at), pick(tags, at + 2)],
        customer_rank: 1,
        comment: at % 4 === 0 ? '<p>Long-standing customer, prefers e-mail.</p>' : false,
      },
      `base.res_partner_${at + 1}`,
    );
    for (const offset of [0, 1]) {
      const [person, job] = pick(PEOPLE, at * 2 + offset);
      const mail = person.toLowerCase().replace(' ', '.');
      seed.add(
        'res.partner',
        {
          name: person,
          function: job,
          parent_id: company,
          email: `${mail}@${domain}.example.com`,
          phone: `+1 555-02${String(at * 2 + offset).padStart(2, '0')}-4567`,
          mobile: `+1 555-03${String(at * 2 + offset).padStart(2, '0')}-4567`,
          city,
          country_id: seed.ref(`base.${country}`),
        },
        `base.res_partner_address_${at * 2 + offset + 1}`,
      );
    }
    if (at % 2 === 0) {
      seed.add('res.partner.bank', {
        acc_number: `BE${71 + at} 0961 2345 ${String(6769 + at)}`,
        partner_id: company,
        bank_name: 'Demo Bank',
        acc_holder_name: name,
      });
    }
  }
  seed.add('res.partner', { name: 'Closed Shop', is_company: true, active: false, ref: 'C9999' });
  seed.add('res.partner', {
    name: 'Brussels Only Customer',
    is_company: true,
    company_id: seed.ref('base.company_brussels'),
  });
}
