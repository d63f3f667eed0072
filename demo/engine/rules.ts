import { type Env, sudo, withContext } from './env.ts';
import { accessError, missingError } from './errors.ts';
import type { AccessMode, RecordRule } from './model.ts';
import { type RecordReader, readerOf, recordExists } from './records.ts';
import type { Model } from './registry.ts';
import { type Predicate, predicateOf } from './search.ts';

/**
 * What record rules let the user see for an operation: rules without groups must all hold, and
 * of the rules of the user's groups at least one (when there are any).
 */
export function rulePredicate(env: Env, model: Model, mode: AccessMode): Predicate {
  if (env.su) return () => true;
  const applies = (rule: RecordRule) => rule.modes === undefined || rule.modes.includes(mode);
  const rules = (model.rules ?? []).filter(applies);
  const full = withContext(sudo(env), { active_test: false });
  const compile = (rule: RecordRule) => predicateOf(full, model, rule.domain(env));
  const global = rules.filter((rule) => !rule.groups).map(compile);
  const grouped = rules
    .filter((rule) => rule.groups?.some((group) => env.actor.groups.has(group)))
    .map(compile);
  const delegated = delegatedPredicate(env, model, mode);
  return (id) =>
    global.every((holds) => holds(id)) &&
    (grouped.length === 0 || grouped.some((holds) => holds(id))) &&
    delegated(id);
}

/** A record that delegates to another is visible only when the other one is. */
function delegatedPredicate(env: Env, model: Model, mode: AccessMode): Predicate {
  if (!model.inherits) return () => true;
  const { field, model: parent } = model.inherits;
  const visible = rulePredicate(env, env.db.registry.model(parent), mode);
  return (id) => {
    const target = env.db.store.get(model.name, id)?.[field];
    return typeof target !== 'number' || visible(target);
  };
}

/** Throws the AccessError of a record rule when one of the existing records is out of sight. */
export function checkRules(env: Env, model: Model, ids: readonly number[], mode: AccessMode): void {
  const visible = rulePredicate(env, model, mode);
  if (ids.every((id) => !recordExists(env, model.name, id) || visible(id))) return;
  throw accessError(
    `Uh-oh! Looks like you have stumbled upon some top-secret records.\n\nSorry, ${env.actor.name} (id=${env.actor.id}) doesn't have '${mode}' access to:\n- ${model.description} (${model.name})\n\nIf you really, really need access, perhaps you can win over your friendly administrator with a batch of freshly baked cookies.`,
  );
}

/** Readers of records the user may read; throws as {@link checkRules} does for others. */
export function readable(env: Env, name: string, ids: readonly number[]): readonly RecordReader[] {
  const model = env.db.registry.model(name);
  checkExist(env, name, ids);
  checkRules(env, model, ids, 'read');
  return ids.map((id) => readerOf(env, name, id));
}

function checkExist(env: Env, name: string, ids: readonly number[]): void {
  const missing = ids.filter((id) => !recordExists(env, name, id));
  if (missing.length > 0) throw missingError(name, missing, env.actor.id);
}
