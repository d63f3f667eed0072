import { defaultsOf } from '../engine/defaults.ts';
import { isArray, isObject, type Json, type JsonObject, namesIn } from '../engine/json.ts';
import { labelOf, readRecords } from '../engine/read.ts';
import { fieldValue } from '../engine/records.ts';
import {
  checkExist,
  copyValues,
  createRecord,
  unlinkRecords,
  valuesList,
  writeRecords,
} from '../engine/write.ts';
import type { Call, MethodTable } from './method.ts';

/** Methods that change records. */
export const WRITE_METHODS: MethodTable = {
  create: {
    on: 'model',
    params: ['vals_list'],
    run: ({ env, model, args }) => {
      const ids = valuesList(first(args)).map((values) => createRecord(env, model, values));
      return isArray(first(args)) ? ids : (ids[0] ?? false);
    },
  },
  write: {
    on: 'records',
    params: ['vals'],
    run: ({ env, model, ids, args }) => {
      writeRecords(env, model, ids, objectOf(first(args)));
      return true;
    },
  },
  unlink: {
    on: 'records',
    params: [],
    run: ({ env, model, ids }) => {
      unlinkRecords(env, model, ids);
      return true;
    },
  },
  copy: { on: 'records', params: ['default?'], run: copy },
  copy_data: {
    on: 'records',
    params: ['default?'],
    run: ({ env, model, ids, args }) => {
      checkExist(env, model, ids);
      readRecords(env, model, ids, ['id'], { labels: false });
      const copies = ids.map((id) => copyValues(env, model, id, objectOf(args.default)));
      return env.db.version === 17 ? (copies[0] ?? {}) : copies;
    },
  },
  default_get: {
    on: 'model',
    params: ['fields_list'],
    params19: ['fields'],
    run: ({ env, model, args }) => defaultsOf(env, model, namesIn(first(args))),
  },
  name_create: {
    on: 'model',
    params: ['name'],
    run: ({ env, model, args }) => {
      const id = createRecord(env, model, { [model.recNameField]: args.name ?? false });
      return [id, labelOf(env, model.name, id)];
    },
  },
  action_archive: { on: 'records', params: [], run: (call) => setActive(call, () => false) },
  action_unarchive: { on: 'records', params: [], run: (call) => setActive(call, () => true) },
  toggle_active: {
    on: 'records',
    params: [],
    run: (call) => setActive(call, (active) => !active),
  },
};

/** The one argument of a method, whose name is not the same on every model. */
function first(args: JsonObject): Json | undefined {
  return Object.values(args)[0];
}

/** A values dictionary, or the empty one. */
export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function copy({ env, model, ids, args }: Call): Json {
  checkExist(env, model, ids);
  readRecords(env, model, ids, ['id'], { labels: false });
  const created = ids.map((id) => {
    const copied = createRecord(env, model, copyValues(env, model, id, objectOf(args.default)));
    copyLines(env, model, id, copied);
    return copied;
  });
  return env.db.version === 17 ? (created[0] ?? false) : created;
}

/** Children that only exist within their parent (deleted with it) are copied along. */
function copyLines(env: Call['env'], model: Call['model'], from: number, to: number): void {
  for (const field of model.fields.values()) {
    if (field.type !== 'one2many' || !field.inverse || field.compute || field.related) continue;
    const comodel = env.db.registry.model(field.relation ?? '');
    if (comodel.fields.get(field.inverse)?.ondelete !== 'cascade' || comodel === model) continue;
    if (comodel.name === 'product.product') continue;
    const lines = fieldValue(env, model, from, field.name);
    if (!Array.isArray(lines)) continue;
    for (const line of lines) {
      createRecord(env, comodel, copyValues(env, comodel, line, { [field.inverse]: to }));
    }
  }
}

function setActive(call: Call, next: (active: boolean) => boolean): Json {
  for (const id of call.ids) {
    const active = fieldValue(call.env, call.model, id, 'active') === true;
    writeRecords(call.env, call.model, [id], { active: next(active) });
  }
  return null;
}
