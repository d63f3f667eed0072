import { type Env, modelOf } from './env.ts';
import type { Json } from './json.ts';
import type { Model } from './registry.ts';
import { searchIds } from './search.ts';

/** The fields a model's name search looks into. */
function searchedFields(env: Env, model: Model): readonly string[] {
  const names = model.recNamesSearch ?? [model.recNameField];
  return names.map((name) => env.db.registry.nameOf(model.name, name));
}

/** The domain that finds records by name. */
function nameDomain(env: Env, model: Model, name: string, operator: string): Json[] {
  const negative = operator === '!=' || operator.startsWith('not');
  const leaves = searchedFields(env, model).map((field): Json => [field, operator, name]);
  const joints = leaves.slice(1).map(() => (negative ? '&' : '|'));
  return [...joints, ...leaves];
}

/** Ids whose name matches, as a string compared with a relation means it. */
export function nameSearchIds(
  env: Env,
  modelName: string,
  name: string,
  operator: string,
  domain: readonly Json[] = [],
  limit?: number,
): readonly number[] {
  const model = modelOf(env, modelName);
  if (name !== '') {
    const special = model.nameSearch?.(env, name, operator);
    if (special && special.length > 0) {
      return searchIds(env, model, [['id', 'in', [...special]], ...domain], { limit });
    }
  }
  const named = name === '' && operator === 'ilike' ? [] : nameDomain(env, model, name, operator);
  const joined: Json =
    named.length && domain.length ? ['&', ...named, ...conjunction(domain)] : [...named, ...domain];
  return searchIds(env, model, joined, { limit });
}

/** A domain as one operand, so that it can follow a prefix operator. */
export function conjunction(domain: readonly Json[]): readonly Json[] {
  const binary = domain.filter((item) => item === '&' || item === '|').length;
  const leaves = domain.filter((item) => typeof item !== 'string').length;
  const joints: Json[] = Array.from({ length: Math.max(0, leaves - binary - 1) }, () => '&');
  return domain.length === 0 ? [[1, '=', 1]] : [...joints, ...domain];
}
