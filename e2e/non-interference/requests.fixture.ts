import fc from 'fast-check';
import type { Field, Model, Registry } from '../../demo/engine/registry.ts';
import type { DemoState } from '../../demo/state.ts';
import type { Json, JsonObject } from '../../policies/json.ts';
import {
  type Forbidden,
  fieldNames,
  type Ground,
  groupings,
  paths,
  readFields,
  totals,
} from './field-choices.fixture.ts';

import { isPlainColumn } from './forbidden.fixture.ts';
import { RECORD_RULES } from './out-of-reach.fixture.ts';

/** A call as the subject could make it. */
export interface Request {
  readonly tool: string;
  readonly args: JsonObject;
  /** Whether it may change something. */
  readonly writes: boolean;
}

const OPERATORS = [
  '=',
  '!=',
  '<',
  '>',
  '<=',
  '>=',
  'like',
  'ilike',
  'not ilike',
  '=like',
  '=ilike',
];
/** Where the records are that a salesperson works with; the others come up now and then. */
const EVERYDAY = `res.partner crm.lead sale.order sale.order.line product.template product.product
  hr.employee hr.department calendar.event res.country`.split(/\s+/);

/**
 * Calls over the demo's own models, fields and values. Most of what they name is open, so that many get
 * through; what is forbidden comes in every place a call has.
 */
export function requests(state: DemoState, forbidden: Forbidden): fc.Arbitrary<Request> {
  const { registry } = state.db;
  const ground: Ground = { state, registry, forbidden };
  const everyday = EVERYDAY.filter((name) => registry.models.has(name));
  const modelName = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...everyday) },
    { weight: 1, arbitrary: fc.constantFrom(...registry.models.keys()) },
  );
  return modelName.chain((name) => onModel(ground, registry.model(name)));
}

function onModel(ground: Ground, model: Model): fc.Arbitrary<Request> {
  const { state } = ground;
  const path = paths(ground, model, 4);
  const field = fieldNames(ground, model);
  const domain = domains(ground, model, 2);
  const ids = fc.constantFrom(...(state.db.store.ids(model.name).slice(0, 12) ?? []), 99_999);
  const order = fc
    .array(
      fc.tuple(
        fc.oneof({ weight: 6, arbitrary: field }, { weight: 1, arbitrary: path }),
        fc.constantFrom('', ' asc', ' desc'),
      ),
      { minLength: 1, maxLength: 2 },
    )
    .map((terms) => terms.map(([name, way]) => `${name}${way}`).join(', '));
  const limit = fc.integer({ min: 1, max: 40 });
  const named = (tool: string, args: fc.Arbitrary<JsonObject>, writes = false) =>
    args.map((given): Request => ({ tool, args: { model: model.name, ...given }, writes }));
  const some = (shape: Record<string, fc.Arbitrary<Json>>, required: string[] = []) =>
    fc.record(shape, { requiredKeys: required }).map(givenOnly);

  const fields = readFields(ground, model);
  const groupby = fc
    .array(
      fc.oneof({ weight: 5, arbitrary: groupings(ground, model) }, { weight: 1, arbitrary: path }),
      { minLength: 1, maxLength: 2 },
    )
    .map((terms) => [...new Set(terms)]);
  const figures = fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: totals(ground, model) },
        {
          weight: 1,
          arbitrary: fc
            .tuple(field, fc.constantFrom('sum', 'count', 'count_distinct', 'min', 'bool_or'))
            .map(([name, by]) => `${name}:${by}`),
        },
      ),
      { maxLength: 2 },
    )
    .map((terms) => [...new Set(terms)]);
  const having = (keys: readonly string[]) =>
    fc.array(
      fc.tuple(
        fc.constantFrom('__count', ...keys),
        fc.constantFrom('=', '!=', '<', '>='),
        fc.constantFrom(0, 1, 2, 5, 1_000),
      ),
      { maxLength: 2 },
    );
  const grouping = some({ domain, groupby, fields: figures, limit }, ['groupby', 'fields']).chain(
    (args) => {
      const given = args.fields;
      const keys = Array.isArray(given) ? given.filter((key) => typeof key === 'string') : [];
      return fc
        .option(having(keys), { nil: undefined })
        .map((conditions) => (conditions ? { ...args, having: conditions } : args));
    },
  );
  const specification = fc
    .array(
      field.chain((name) => fc.tuple(fc.constant(name), specifications(ground, model, name))),
      { minLength: 1, maxLength: 3 },
    )
    .map((entries): JsonObject => Object.fromEntries(entries));
  const method = (
    name: string,
    kwargs: fc.Arbitrary<JsonObject>,
    on: fc.Arbitrary<Json> = fc.constant([]),
  ) =>
    named(
      'execute_method',
      fc.record({ method: fc.constant(name), record_ids: on, kwargs }).map(givenOnly),
    );
  const values = fc
    .array(
      field.chain((name) => fc.tuple(fc.constant(name), guessAt(ground, model, name))),
      {
        minLength: 1,
        maxLength: 3,
      },
    )
    .map((entries): JsonObject => Object.fromEntries(entries));

  const onchange = some({ values, fields }, ['values']).map(
    (args): JsonObject => ({ ...args, changed_field: Object.keys(Object(args.values)) }),
  );

  return fc.oneof(
    { weight: 6, arbitrary: named('search_read', some({ domain, fields, order, limit })) },
    { weight: 4, arbitrary: named('search_count', some({ domain })) },
    {
      weight: 7,
      arbitrary: named('read_group', grouping),
    },
    {
      weight: 4,
      arbitrary: named('name_search', some({ name: words(ground, model), domain, limit })),
    },
    { weight: 3, arbitrary: named('get_record', some({ record_id: ids, fields }, ['record_id'])) },
    { weight: 1, arbitrary: named('get_record_actions', some({ record_id: ids }, ['record_id'])) },
    { weight: 1, arbitrary: named('get_onchange', onchange) },
    { weight: 1, arbitrary: method('search_read', some({ domain, fields, order, limit })) },
    { weight: 1, arbitrary: method('web_search_read', some({ domain, specification, limit })) },
    {
      weight: 1,
      arbitrary: method(
        'web_read',
        some({ specification }, ['specification']),
        ids.map((id) => [id]),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.oneof(
        method('search', some({ domain, order, limit })),
        method('search_count', some({ domain })),
        method('read_group', some({ domain, groupby, fields: figures }, ['groupby', 'fields'])),
        method('formatted_read_group', some({ domain, groupby, aggregates: figures })),
      ),
    },
    { weight: 1, arbitrary: named('get_defaults', some({ fields })) },
    { weight: 1, arbitrary: named('get_model_fields', some({ field_filter: fields })) },
    { weight: 1, arbitrary: named('create_record', some({ values }, ['values']), true) },
    {
      weight: 2,
      arbitrary: named(
        'update_record',
        some({ record_id: ids, values }, ['record_id', 'values']),
        true,
      ),
    },
    {
      weight: 1,
      arbitrary: named(
        'execute_method',
        some(
          {
            method: fc.constantFrom(...Object.keys(model.methods ?? {}), 'action_confirm', 'read'),
            record_ids: ids.map((id) => [id]),
          },
          ['method', 'record_ids'],
        ),
        true,
      ),
    },
  );
}

/** What of a field is read through a nested specification: of a relation now and then fields behind it. */
function specifications(ground: Ground, model: Model, name: string): fc.Arbitrary<JsonObject> {
  const relation = model.fields.get(name)?.relation;
  if (relation === undefined) return fc.constant({});
  const inner = fieldNames(ground, ground.registry.model(relation));
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: inner.map((one): JsonObject => ({ fields: { [one]: {} } })) },
  );
}

/** The arguments that are given, without the ones left out. */
function givenOnly(args: { readonly [name: string]: Json | undefined }): JsonObject {
  return Object.fromEntries(
    Object.entries(args).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

function domains(ground: Ground, model: Model, depth: number): fc.Arbitrary<Json[]> {
  const leaf = leaves(ground, model, depth).map((one): Json[] => [one]);
  if (depth === 0) return leaf;
  const inner = domains(ground, model, depth - 1);
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant<Json[]>([]) },
    { weight: 4, arbitrary: leaf },
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.constantFrom('&', '|'), leaf, leaf)
        .map(([sign, one, other]): Json[] => [sign, ...one, ...other]),
    },
    { weight: 2, arbitrary: leaf.map((one): Json[] => ['!', ...one]) },
    {
      weight: 1,
      arbitrary: fc.tuple(inner, leaf).map(([one, other]): Json[] => [...one, ...other]),
    },
  );
}

function leaves(ground: Ground, model: Model, depth: number): fc.Arbitrary<Json> {
  const { registry } = ground;
  const relations = [...model.fields.values()].filter(({ relation }) => relation !== undefined);
  const plain = paths(ground, model, 4).chain((path) => {
    const end = ending(registry, model, path);
    const value = end ? guessAt(ground, end.model, end.field.name) : fc.constant<Json>('x');
    return fc.oneof(
      fc
        .tuple(fc.constantFrom(...OPERATORS), value)
        .map(([operator, it]): Json => [path, operator, it]),
      fc
        .tuple(fc.constantFrom('in', 'not in'), fc.array(value, { maxLength: 4 }))
        .map(([operator, it]): Json => [path, operator, it]),
    );
  });
  if (depth === 0 || relations.length === 0) return plain;
  const nested = fc
    .constantFrom(...relations)
    .chain((field) =>
      fc
        .tuple(
          fc.constantFrom('any', 'not any'),
          domains(ground, registry.model(field.relation ?? model.name), depth - 1),
        )
        .map(([operator, domain]): Json => [field.name, operator, domain]),
    );
  const through = relations.filter(({ relation = '' }) => NARROWED.has(relation));
  const ways = [
    { weight: 5, arbitrary: plain },
    { weight: 1, arbitrary: nested },
  ];
  return through.length === 0
    ? fc.oneof(...ways)
    : fc.oneof(...ways, {
        weight: 3,
        arbitrary: fc
          .constantFrom(...through)
          .chain((field) => leavesThrough(ground, field.name, field.relation ?? model.name)),
      });
}

const NARROWED: ReadonlySet<string> = new Set(Object.keys(RECORD_RULES));

/** Conditions on the records behind a relation: by a value of theirs, or by which of them are there. */
function leavesThrough(ground: Ground, relation: string, to: string): fc.Arbitrary<Json> {
  const { state, registry } = ground;
  const comodel = registry.model(to);
  const closed = ground.forbidden.get(to) ?? [];
  const columns = [...comodel.fields.values()]
    .filter((field) => isPlainColumn(field) && !closed.includes(field.name))
    .map(({ name }) => name);
  const condition = fc
    .constantFrom(...columns)
    .chain((column) =>
      fc.tuple(
        fc.constant(column),
        fc.constantFrom(...OPERATORS),
        guessAt(ground, comodel, column),
      ),
    );
  const id = fc.constantFrom(...state.db.store.ids(to));
  return fc.oneof(
    condition.map(([column, operator, value]): Json => [`${relation}.${column}`, operator, value]),
    fc
      .tuple(fc.constantFrom('any', 'not any'), condition)
      .map(([operator, leaf]): Json => [relation, operator, [[...leaf]]]),
    fc
      .tuple(fc.constantFrom('in', 'not in'), fc.array(id, { minLength: 1, maxLength: 4 }))
      .map(([operator, ids]): Json => [relation, operator, ids]),
    fc
      .tuple(fc.constantFrom('=', '!='), fc.option(id, { nil: false as const }))
      .map(([operator, value]): Json => [relation, operator, value]),
  );
}

function ending(
  registry: Registry,
  start: Model,
  path: string,
): { readonly model: Model; readonly field: Field } | undefined {
  let model = start;
  const hops = path.split('.');
  for (const [index, hop] of hops.entries()) {
    const field = model.fields.get(hop);
    if (field === undefined) return undefined;
    if (index === hops.length - 1) return { model, field };
    if (field.relation === undefined) return undefined;
    model = registry.model(field.relation);
  }
  return undefined;
}

/** A value some record has in that field, a piece of one, or none at all: what a guess would use. */
function guessAt({ state }: Ground, model: Model, field: string): fc.Arbitrary<Json> {
  const { store } = state.db;
  const known = store
    .ids(model.name)
    .slice(0, 20)
    .flatMap((id): Json[] => {
      const value = store.get(model.name, id)?.[field];
      if (value === undefined) return [];
      return typeof value === 'string' && value.length > 2
        ? [value, `${value.slice(0, 2)}%`]
        : [value];
    });
  return fc.constantFrom<Json>(false, true, 1, 0, 'a', ...known);
}

function words({ state }: Ground, model: Model): fc.Arbitrary<string> {
  const { store } = state.db;
  const names = store.ids(model.name).flatMap((id) => {
    const name = store.get(model.name, id)?.name;
    return typeof name === 'string' ? [name, name.slice(0, 3)] : [];
  });
  return fc.constantFrom('', 'a', ...names.slice(0, 40));
}
