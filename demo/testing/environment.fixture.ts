import { createDatabase } from '../data/database.ts';
import { environmentOf } from '../engine/actor.ts';
import type { Database, Env } from '../engine/env.ts';
import type { OdooVersion } from '../engine/version.ts';
import type { AppName } from '../models/apps.ts';

/** The clock of tests. */
const TEST_TIME = new Date('2026-06-15T10:00:00Z');

/** A fresh sample database whose clock stands still. */
export function sampleDatabase(version: OdooVersion, without: readonly AppName[] = []): Database {
  return createDatabase({ version, now: () => TEST_TIME, without });
}

/** The environment of a login of a database; throws for an unknown one. */
export function environmentFor(db: Database, login: string): Env {
  const uid = db.store
    .ids('res.users')
    .find((id) => db.store.get('res.users', id)?.login === login);
  if (uid === undefined) throw new Error(`The demo has no user ${login}`);
  return environmentOf(db, uid, {});
}

/** The administrator of a fresh database. */
export function administrator(version: OdooVersion): Env {
  return environmentFor(sampleDatabase(version), 'admin');
}

/** The class and text of what `work` throws; throws when it does not. */
export function refusalOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  }
  throw new Error('Nothing was refused');
}
