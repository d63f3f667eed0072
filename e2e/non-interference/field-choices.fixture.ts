import fc from 'fast-check';
import type { Field, Model, Registry } from '../../demo/engine/registry.ts';
import type { DemoState } from '../../demo/state.ts';

const PERIODS = ['day', 'week', 'month', 'quarter', 'year'];

/** What may not be read: model to columns. */
export type Forbidden = ReadonlyMap<string, readonly string[]>;

/** What calls are made of. */
export interface Ground {
  readonly state: DemoState;
  readonly registry: Registry;
  readonly forbidden: Forbidden;
}

/** A field of the model, now and then a forbidden one. */
export function fieldNames({ forbidden }: Ground, model: Model): fc.Arbitrary<string> {
  const closed = forbidden.get(model.name) ?? [];
  const open = [...model.fields.keys()].filter((name) => !closed.includes(name));
  if (closed.length === 0) return fc.constantFrom(...open);
  return fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...open) },
    { weight: 1, arbitrary: fc.constantFrom(...closed) },
  );
}

/** Fields of a read: any, and often lists of related records. */
export function readFields(ground: Ground, model: Model): fc.Arbitrary<string[]> {
  const lists = fieldOf(ground, model, 'one2many', 'many2many', 'many2one');
  const name = fc.oneof(
    { weight: 2, arbitrary: fieldNames(ground, model) },
    { weight: 1, arbitrary: lists },
  );
  return fc.array(name, { maxLength: 5 }).map((names) => [...new Set(names)]);
}

/** A field of one of these types, forbidden or not; any field where the model has none. */
function fieldOf(ground: Ground, model: Model, ...types: string[]): fc.Arbitrary<string> {
  const fitting = [...model.fields.values()].filter(({ type }) => types.includes(type));
  const closed = ground.forbidden.get(model.name) ?? [];
  const open = fitting.filter(({ name }) => !closed.includes(name));
  if (open.length === 0) return fieldNames(ground, model);
  const names = (fields: readonly Field[]) => fc.constantFrom(...fields.map(({ name }) => name));
  return fc.oneof({ weight: 6, arbitrary: names(open) }, { weight: 1, arbitrary: names(fitting) });
}

/** What records may be grouped by. */
export function groupings(ground: Ground, model: Model): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: fieldOf(ground, model, 'many2one', 'selection', 'char', 'boolean') },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fieldOf(ground, model, 'date', 'datetime'), fc.constantFrom(...PERIODS))
        .map(([name, period]) => `${name}:${period}`),
    },
  );
}

/** A figure over numbers. */
export function totals(ground: Ground, model: Model): fc.Arbitrary<string> {
  return fc
    .tuple(
      fieldOf(ground, model, 'integer', 'float', 'monetary'),
      fc.constantFrom('sum', 'avg', 'max'),
    )
    .map(([name, by]) => `${name}:${by}`);
}

/** A field, or a way to one over relations. */
export function paths(ground: Ground, model: Model, hops: number): fc.Arbitrary<string> {
  const relations = [...model.fields.values()].filter(({ relation }) => relation !== undefined);
  if (hops <= 1 || relations.length === 0) return fieldNames(ground, model);
  return fc.oneof(
    { weight: 4, arbitrary: fieldNames(ground, model) },
    {
      weight: 1,
      arbitrary: fc
        .constantFrom(...relations)
        .chain((field) =>
          paths(ground, ground.registry.model(field.relation ?? model.name), hops - 1).map(
            (rest) => `${field.name}.${rest}`,
          ),
        ),
    },
  );
}
