import { hasModelAccess, publicViewFor } from '../engine/access.ts';
import type { Env } from '../engine/env.ts';
import { rulePredicate } from '../engine/rules.ts';
import type { Predicate } from '../engine/search.ts';

/**
 * Ids of the messages or attachments whose document the user may read, or that the user made.
 * `modelColumn` names the column that holds the document's model, beside `res_id`.
 */
export function readableDocuments(env: Env, carrier: string, modelColumn: string): number[] {
  const { registry, store } = env.db;
  const known = new Map<string, Predicate>();
  const visible = (name: string): Predicate => {
    const cached = known.get(name);
    if (cached) return cached;
    const model = registry.models.get(name);
    const open =
      model && (hasModelAccess(env, model, 'read') || publicViewFor(env, model) !== undefined);
    const predicate = model && open ? rulePredicate(env, model, 'read') : () => false;
    known.set(name, predicate);
    return predicate;
  };
  return [...store.ids(carrier)].filter((id) => {
    const row = store.get(carrier, id);
    if (row?.create_uid === env.actor.id) return true;
    const document = row?.[modelColumn];
    return typeof document === 'string' && typeof row?.res_id === 'number'
      ? visible(document)(row.res_id)
      : false;
  });
}
