import { hasModelAccess, modelAccessError } from '../engine/access.ts';
import { modelOf, sudo } from '../engine/env.ts';
import { assertionError, OdooError } from '../engine/errors.ts';
import { isTruthy, type Json } from '../engine/json.ts';
import type { AccessMode } from '../engine/model.ts';
import { readRecords } from '../engine/read.ts';
import { fieldValue } from '../engine/records.ts';
import { checkRules } from '../engine/rules.ts';
import type { Call, MethodTable } from './method.ts';

/** Methods that say what the user may do, and where a record comes from. */
export const META_METHODS: MethodTable = {
  check_access_rights: {
    on: 'model',
    params: ['operation', 'raise_exception?'],
    run: ({ env, model, args }) => {
      const mode = modeOf(args.operation);
      if (hasModelAccess(env, model, mode)) return true;
      if (args.raise_exception === undefined || isTruthy(args.raise_exception)) {
        throw modelAccessError(env, model, mode);
      }
      return false;
    },
  },
  check_access_rule: {
    on: 'records',
    params: ['operation'],
    run: ({ env, model, ids, args }) => {
      checkRules(env, model, ids, modeOf(args.operation));
      return null;
    },
  },
  has_access: {
    on: 'records',
    params: ['operation'],
    since: 18,
    run: (call) => allowed(() => checkAccess(call)),
  },
  check_access: {
    on: 'records',
    params: ['operation'],
    since: 18,
    privateSince: 19,
    run: (call) => {
      checkAccess(call);
      return null;
    },
  },
  get_external_id: {
    on: 'records',
    params: [],
    run: ({ env, model, ids }) =>
      Object.fromEntries(
        ids.map((id) => [String(id), xmlIdsOf(env, model.name, id)[0]?.xmlid ?? '']),
      ),
  },
  get_metadata: {
    on: 'records',
    params: [],
    run: ({ env, model, ids }) => {
      const names = ['create_uid', 'create_date', 'write_uid', 'write_date'];
      return readRecords(env, model, ids, names, { labels: true }).map((record) => {
        const xmlids = xmlIdsOf(env, model.name, Number(record.id));
        const first = xmlids[0];
        return {
          ...record,
          xmlid: first?.xmlid ?? false,
          noupdate: first?.noupdate ?? false,
          xmlids,
        };
      });
    },
  },
};

function checkAccess({ env, model, ids, args }: Call): void {
  const mode = modeOf(args.operation);
  if (!hasModelAccess(env, model, mode)) throw modelAccessError(env, model, mode);
  checkRules(env, model, ids, mode);
}

function allowed(check: () => void): Json {
  try {
    check();
    return true;
  } catch (error) {
    if (error instanceof OdooError && error.name === 'odoo.exceptions.AccessError') return false;
    throw error;
  }
}

function modeOf(operation: Json | undefined): AccessMode {
  switch (operation) {
    case 'read':
    case 'write':
    case 'create':
    case 'unlink':
      return operation;
    default:
      throw assertionError('Invalid access mode');
  }
}

function xmlIdsOf(env: Call['env'], model: string, id: number) {
  const data = modelOf(env, 'ir.model.data');
  const { store } = env.db;
  return store
    .ids(data.name)
    .filter((row) => {
      const found = store.get(data.name, row);
      return found?.model === model && found.res_id === id;
    })
    .map((row) => ({
      xmlid: String(fieldValue(sudo(env), data, row, 'complete_name')),
      noupdate: store.get(data.name, row)?.noupdate === true,
    }));
}
