import { type Json, namesIn } from '../engine/json.ts';
import { nameSearchIds } from '../engine/name-search.ts';
import { onchange } from '../engine/onchange.ts';
import { searchIds } from '../engine/search.ts';
import { readSpecification } from '../engine/specification.ts';
import { createRecord, writeRecords } from '../engine/write.ts';
import { countOf, domainOf, textOf } from './arguments.ts';
import type { Call, MethodTable } from './method.ts';
import { search } from './read-methods.ts';
import { objectOf } from './write-methods.ts';

/** Methods of the web client: nested reads and saves, onchange. */
export const WEB_METHODS: MethodTable = {
  web_read: {
    on: 'records',
    params: ['specification'],
    run: ({ env, model, ids, args }) =>
      readSpecification(env, model, ids, objectOf(args.specification)),
  },
  web_search_read: {
    on: 'model',
    params: ['domain', 'specification', 'offset?', 'limit?', 'order?', 'count_limit?'],
    run: webSearchRead,
  },
  web_name_search: {
    on: 'model',
    since: 19,
    params: ['name', 'specification', 'domain?', 'operator?', 'limit?'],
    run: ({ env, model, args }) => {
      const limit = args.limit === undefined ? 100 : countOf(args.limit);
      const operator = textOf(args.operator) ?? 'ilike';
      const name = textOf(args.name) ?? '';
      const ids = nameSearchIds(env, model.name, name, operator, domainOf(args.domain), limit);
      return readSpecification(env, model, ids, objectOf(args.specification));
    },
  },
  web_save: {
    on: 'records',
    params: ['vals', 'specification', 'next_id?'],
    run: ({ env, model, ids, args }) => {
      const values = objectOf(args.vals);
      const saved = ids.length > 0 ? ids : [createRecord(env, model, values)];
      if (ids.length > 0) writeRecords(env, model, ids, values);
      const shown = typeof args.next_id === 'number' ? [args.next_id] : saved;
      return readSpecification(env, model, shown, objectOf(args.specification));
    },
  },
  onchange: {
    on: 'records',
    params: ['values', 'field_names', 'fields_spec'],
    run: changedForm,
  },
};

function webSearchRead(call: Call): Json {
  const { env, model, args } = call;
  const ids = search(call);
  const records = readSpecification(env, model, ids, objectOf(args.specification));
  const all = searchIds(env, model, args.domain, {
    limit: countOf(args.count_limit),
    order: 'id',
  }).length;
  return { length: all, records };
}

/** Odoo reads the names of changed fields from a list; anything else names no field it has. */
function changedForm({ env, model, ids, args }: Call): Json {
  const names = args.field_names;
  if (typeof names === 'string' && names !== '') return {};
  return onchange(env, model, {
    id: ids[0],
    values: objectOf(args.values),
    changed: namesIn(names),
    specification: objectOf(args.fields_spec),
  });
}
