import fc from 'fast-check';
import type { Model } from '../../demo/engine/registry.ts';
import type { Json } from '../../policies/json.ts';
import type { Ground } from './field-choices.fixture.ts';

/** A value some record has in that field, a piece of one, or none at all: what a guess would use. */
export function guessAt({ state }: Ground, model: Model, field: string): fc.Arbitrary<Json> {
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

/** What is looked for by name: names there are, beginnings of them, or next to nothing. */
export function words({ state }: Ground, model: Model): fc.Arbitrary<string> {
  const { store } = state.db;
  const names = store.ids(model.name).flatMap((id) => {
    const name = store.get(model.name, id)?.name;
    return typeof name === 'string' ? [name, name.slice(0, 3)] : [];
  });
  return fc.constantFrom('', 'a', ...names.slice(0, 40));
}
