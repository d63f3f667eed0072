import { heldGroups } from './groups.ts';
import type { Seed } from './seed.ts';

/** A person who can log in to the demo. */
export interface DemoLogin {
  readonly login: string;
  readonly password: string;
  /** Accepted in place of the password over `/jsonrpc`, as Odoo accepts API keys there. */
  readonly apiKey: string;
  readonly name: string;
  readonly what: string;
  readonly groups: readonly string[];
  readonly companies: readonly string[];
}

const INTERNAL = ['base.main_company'];

/** Everyone who can log in; user ids start at 2, as in Odoo. */
export const DEMO_LOGINS: readonly DemoLogin[] = [
  {
    login: 'admin',
    password: 'admin',
    apiKey: 'demo-key-admin',
    name: 'Mitchell Admin',
    what: 'Settings administrator',
    groups: [
      'base.group_system',
      'base.group_multi_company',
      'base.group_partner_manager',
      'sales_team.group_sale_manager',
      'account.group_account_invoice',
      'project.group_project_manager',
      'hr.group_hr_manager',
      'hr_holidays.group_hr_holidays_manager',
      'hr_attendance.group_hr_attendance_manager',
      'account.group_account_manager',
      'stock.group_stock_manager',
      'purchase.group_purchase_manager',
      'mrp.group_mrp_manager',
      'helpdesk.group_helpdesk_manager',
    ],
    companies: ['base.main_company', 'base.company_brussels'],
  },
  {
    login: 'demo',
    password: 'demo',
    apiKey: 'demo-key-demo',
    name: 'Marc Demo',
    what: 'Employee: projects, contacts, all sales documents',
    groups: [
      'base.group_user',
      'base.group_partner_manager',
      'project.group_project_user',
      'sales_team.group_sale_salesman_all_leads',
      'hr_attendance.group_hr_attendance_officer',
      'stock.group_stock_user',
      'purchase.group_purchase_user',
      'helpdesk.group_helpdesk_user',
    ],
    companies: INTERNAL,
  },
  {
    login: 'sales',
    password: 'sales',
    apiKey: 'demo-key-sales',
    name: 'Sam Sales',
    what: 'Salesperson: own leads and orders only',
    groups: ['sales_team.group_sale_salesman'],
    companies: INTERNAL,
  },
  {
    login: 'hr',
    password: 'hr',
    apiKey: 'demo-key-hr',
    name: 'Hanna Hr',
    what: 'HR officer: employees with private fields, time off',
    groups: ['hr.group_hr_user', 'hr_holidays.group_hr_holidays_user'],
    companies: INTERNAL,
  },
  {
    login: 'portal',
    password: 'portal',
    apiKey: 'demo-key-portal',
    name: 'Joel Willis',
    what: 'Portal customer: own documents only',
    groups: ['base.group_portal'],
    companies: INTERNAL,
  },
];

/** OdooBot and the people who log in. */
export function seedUsers(seed: Seed, absent: ReadonlySet<string>): void {
  const company = seed.ref('base.main_company');
  seed.add(
    'res.users',
    {
      login: '__system__',
      partner_id: seed.ref('base.partner_root'),
      active: false,
      company_id: company,
      company_ids: [company],
      groups_id: [],
    },
    'base.user_root',
  );
  for (const { login, password, apiKey, name, groups, companies } of DEMO_LOGINS) {
    const xmlName = login === 'portal' ? 'demo_user0' : login;
    const partner = seed.add(
      'res.partner',
      {
        name,
        email: `${login}@yourcompany.example.com`,
        phone: '+1 555-555-0100',
        function: login === 'portal' ? 'Buyer' : 'Colleague',
        employee: login !== 'portal',
        tz: login === 'admin' ? 'Europe/Brussels' : false,
      },
      `base.partner_${xmlName}`,
    );
    const held = heldGroups(groups, seed.version, absent);
    const id = seed.add(
      'res.users',
      {
        login,
        password,
        partner_id: partner,
        groups_id: held.map(seed.ref),
        company_id: company,
        company_ids: companies.map(seed.ref),
        signature: `<p>--<br>${name}</p>`,
      },
      `base.user_${xmlName}`,
    );
    seed.add('res.users.apikeys', {
      name: `Demo key of ${login}`,
      user_id: id,
      scope: 'rpc',
      '~key': apiKey,
    });
  }
}
