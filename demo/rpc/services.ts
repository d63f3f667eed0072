import type { Database } from '../engine/env.ts';
import {
  accessDenied,
  attributeError,
  keyError,
  OdooError,
  unknownDatabase,
  userError,
} from '../engine/errors.ts';
import { isArray, isObject, type Json, type JsonObject } from '../engine/json.ts';
import { versionInfo } from '../engine/version.ts';
import type { DemoState } from '../state.ts';
import { checkSecret, userWithSecret } from './authentication.ts';
import { execute } from './execute.ts';

/**
 * The external API's services `common`, `db` and `object`, whatever protocol carries them.
 * Throws OdooErrors shaped like Odoo's.
 */
export function callService(
  state: DemoState,
  service: string,
  method: string,
  args: readonly Json[],
): Json {
  switch (service) {
    case 'common':
      return common(state, method, args);
    case 'db':
      return databases(state, method, args);
    case 'object':
      return objects(state, method, args);
    default:
      throw keyError(service);
  }
}

function common(state: DemoState, method: string, args: readonly Json[]): Json {
  const { db } = state;
  switch (method) {
    case 'version': {
      const { server_version_info, ...rest } = versionInfo(db.version);
      return { ...rest, server_version_info: [...server_version_info] };
    }
    case 'login':
    case 'authenticate': {
      const [database, login, password] = args;
      checkDatabase(db, database);
      return userWithSecret(db, String(login), String(password ?? '')) ?? false;
    }
    default:
      throw new OdooError('builtins.Exception', `Method not found: ${method}`);
  }
}

function databases(state: DemoState, method: string, args: readonly Json[]): Json {
  switch (method) {
    case 'list':
      return [state.db.name];
    case 'db_exist':
      return args[0] === state.db.name;
    case 'server_version':
      return versionInfo(state.db.version).server_version;
    default:
      throw keyError(method);
  }
}

function objects(state: DemoState, method: string, args: readonly Json[]): Json {
  if (method !== 'execute' && method !== 'execute_kw')
    throw attributeError(`Method not available ${method}`);
  const [database, uid, password, name, modelMethod, ...rest] = args;
  const { db } = state;
  checkDatabase(db, database);
  if (typeof uid !== 'number') throw accessDenied();
  checkSecret(db, uid, String(password ?? ''));
  const positional = method === 'execute' ? rest : isArray(rest[0] ?? null) ? listOf(rest[0]) : [];
  const kwargs: JsonObject = method === 'execute_kw' && isObject(rest[1]) ? rest[1] : {};
  state.log(uid, String(name), String(modelMethod), positional, kwargs);
  const model = db.registry.models.get(String(name));
  if (!model) throw userError(`Object ${String(name)} doesn't exist`);
  return execute(db, uid, model, String(modelMethod), positional, kwargs);
}

function listOf(value: Json | undefined): readonly Json[] {
  return isArray(value) ? value : [];
}

function checkDatabase(db: Database, name: Json | undefined): void {
  if (name !== db.name) throw unknownDatabase(String(name));
}
