import { isTruthy, type Json, namesIn } from '../engine/json.ts';
import {
  countGroups,
  formattedReadGroup,
  type GroupRequest,
  readGroup,
} from '../engine/read-group.ts';
import { countOf, domainOf, textOf } from './arguments.ts';
import type { Call, MethodTable } from './method.ts';

/** Methods that group and total. Odoo 19 renamed most of their parameters. */
export const GROUP_METHODS: MethodTable = {
  read_group: {
    on: 'model',
    params: ['domain', 'fields', 'groupby', 'offset?', 'limit?', 'orderby?', 'lazy?'],
    run: (call) => readGroup(call.env, call.model, requestOf(call), isLazy(call)),
  },
  formatted_read_group: {
    on: 'model',
    since: 19,
    params: ['domain', 'groupby?', 'aggregates?', 'having?', 'offset?', 'limit?', 'order?'],
    run: (call) => formattedReadGroup(call.env, call.model, requestOf(call)),
  },
  web_read_group: {
    on: 'model',
    params: ['domain', 'fields', 'groupby', 'limit?', 'offset?', 'orderby?', 'lazy?'],
    params19: [
      'domain',
      'groupby',
      'aggregates?',
      'limit?',
      'offset?',
      'order?',
      'auto_unfold?',
      'opening_info?',
      'unfold_read_specification?',
      'unfold_read_default_limit?',
      'groupby_read_specification?',
    ],
    run: webReadGroup,
  },
};

function webReadGroup(call: Call): Json {
  const { env, model } = call;
  const request = requestOf(call);
  if (env.db.version === 19) {
    const aggregates = [...request.aggregates.filter((spec) => spec !== '__count'), '__count'];
    const groups = formattedReadGroup(env, model, { ...request, aggregates });
    return { groups, length: countGroups(env, model, request, false) };
  }
  const lazy = isLazy(call);
  const groups = readGroup(env, model, request, lazy);
  return { groups, length: countGroups(env, model, request, lazy) };
}

function isLazy({ args }: Call): boolean {
  return args.lazy === undefined || isTruthy(args.lazy);
}

function requestOf({ args }: Call): GroupRequest {
  return {
    domain: domainOf(args.domain),
    aggregates: namesIn(args.aggregates ?? args.fields),
    groupby: typeof args.groupby === 'string' ? [args.groupby] : namesIn(args.groupby),
    offset: countOf(args.offset) ?? 0,
    limit: countOf(args.limit),
    order: textOf(args.order ?? args.orderby),
    having: domainOf(args.having),
  };
}
