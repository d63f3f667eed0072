import type { Seed } from './seed.ts';

interface Group {
  readonly xmlId: string;
  readonly name: string;
  readonly category: string;
  /** Name and category in Odoo 19, where they differ. */
  readonly in19?: readonly [name: string, category: string];
  readonly implies?: readonly string[];
  readonly share?: boolean;
}

const GROUPS: readonly Group[] = [
  {
    xmlId: 'base.group_user',
    name: 'Internal User',
    category: 'User types',
    in19: ['User', 'Role'],
  },
  {
    xmlId: 'base.group_portal',
    name: 'Portal',
    category: 'User types',
    in19: ['Portal', 'Role'],
    share: true,
  },
  {
    xmlId: 'base.group_public',
    name: 'Public',
    category: 'User types',
    in19: ['Public', 'Role'],
    share: true,
  },
  {
    xmlId: 'base.group_no_one',
    name: 'Technical Features',
    category: 'Extra Rights',
    in19: ['Technical Features', ''],
  },
  {
    xmlId: 'base.group_multi_company',
    name: 'Multi Companies',
    category: 'Extra Rights',
    in19: ['Multi Companies', ''],
  },
  {
    xmlId: 'base.group_multi_currency',
    name: 'Multi Currencies',
    category: 'Extra Rights',
    in19: ['Multi Currencies', ''],
  },
  {
    xmlId: 'base.group_partner_manager',
    name: 'Contact Creation',
    category: 'Extra Rights',
    in19: ['Creation', 'Contact'],
  },
  {
    xmlId: 'base.group_allow_export',
    name: 'Access to export feature',
    category: 'Technical',
    in19: ['Allowed', 'Export'],
  },
  {
    xmlId: 'base.group_erp_manager',
    name: 'Access Rights',
    category: 'Administration',
    in19: ['Access Rights', ''],
    implies: ['base.group_user', 'base.group_allow_export'],
  },
  {
    xmlId: 'base.group_system',
    name: 'Settings',
    category: 'Administration',
    in19: ['Administrator', 'Role'],
    implies: ['base.group_erp_manager'],
  },
  {
    xmlId: 'sales_team.group_sale_salesman',
    name: 'User: Own Documents Only',
    category: 'Sales',
    implies: ['base.group_user'],
  },
  {
    xmlId: 'sales_team.group_sale_salesman_all_leads',
    name: 'User: All Documents',
    category: 'Sales',
    implies: ['sales_team.group_sale_salesman'],
  },
  {
    xmlId: 'sales_team.group_sale_manager',
    name: 'Administrator',
    category: 'Sales',
    implies: ['sales_team.group_sale_salesman_all_leads'],
  },
  {
    xmlId: 'account.group_account_readonly',
    name: 'Show Accounting Features - Readonly',
    category: 'Technical',
    in19: ['Show Accounting Features - Readonly', ''],
    implies: ['base.group_user'],
  },
  {
    xmlId: 'account.group_account_invoice',
    name: 'Invoicing',
    category: 'Invoicing',
    in19: ['Invoicing', 'Accounting'],
    implies: ['base.group_user'],
  },
  {
    xmlId: 'project.group_project_user',
    name: 'User',
    category: 'Project',
    implies: ['base.group_user'],
  },
  {
    xmlId: 'project.group_project_manager',
    name: 'Administrator',
    category: 'Project',
    implies: ['project.group_project_user'],
  },
  {
    xmlId: 'hr.group_hr_user',
    name: 'Officer: Manage all employees',
    category: 'Employees',
    implies: ['base.group_user'],
  },
  {
    xmlId: 'hr.group_hr_manager',
    name: 'Administrator',
    category: 'Employees',
    implies: ['hr.group_hr_user'],
  },
  {
    xmlId: 'hr_holidays.group_hr_holidays_user',
    name: 'Officer: Manage all requests',
    category: 'Time Off',
    implies: ['base.group_user'],
  },
  {
    xmlId: 'hr_holidays.group_hr_holidays_manager',
    name: 'Administrator',
    category: 'Time Off',
    implies: ['hr_holidays.group_hr_holidays_user'],
  },
];

/** Access groups, each implying those below it. */
export function seedGroups(seed: Seed): void {
  for (const { xmlId, name, category, in19, implies, share } of GROUPS) {
    const [shownName, shownCategory] = seed.version === 19 && in19 ? in19 : [name, category];
    seed.add(
      'res.groups',
      {
        name: shownName,
        category_name: shownCategory || false,
        share: share ?? false,
        implied_ids: (implies ?? []).map(seed.ref),
      },
      xmlId,
    );
  }
}

/** The groups named and all they imply, as Odoo 17 and 18 keep them on a user. */
export function withImplied(names: readonly string[]): readonly string[] {
  const found = new Set(names);
  for (const name of found) {
    for (const other of GROUPS.find((group) => group.xmlId === name)?.implies ?? []) {
      found.add(other);
    }
  }
  return [...found];
}
