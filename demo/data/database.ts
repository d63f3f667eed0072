import type { Database } from '../engine/env.ts';
import { createRegistry } from '../engine/registry.ts';
import { createStore } from '../engine/store.ts';
import type { OdooVersion } from '../engine/version.ts';
import { type AppName, absentModules } from '../models/apps.ts';
import { absentModels, MODELS } from '../models/index.ts';
import { seedAccount } from './account.ts';
import { seedAttendances } from './attendances.ts';
import { seedBase } from './base.ts';
import { seedEmployees, seedTimeOff } from './employees.ts';
import { seedFollowers } from './followers.ts';
import { seedGroups } from './groups.ts';
import { seedHelpdesk } from './helpdesk.ts';
import { seedMeetings } from './meetings.ts';
import { seedMessages } from './messages.ts';
import { seedPartners } from './partners.ts';
import { seedProduction } from './production.ts';
import { seedProducts } from './products.ts';
import { seedProjects } from './projects.ts';
import { seedPurchases } from './purchases.ts';
import { seedReports } from './reports.ts';
import { seedSales } from './sales.ts';
import { seedOf } from './seed.ts';
import { seedStock } from './stock.ts';
import { seedTechnical } from './technical.ts';
import { seedUsers } from './users.ts';

/** Name of the one database the demo serves. */
export const DATABASE = 'demo';

/** How a demo database differs from the full one. */
export interface DatabaseOptions {
  readonly version: OdooVersion;
  readonly now: () => Date;
  /** Apps that are not installed. */
  readonly without?: readonly AppName[];
}

/** A fresh demo database: same records, same ids, every time. */
export function createDatabase({ version, now, without = [] }: DatabaseOptions): Database {
  const modules = absentModules(without);
  const absent = absentModels(modules);
  const registry = createRegistry({ version, definitions: MODELS, absent, absentModules: modules });
  const db: Database = { name: DATABASE, version, registry, store: createStore(VIEWS), now };
  const seed = seedOf(db);
  seedGroups(seed, modules);
  seedBase(seed, modules);
  seedUsers(seed, modules);
  seedPartners(seed);
  seedProducts(seed);
  seedSales(seed);
  if (seed.has('project.task')) seedProjects(seed);
  if (seed.has('hr.employee')) seedEmployees(seed);
  if (seed.has('hr.leave')) seedTimeOff(seed);
  seedMessages(seed);
  if (seed.has('hr.attendance')) seedAttendances(seed);
  if (seed.has('helpdesk.ticket')) seedHelpdesk(seed);
  if (seed.has('stock.picking')) seedStock(seed);
  if (seed.has('account.move')) seedAccount(seed);
  if (seed.has('purchase.order')) seedPurchases(seed);
  if (seed.has('mrp.production')) seedProduction(seed);
  if (seed.has('calendar.event')) seedMeetings(seed);
  seedFollowers(seed);
  seedTechnical(db, seed);
  seedReports(seed);
  return db;
}

const VIEWS: ReadonlyMap<string, string> = new Map(
  MODELS.flatMap(({ name, view }) => (view ? [[name, view] as const] : [])),
);
