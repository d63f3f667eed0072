import { environmentOf, withAllowedCompanies } from '../engine/actor.ts';
import type { Database } from '../engine/env.ts';
import { isObject, type Json, type JsonObject } from '../engine/json.ts';
import type { Model } from '../engine/registry.ts';
import { callMethod } from '../methods/dispatch.ts';

/**
 * Runs a method as user `uid` in one transaction: all of it happens or nothing. The context is
 * the keyword argument `context`.
 */
export function execute(
  db: Database,
  uid: number,
  model: Model,
  method: string,
  args: readonly Json[],
  kwargs: JsonObject,
): Json {
  const { context, ...keywords } = kwargs;
  const env = withAllowedCompanies(environmentOf(db, uid, isObject(context) ? context : {}));
  return db.store.transaction(() => callMethod(env, model, method, args, keywords));
}
