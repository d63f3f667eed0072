import fc from 'fast-check';
import type { Field, Model, Registry } from '../../demo/engine/registry.ts';
import type { Json } from '../../policies/json.ts';
import { type Ground, paths } from './field-choices.fixture.ts';
import { isPlainColumn } from './forbidden.fixture.ts';
import { guessAt } from './guesses.fixture.ts';
import { RECORD_RULES } from './out-of-reach.fixture.ts';

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
/** Models of which the subject reaches some records only. */
const NARROWED: ReadonlySet<string> = new Set(Object.keys(RECORD_RULES));

/** Domains over a model, so many relations deep: what they name is mostly open, and now and then forbidden. */
export function domains(ground: Ground, model: Model, depth: number): fc.Arbitrary<Json[]> {
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
