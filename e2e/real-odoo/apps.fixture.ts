/** What the suites need of a release of Odoo: its demo data is asked for, and these apps. */
const APPS = [
  'account',
  'auth_ldap',
  'auth_oauth',
  'auth_totp',
  'base_import',
  'calendar',
  'contacts',
  'crm',
  'delivery',
  'hr',
  'hr_attendance',
  'hr_expense',
  'hr_holidays',
  'hr_recruitment',
  'hr_timesheet',
  'mail',
  'mrp',
  'payment',
  'portal',
  'product',
  'project',
  'purchase',
  'sale_crm',
  'sale_management',
  'sale_project',
  'sale_stock',
  'stock',
] as const;

/** The options of the `odoo` command that install them, demo data included. */
export function installation(major: number): readonly string[] {
  // Contracts became versions of the employee in 19, which brings no demo data unless it is asked for it.
  const apps = major < 19 ? [...APPS, 'hr_contract'] : APPS;
  const demo = major < 19 ? [] : ['--with-demo'];
  return ['--init', apps.join(','), ...demo, '--stop-after-init'];
}
