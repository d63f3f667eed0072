import { type Env, modelOf } from '../engine/env.ts';
import { isArray, isObject, type Json, type JsonObject } from '../engine/json.ts';
import type { OdooVersion } from '../engine/version.ts';
import { callMethod } from '../methods/dispatch.ts';
import type { AppName } from '../models/apps.ts';
import { environmentFor, sampleDatabase } from './environment.fixture.ts';

/** A sample database, and calls on it as its logins make them. */
export interface Office {
  readonly call: (
    login: string,
    model: string,
    method: string,
    args: readonly Json[],
    kwargs?: JsonObject,
    context?: JsonObject,
  ) => Json;
  /** Creates a record and returns its id. */
  readonly create: (login: string, model: string, values: JsonObject) => number;
  /** Values of one record as the administrator reads them. */
  readonly read: (model: string, id: number, fields: readonly string[]) => JsonObject;
  /** The first record the administrator finds; 0 for none. */
  readonly find: (model: string, domain: Json) => number;
}

/** Opens a fresh sample database of a series. */
export function openOffice(version: OdooVersion, without: readonly AppName[] = []): Office {
  const db = sampleDatabase(version, without);
  const call: Office['call'] = (login, model, method, args, kwargs = {}, context = {}) => {
    const env: Env = { ...environmentFor(db, login), context };
    return db.store.transaction(() => callMethod(env, modelOf(env, model), method, args, kwargs));
  };
  return {
    call,
    create: (login, model, values) => Number(call(login, model, 'create', [values])),
    read: (model, id, fields) => {
      const records = call('admin', model, 'read', [[id], [...fields]]);
      const record = isArray(records) ? records[0] : undefined;
      return isObject(record) ? record : {};
    },
    find: (model, domain) => {
      const found = call('admin', model, 'search', [domain, 0, 1]);
      return isArray(found) ? Number(found[0] ?? 0) : 0;
    },
  };
}
