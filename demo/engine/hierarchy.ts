import type { Env } from './env.ts';
import type { Model } from './registry.ts';

/** The records and everything below them in the model's parent hierarchy. */
export function descendantsOf(
  env: Env,
  model: Model,
  roots: readonly number[],
): ReadonlySet<number> {
  const found = new Set(roots);
  for (const id of found) {
    for (const other of env.db.store.ids(model.name)) {
      if (parentOf(env, model, other) === id) found.add(other);
    }
  }
  return found;
}

/** The records and everything above them. */
export function ancestorsOf(env: Env, model: Model, roots: readonly number[]): ReadonlySet<number> {
  const found = new Set(roots);
  for (const id of found) {
    const parent = parentOf(env, model, id);
    if (parent !== undefined) found.add(parent);
  }
  return found;
}

/** True when following parents from `id` comes back to it. */
export function isCyclic(env: Env, model: Model, id: number): boolean {
  const seen = new Set<number>();
  let at: number | undefined = id;
  while (at !== undefined) {
    if (seen.has(at)) return true;
    seen.add(at);
    at = parentOf(env, model, at);
  }
  return false;
}

function parentOf(env: Env, model: Model, id: number): number | undefined {
  const parent = env.db.store.get(model.name, id)?.[model.parentName ?? 'parent_id'];
  return typeof parent === 'number' ? parent : undefined;
}
