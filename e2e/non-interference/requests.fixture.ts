import fc from 'fast-check';
import type { Model } from '../../demo/engine/registry.ts';
import type { DemoState } from '../../demo/state.ts';
import type { Json, JsonObject } from '../../policies/json.ts';
import { domains } from './domains.fixture.ts';
import {
  type Forbidden,
  fieldNames,
  type Ground,
  groupings,
  paths,
  readFields,
  totals,
} from './field-choices.fixture.ts';
import { guessAt, words } from './guesses.fixture.ts';

/** A call as the subject could make it. */
export interface Request {
  readonly tool: string;
  readonly args: JsonObject;
  /** Whether it may change something. */
  readonly writes: boolean;
}

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
  const order = orders(field, path);
  const limit = fc.integer({ min: 1, max: 40 });
  const named = (tool: string, args: fc.Arbitrary<JsonObject>, writes = false) =>
    args.map((given): Request => ({ tool, args: { model: model.name, ...given }, writes }));
  const some = (shape: Record<string, fc.Arbitrary<Json>>, required: string[] = []) =>
    fc.record(shape, { requiredKeys: required }).map(givenOnly);

  const fields = readFields(ground, model);
  const groupby = groupbys(ground, model, path);
  const figures = aggregates(ground, model, field);
  const grouping = some({ domain, groupby, fields: figures, limit }, ['groupby', 'fields']).chain(
    (args) => {
      const given = args.fields;
      const keys = Array.isArray(given) ? given.filter((key) => typeof key === 'string') : [];
      return fc
        .option(havings(keys), { nil: undefined })
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

function orders(field: fc.Arbitrary<string>, path: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .array(
      fc.tuple(
        fc.oneof({ weight: 6, arbitrary: field }, { weight: 1, arbitrary: path }),
        fc.constantFrom('', ' asc', ' desc'),
      ),
      { minLength: 1, maxLength: 2 },
    )
    .map((terms) => terms.map(([name, way]) => `${name}${way}`).join(', '));
}

function groupbys(
  ground: Ground,
  model: Model,
  path: fc.Arbitrary<string>,
): fc.Arbitrary<string[]> {
  return fc
    .array(
      fc.oneof({ weight: 5, arbitrary: groupings(ground, model) }, { weight: 1, arbitrary: path }),
      { minLength: 1, maxLength: 2 },
    )
    .map((terms) => [...new Set(terms)]);
}

function aggregates(
  ground: Ground,
  model: Model,
  field: fc.Arbitrary<string>,
): fc.Arbitrary<string[]> {
  const anything = fc
    .tuple(field, fc.constantFrom('sum', 'count', 'count_distinct', 'min', 'bool_or'))
    .map(([name, by]) => `${name}:${by}`);
  return fc
    .array(
      fc.oneof({ weight: 4, arbitrary: totals(ground, model) }, { weight: 1, arbitrary: anything }),
      { maxLength: 2 },
    )
    .map((terms) => [...new Set(terms)]);
}

function havings(keys: readonly string[]): fc.Arbitrary<Json[]> {
  return fc.array(
    fc.tuple(
      fc.constantFrom('__count', ...keys),
      fc.constantFrom('=', '!=', '<', '>='),
      fc.constantFrom(0, 1, 2, 5, 1_000),
    ),
    { maxLength: 2 },
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
