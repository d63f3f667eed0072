import { pick, type Seed } from './seed.ts';

/** Names of countries in the demo's other language, where they differ. */
const FRENCH: { readonly [code: string]: string } = {
  BE: 'Belgique',
  DE: 'Allemagne',
  ES: 'Espagne',
  GB: 'Royaume-Uni',
  IN: 'Inde',
  IT: 'Italie',
  JP: 'Japon',
  MX: 'Mexique',
  NL: 'Pays-Bas',
  US: 'États-Unis',
};

const COUNTRIES: readonly (readonly [string, string, number])[] = [
  ['Belgium', 'BE', 32],
  ['Canada', 'CA', 1],
  ['France', 'FR', 33],
  ['Germany', 'DE', 49],
  ['India', 'IN', 91],
  ['Italy', 'IT', 39],
  ['Japan', 'JP', 81],
  ['Mexico', 'MX', 52],
  ['Netherlands', 'NL', 31],
  ['Spain', 'ES', 34],
  ['United Kingdom', 'GB', 44],
  ['United States', 'US', 1],
];

const STATES: readonly (readonly [string, string])[] = [
  ['California', 'CA'],
  ['Florida', 'FL'],
  ['New York', 'NY'],
  ['Texas', 'TX'],
  ['Washington', 'WA'],
];

const PARAMETERS: readonly (readonly [string, string])[] = [
  ['database.create_date', '2026-01-05 08:00:00'],
  ['database.secret', 'demo-database-secret-not-a-real-one'],
  ['database.uuid', '00000000-0000-4000-8000-000000000017'],
  ['mail.catchall.domain', 'example.com'],
  ['web.base.url', 'http://127.0.0.1:8069'],
  ['odoo.demo.notice', 'This is an in-memory demo database, not an Odoo.'],
];

const MODULES: readonly (readonly [string, string, boolean])[] = [
  ['base', 'Base', false],
  ['web', 'Web', false],
  ['mail', 'Discuss', true],
  ['contacts', 'Contacts', true],
  ['product', 'Products & Pricelists', false],
  ['uom', 'Units of measure', false],
  ['sales_team', 'Sales Teams', false],
  ['crm', 'CRM', true],
  ['sale', 'Sales', false],
  ['sale_management', 'Sales', true],
  ['project', 'Project', true],
  ['hr', 'Employees', true],
  ['hr_holidays', 'Time Off', true],
  ['hr_attendance', 'Attendances', true],
  ['account', 'Invoicing', true],
  ['stock', 'Inventory', true],
  ['purchase', 'Purchase', true],
  ['mrp', 'Manufacturing', true],
  ['calendar', 'Calendar', true],
  ['helpdesk', 'Helpdesk', true],
  ['sale_crm', 'Opportunity to Quotation', false],
  ['sale_stock', 'Sales and Warehouse Management', false],
  ['purchase_stock', 'Purchase Stock', false],
];

/** Currencies, countries, languages, the two companies, settings and the list of modules. */
export function seedBase(seed: Seed, absent: ReadonlySet<string>): void {
  seed.add(
    'res.currency',
    { name: 'USD', full_name: 'United States dollar', symbol: '$', position: 'before' },
    'base.USD',
  );
  seed.add('res.currency', { name: 'EUR', full_name: 'Euro', symbol: '€' }, 'base.EUR');
  seed.add(
    'res.currency',
    { name: 'GBP', full_name: 'Pound sterling', symbol: '£', position: 'before', active: false },
    'base.GBP',
  );
  seed.add(
    'res.lang',
    { name: 'English (US)', code: 'en_US', iso_code: 'en', url_code: 'en' },
    'base.lang_en',
  );
  seed.add(
    'res.lang',
    { name: 'French / Français', code: 'fr_FR', iso_code: 'fr', url_code: 'fr' },
    'base.lang_fr',
  );
  for (const [name, code, phone_code] of COUNTRIES) {
    const currency = ['BE', 'FR', 'DE', 'IT', 'NL', 'ES'].includes(code) ? 'base.EUR' : 'base.USD';
    const id = seed.add(
      'res.country',
      { name, code, phone_code, currency_id: seed.ref(currency) },
      `base.${code.toLowerCase()}`,
    );
    seed.set('res.country', id, { 'name@fr_FR': FRENCH[code] ?? name });
  }
  for (const [name, code] of STATES) {
    seed.add(
      'res.country.state',
      { name, code, country_id: seed.ref('base.us') },
      `base.state_us_${code.toLowerCase()}`,
    );
  }
  seedCompanies(seed);
  for (const [key, value] of PARAMETERS) seed.add('ir.config_parameter', { key, value });
  for (const [name, shortdesc, application] of MODULES) {
    seed.add(
      'ir.module.module',
      {
        name,
        shortdesc,
        summary: `${shortdesc} (demo)`,
        author: 'Demo, not Odoo',
        application,
        state: absent.has(name) ? 'uninstalled' : 'installed',
        latest_version: absent.has(name) ? false : `${seed.version}.0.1.0`,
      },
      `base.module_${name}`,
    );
  }
  seed.add('mail.message.subtype', { name: 'Discussions', sequence: 0 }, 'mail.mt_comment');
  seed.add('mail.message.subtype', { name: 'Note', internal: true, sequence: 100 }, 'mail.mt_note');
}

function seedCompanies(seed: Seed): void {
  const address = pick(['250 Executive Park Blvd'], 0);
  seed.add(
    'res.partner',
    {
      name: 'My Company (San Francisco)',
      is_company: true,
      street: address,
      city: 'San Francisco',
      zip: '94134',
      state_id: seed.ref('base.state_us_ca'),
      country_id: seed.ref('base.us'),
      email: 'info@yourcompany.example.com',
      phone: '+1 555-555-5556',
      website: 'http://www.example.com',
    },
    'base.main_partner',
  );
  seed.add(
    'res.company',
    { partner_id: seed.ref('base.main_partner'), currency_id: seed.ref('base.USD'), sequence: 0 },
    'base.main_company',
  );
  seed.add(
    'res.partner',
    { name: 'OdooBot', email: 'odoobot@example.com', active: false },
    'base.partner_root',
  );
  seed.add('res.partner', {
    name: 'My Company (Brussels)',
    is_company: true,
    street: 'Rue de la Loi 16',
    city: 'Brussels',
    zip: '1000',
    country_id: seed.ref('base.be'),
    email: 'brussels@yourcompany.example.com',
  });
  seed.add(
    'res.company',
    { partner_id: 3, currency_id: seed.ref('base.EUR'), sequence: 10 },
    'base.company_brussels',
  );
}
