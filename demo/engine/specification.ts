import { publicViewFor } from './access.ts';
import { type Env, modelOf, sudo, withContext } from './env.ts';
import { isIds, isX2many } from './fields.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { sortIds } from './order.ts';
import {
  checkPublicFields,
  labelOf,
  readableFields,
  readRecords,
  readValue,
  visibleIds,
} from './read.ts';
import { fieldValue, recordExists } from './records.ts';
import type { Field, Model } from './registry.ts';
import { checkRules } from './rules.ts';

/**
 * Reads records in the nested shape of `web_read`: a many2one with `fields` becomes an object,
 * an x2many with `fields` a list of objects; without, ids.
 */
export function readSpecification(
  env: Env,
  model: Model,
  ids: readonly number[],
  specification: JsonObject,
): JsonObject[] {
  const names = Object.keys(specification);
  if (publicViewFor(env, model) !== undefined) {
    checkPublicFields(
      env,
      names.flatMap((name) => model.fields.get(name) ?? []),
    );
  }
  const fields = names.length ? readableFields(env, model, names) : [];
  if (names.length === 0) readRecords(env, model, ids, ['id'], { labels: false });
  checkRules(env, model, ids, 'read');
  return ids
    .filter((id) => recordExists(env, model.name, id))
    .map((id) => {
      const entries = fields.map((field): [string, Json] => [
        field.name,
        nestedValue(env, model, id, field, objectOf(specification[field.name])),
      ]);
      return Object.fromEntries([['id', id], ...entries]);
    });
}

function nestedValue(env: Env, model: Model, id: number, field: Field, spec: JsonObject): Json {
  const nested = isObject(spec.fields) ? spec.fields : undefined;
  const within = isObject(spec.context) ? withContext(env, spec.context) : env;
  if (field.type === 'many2one') return many2oneValue(within, model, id, field, nested);
  if (!isX2many(field)) return readValue(env, model, id, field, { labels: false });
  const comodel = modelOf(env, field.relation ?? '');
  const value = fieldValue(env, model, id, field.name);
  const visible = visibleIds(within, field, isIds(value) ? value : []);
  const order = typeof spec.order === 'string' && spec.order ? spec.order : undefined;
  const sorted = order ? sortIds(within, comodel, visible, order) : visible;
  if (!nested) return [...sorted];
  const limit = typeof spec.limit === 'number' ? spec.limit : sorted.length;
  const shown = readSpecification(within, comodel, sorted.slice(0, limit), nested);
  return [...shown, ...sorted.slice(limit).map((other) => ({ id: other }))];
}

/** The label is read with full rights, other fields with the user's. */
function many2oneValue(
  env: Env,
  model: Model,
  id: number,
  field: Field,
  nested: JsonObject | undefined,
): Json {
  const value = readValue(env, model, id, field, { labels: false });
  if (!nested || typeof value !== 'number') return value;
  const relation = field.relation ?? '';
  const others = Object.entries(nested).filter(([name]) => name !== 'display_name');
  const label = 'display_name' in nested ? { display_name: labelOf(env, relation, value) } : {};
  if (others.length === 0) return { id: value, ...label };
  const [record] = readSpecification(
    env,
    modelOf(env, relation),
    [value],
    Object.fromEntries(others),
  );
  return { ...record, id: value, ...label };
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

/** The values a new record would have in the shape of `web_read`, for `onchange`. */
export function specifyDefaults(
  env: Env,
  model: Model,
  values: JsonObject,
  specification: JsonObject,
): JsonObject {
  const shown: { [name: string]: Json } = {};
  for (const [name, spec] of Object.entries(specification)) {
    const field = model.fields.get(name);
    if (!field) continue;
    const value = values[name];
    const nested = objectOf(spec).fields;
    if (field.type === 'many2one' && typeof value === 'number' && isObject(nested)) {
      const relation = modelOf(env, field.relation ?? '');
      const [record] = readSpecification(sudo(env), relation, [value], nested);
      shown[name] = record ?? false;
    } else if (isX2many(field)) {
      shown[name] = Array.isArray(value) ? value : [];
    } else {
      shown[name] =
        value ??
        (field.type === 'integer' || field.type === 'float' || field.type === 'monetary'
          ? 0
          : false);
    }
  }
  return shown;
}
