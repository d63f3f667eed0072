import { parseDomain } from '../engine/domain.ts';
import { describeFields } from '../engine/fields-get.ts';
import { isTruthy, type Json, namesIn } from '../engine/json.ts';
import { nameSearchIds } from '../engine/name-search.ts';
import { checkSearchedFields, labelOf, readRecords } from '../engine/read.ts';
import { recordExists } from '../engine/records.ts';
import { searchIds } from '../engine/search.ts';
import { countOf, domainOf, textOf } from './arguments.ts';
import type { Call, MethodTable } from './method.ts';

/** Methods that find and read records. */
export const READ_METHODS: MethodTable = {
  search: {
    on: 'model',
    params: ['domain', 'offset?', 'limit?', 'order?'],
    run: (call) => [...search(call)],
  },
  search_count: {
    on: 'model',
    params: ['domain', 'limit?'],
    run: ({ env, model, args }) =>
      searchIds(env, model, args.domain, { limit: countOf(args.limit), order: 'id' }).length,
  },
  search_read: {
    on: 'model',
    params: ['domain?', 'fields?', 'offset?', 'limit?', 'order?'],
    rest: { accepts: ['load'], label: 'BaseModel._read_format()' },
    run: (call) => {
      const labels = call.args.load === undefined || isTruthy(call.args.load);
      const names = namesIn(call.args.fields);
      checkSearchedFields(call.env, call.model, names);
      return readRecords(call.env, call.model, search(call), names, { labels });
    },
  },
  search_fetch: {
    on: 'model',
    params: ['domain', 'field_names', 'offset?', 'limit?', 'order?'],
    privateSince: 19,
    run: (call) => [...search(call)],
  },
  read: {
    on: 'records',
    params: ['fields?', 'load?'],
    run: ({ env, model, ids, args }) => {
      const labels = args.load === undefined || isTruthy(args.load);
      return readRecords(env, model, ids, namesIn(args.fields), { labels });
    },
  },
  exists: {
    on: 'records',
    params: [],
    privateSince: 19,
    run: ({ env, model, ids }) => ids.filter((id) => recordExists(env, model.name, id)),
  },
  fields_get: {
    on: 'model',
    params: ['allfields?', 'attributes?'],
    run: ({ env, model, args }) =>
      describeFields(env, model, namesIn(args.allfields), namesIn(args.attributes)),
  },
  name_search: {
    on: 'model',
    params: ['name?', 'args?', 'operator?', 'limit?'],
    params19: ['name?', 'domain?', 'operator?', 'limit?'],
    run: nameSearch,
  },
  name_get: {
    on: 'records',
    params: [],
    until: 17,
    run: (call) => {
      readRecords(call.env, call.model, call.ids, ['display_name'], { labels: false });
      return call.ids.map((id) => [id, labelOf(call.env, call.model.name, id)]);
    },
  },
};

/** Runs the search that `domain`, `offset`, `limit` and `order` of a call describe. */
export function search({ env, model, args }: Call): readonly number[] {
  return searchIds(env, model, args.domain, {
    offset: countOf(args.offset) ?? 0,
    limit: countOf(args.limit),
    order: textOf(args.order),
  });
}

function nameSearch({ env, model, args }: Call): Json {
  const given = args.domain ?? args.args;
  parseDomain(env.db.version, isTruthy(given) ? given : []);
  const domain = domainOf(given);
  const limit = args.limit === undefined ? 100 : countOf(args.limit);
  const operator = textOf(args.operator) ?? 'ilike';
  const ids = nameSearchIds(env, model.name, textOf(args.name) ?? '', operator, domain, limit);
  return ids.map((id) => [id, labelOf(env, model.name, id)]);
}
