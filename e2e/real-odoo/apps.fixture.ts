import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import type { DatabaseContent } from './containers.fixture.ts';

const ACCOUNTS = readFileSync(join(import.meta.dirname, 'accounts.py'), 'utf8');

/** The apps the suites need, beside the demo data. */
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

/** The database the suites need: apps, demo data, people with API keys. */
export function suitesContent(major: number): DatabaseContent {
  // Contracts became versions of the employee in 19.
  const apps = major < 19 ? [...APPS, 'hr_contract'] : APPS;
  return { installation: installing(major, apps), script: ACCOUNTS };
}

/** The options that install apps with their demo data, for which 19 has to be asked. */
export function installing(major: number, apps: readonly string[]): readonly string[] {
  return ['--init', apps.join(','), ...(major < 19 ? [] : ['--with-demo'])];
}

const keys = z.object({ ADMIN_KEY: z.string(), SALES_KEY: z.string() });

/** The API keys the script of the accounts has printed, by the end of the variable the suites read. Throws without. */
export function printedKeys(said: string): z.infer<typeof keys> {
  const line = /^E2E_KEYS (.*)$/m.exec(said)?.[1];
  if (line === undefined) throw new Error(`no API keys were made:\n${said.slice(-2_000)}`);
  return keys.parse(JSON.parse(line));
}
