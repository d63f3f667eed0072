import type { Database } from '../engine/env.ts';
import { createRegistry } from '../engine/registry.ts';
import { createStore } from '../engine/store.ts';
import type { OdooVersion } from '../engine/version.ts';
import { MODELS } from '../models/index.ts';
import { seedBase } from './base.ts';
import { seedEmployees, seedTimeOff } from './employees.ts';
import { seedGroups } from './groups.ts';
import { seedMessages } from './messages.ts';
import { seedPartners } from './partners.ts';
import { seedProducts } from './products.ts';
import { seedProjects } from './projects.ts';
import { seedSales } from './sales.ts';
import { seedOf } from './seed.ts';
import { seedTechnical } from './technical.ts';
import { seedUsers } from './users.ts';

/** Name of the one database the demo serves. */
export const DATABASE = 'demo';

/** A fresh demo database: same records, same ids, every time. */
export function createDatabase(version: OdooVersion, now: () => Date): Database {
  const registry = createRegistry(version, MODELS);
  const db: Database = { name: DATABASE, version, registry, store: createStore(), now };
  const seed = seedOf(db);
  seedGroups(seed);
  seedBase(seed);
  seedUsers(seed);
  seedPartners(seed);
  seedProducts(seed);
  seedSales(seed);
  seedProjects(seed);
  seedEmployees(seed);
  seedTimeOff(seed);
  seedMessages(seed);
  seedTechnical(db, seed);
  return db;
}
