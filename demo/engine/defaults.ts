import { type Env, nowText } from './env.ts';
import { isX2many } from './fields.ts';
import type { Json, JsonObject } from './json.ts';
import type { Field, Model } from './registry.ts';

/** Defaults of the named fields: the context's `default_*`, then the model's own. */
export function defaultsOf(env: Env, model: Model, names: readonly string[]): JsonObject {
  const found: { [name: string]: Json } = {};
  for (const name of names) {
    const field = model.fields.get(name);
    const value = field && defaultOf(env, field);
    if (value !== undefined) found[name] = value;
  }
  return found;
}

function defaultOf(env: Env, field: Field): Json | undefined {
  const fromContext = env.context[`default_${field.name}`];
  if (fromContext !== undefined) return fromContext;
  if (field.default === undefined) return field.inherited ? undefined : activeDefault(field);
  const now = nowText(env);
  const source = {
    uid: env.actor.id,
    partnerId: env.actor.partnerId,
    get companyId() {
      return env.actor.companyId;
    },
    get employeeId() {
      return employeeOf(env);
    },
    now,
    today: now.slice(0, 10),
  };
  const value = typeof field.default === 'function' ? field.default(source) : field.default;
  return isX2many(field) && Array.isArray(value) ? [[6, 0, [...value]]] : value;
}

/** Records are born active. */
function activeDefault(field: Field): Json | undefined {
  return field.name === 'active' && field.type === 'boolean' && field.related === undefined
    ? true
    : undefined;
}

function employeeOf(env: Env): number | false {
  const { store } = env.db;
  const id = store
    .ids('hr.employee')
    .find((it) => store.get('hr.employee', it)?.user_id === env.actor.id);
  return id ?? false;
}
