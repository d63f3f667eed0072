import { isTruthy, type JsonObject } from './json.ts';
import type { Model, Registry } from './registry.ts';
import type { Store } from './store.ts';
import type { OdooVersion } from './version.ts';

/** The uid of the superuser (OdooBot), who passes every check. */
export const SUPERUSER = 1;

/** One demo database: models of a series, their records, a clock. */
export interface Database {
  readonly name: string;
  readonly version: OdooVersion;
  readonly registry: Registry;
  readonly store: Store;
  readonly now: () => Date;
}

/** Who is acting, as rules and defaults see them. */
export interface Actor {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly partnerId: number;
  /** IANA time zone; undefined: UTC. */
  readonly tz: string | undefined;
  readonly companyId: number;
  readonly companyIds: readonly number[];
  /** XML ids of all groups, implied ones included. */
  readonly groups: ReadonlySet<string>;
}

/** Odoo's environment: database, user, context. `su` skips access rights and rules. */
export interface Env {
  readonly db: Database;
  readonly actor: Actor;
  readonly su: boolean;
  readonly context: JsonObject;
}

export const sudo = (env: Env): Env => (env.su ? env : { ...env, su: true });

export const withContext = (env: Env, context: JsonObject): Env => ({
  ...env,
  context: { ...env.context, ...context },
});

/** The model of a field or call known to exist. */
export const modelOf = (env: Env, name: string): Model => env.db.registry.model(name);

/** True when archived records are left out: the default, unless `active_test` is false. */
export const hidesArchived = (env: Env): boolean =>
  env.context.active_test === undefined || isTruthy(env.context.active_test);

/** `YYYY-MM-DD HH:MM:SS`, UTC: how Odoo writes a moment. */
export const nowText = (env: Env): string =>
  env.db.now().toISOString().slice(0, 19).replace('T', ' ');
