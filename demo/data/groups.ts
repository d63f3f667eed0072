import type { Seed } from './seed.ts';

interface Group {
  readonly xmlId: string;
  readonly name: string;
  readonly category: string;
  /** Name and category in Odoo 19, where they differ. */
  readonly in19?: readonly [name: string, category: string];
  readonly implies?: readonly string[];
  readonly share?: boolean;
  /** First series that has the group. */
  readonly since?: number;
}

const GROUPS: readonly Group[] = [
  {
    xmlId: 'base.group_user',
    name: 'Internal User',
    category: 'User types',
    in19: ['User', 'Role'],
    implies: ['hr_attendance.group_hr_attendance_own_reader'],
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
  {
    xmlId: 'hr_attendance.group_hr_attendance_own_reader',
    name: 'User: Read his own attendances',
    category: 'Technical',
    in19: ['User: Read his own attendances', ''],
  },
  {
    xmlId: 'hr_attendance.group_hr_attendance_officer',
    name: 'Officer: Manage attendances',
    category: 'Technical',
    in19: ['Officer: Manage attendances', ''],
  },
  {
    xmlId: 'hr_attendance.group_hr_attendance_user',
    name: 'Officer: Manage all attendances',
    category: 'Attendances',
    since: 19,
    implies: ['hr_attendance.group_hr_attendance_officer'],
  },
  {
    xmlId: 'hr_attendance.group_hr_attendance_manager',
    name: 'Administrator',
    category: 'Attendances',
    implies: [
      'hr_attendance.group_hr_attendance_officer',
      'hr_attendance.group_hr_attendance_user',
    ],
  },
  {
    xmlId: 'account.group_account_user',
    name: 'Show Full Accounting Features',
    category: 'Technical',
    in19: ['Show Full Accounting Features', ''],
    implies: ['account.group_account_invoice', 'account.group_account_readonly'],
  },
  {
    xmlId: 'account.group_account_manager',
    name: 'Administrator',
    category: 'Invoicing',
    in19: ['Administrator', 'Accounting'],
    implies: ['account.group_account_invoice'],
  },
  {
    xmlId: 'stock.group_stock_user',
    name: 'User',
    category: 'Inventory',
    implies: ['base.group_user'],
  },
  {
    xmlId: 'stock.group_stock_manager',
    name: 'Administrator',
    category: 'Inventory',
    implies: ['stock.group_stock_user'],
  },
  {
    xmlId: 'purchase.group_purchase_user',
    name: 'User',
    category: 'Purchase',
    implies: ['base.group_user'],
  },
  {
    xmlId: 'purchase.group_purchase_manager',
    name: 'Administrator',
    category: 'Purchase',
    implies: ['purchase.group_purchase_user'],
  },
  {
    xmlId: 'mrp.group_mrp_user',
    name: 'User',
    category: 'Manufacturing',
    implies: ['base.group_user'],
  },
  {
    xmlId: 'mrp.group_mrp_manager',
    name: 'Administrator',
    category: 'Manufacturing',
    implies: ['mrp.group_mrp_user'],
  },
  {
    xmlId: 'helpdesk.group_helpdesk_user',
    name: 'User',
    category: 'Helpdesk',
    implies: ['base.group_user'],
  },
  {
    xmlId: 'helpdesk.group_helpdesk_manager',
    name: 'Administrator',
    category: 'Helpdesk',
    implies: ['helpdesk.group_helpdesk_user'],
  },
];

/** Access groups of the installed modules, each implying those below it. */
export function seedGroups(seed: Seed, absent: ReadonlySet<string>): void {
  const present = GROUPS.filter((group) => isThere(group, seed.version, absent));
  for (const { xmlId, name, category, in19, share } of present) {
    const [shownName, shownCategory] = seed.version === 19 && in19 ? in19 : [name, category];
    seed.add(
      'res.groups',
      { name: shownName, category_name: shownCategory || false, share: share ?? false },
      xmlId,
    );
  }
  const there = new Set(present.map(({ xmlId }) => xmlId));
  for (const { xmlId, implies = [] } of present) {
    const implied_ids = implies.filter((other) => there.has(other)).map(seed.ref);
    seed.set('res.groups', seed.ref(xmlId), { implied_ids });
  }
}

function isThere(group: Group, version: number, absent: ReadonlySet<string>): boolean {
  const [module = ''] = group.xmlId.split('.');
  return (group.since ?? version) <= version && !absent.has(module);
}

/**
 * Those of the named groups that are there, and all they imply, as Odoo 17 and 18 keep them on a
 * user; 19 keeps the named ones.
 */
export function heldGroups(
  names: readonly string[],
  version: number,
  absent: ReadonlySet<string>,
): readonly string[] {
  const known = new Map(
    GROUPS.filter((group) => isThere(group, version, absent)).map((group) => [group.xmlId, group]),
  );
  const found = new Set(names.filter((name) => known.has(name)));
  if (version === 19) return [...found];
  for (const name of found) {
    for (const other of known.get(name)?.implies ?? []) if (known.has(other)) found.add(other);
  }
  return [...found];
}
