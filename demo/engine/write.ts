import { checkFieldAccess, checkModelAccess } from './access.ts';
import { checkConstraints, checkRequired } from './constraints.ts';
import { toStored } from './convert.ts';
import { defaultsOf } from './defaults.ts';
import { type Env, modelOf, nowText, sudo } from './env.ts';
import { keyError, missingError, userError } from './errors.ts';
import { isX2many, type Value } from './fields.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { translationColumn, translationLanguage } from './language.ts';
import { fieldValue, readerOf, recordExists } from './records.ts';
import { type Field, invalidField, type Model } from './registry.ts';
import { checkRules } from './rules.ts';
import type { Row } from './store.ts';
import { writeX2many } from './x2many.ts';

/** Columns Odoo fills itself; written values are ignored. */
const AUTOMATIC = new Set([
  'id',
  'create_uid',
  'create_date',
  'write_uid',
  'write_date',
  'display_name',
]);

/** Creates one record and returns its id. Throws the AccessErrors and ValidationErrors of Odoo. */
export function createRecord(env: Env, model: Model, given: JsonObject): number {
  checkModelAccess(env, model, 'create');
  const named = writableFields(env, model, given);
  checkFieldAccess(env, model, named, 'write');
  const missing = [...model.fields.keys()].filter((name) => !(name in given));
  const prepared = { ...defaultsOf(env, model, missing), ...given };
  const values = model.beforeWrite?.(env, [], prepared) ?? prepared;
  const id = env.db.store.nextId(model.name);
  const stamp = nowText(env);
  const row: Row = {
    create_uid: env.actor.id,
    create_date: stamp,
    write_uid: env.actor.id,
    write_date: stamp,
    ...delegate(env, model, values),
  };
  env.db.store.put(model.name, id, row);
  apply(env, model, id, values);
  checkRequired(env, model, id);
  checkConstraints(env, model, [id]);
  checkRules(env, model, [id], 'create');
  model.afterCreate?.(env, id);
  return id;
}

/** Writes the values on every record. */
export function writeRecords(
  env: Env,
  model: Model,
  ids: readonly number[],
  given: JsonObject,
): void {
  // Odoo's mail layer reads tracked fields before it writes, hence "read" in the rule error.
  if (!env.su && ids.length > 0) checkRules(env, model, ids, 'read');
  checkModelAccess(env, model, 'write');
  const named = writableFields(env, model, given);
  checkFieldAccess(env, model, named, 'write');
  checkExist(env, model, ids);
  checkRules(env, model, ids, 'write');
  const values = model.beforeWrite?.(env, ids, given) ?? given;
  for (const id of ids) {
    apply(env, model, id, values);
    touch(env, model, id);
    checkRequired(env, model, id);
  }
  checkConstraints(env, model, ids);
}

/** Deletes the records and what hangs on them (`ondelete="cascade"`). */
export function unlinkRecords(env: Env, model: Model, ids: readonly number[]): void {
  checkModelAccess(env, model, 'unlink');
  checkExist(env, model, ids);
  checkRules(env, model, ids, 'unlink');
  for (const id of ids) model.beforeUnlink?.(readerOf(env, model.name, id));
  for (const id of ids) removeWithDependents(env, model, id);
}

/** Throws MissingError unless every record exists. */
export function checkExist(env: Env, model: Model, ids: readonly number[]): void {
  const missing = ids.filter((id) => !recordExists(env, model.name, id));
  if (missing.length > 0) throw missingError(model.name, missing, env.actor.id);
}

function writableFields(env: Env, model: Model, values: JsonObject): Field[] {
  return Object.keys(values).map((name) => {
    const field = model.fields.get(name);
    if (field) return field;
    throw env.db.version === 19 ? keyError(name) : invalidField(env.db.version, model.name, name);
  });
}

/** Creates the record a new one delegates to, unless the values link an existing one. */
function delegate(env: Env, model: Model, values: JsonObject): Row {
  if (!model.inherits) return {};
  const { field, model: parentName } = model.inherits;
  const parent = modelOf(env, parentName);
  const linked = values[field];
  if (typeof linked === 'number' && linked !== 0) return { [field]: linked };
  const own = Object.entries(values).filter(([name]) => model.fields.get(name)?.inherited);
  const defaults = defaultsOf(env, parent, [...parent.fields.keys()]);
  return { [field]: createRecord(sudo(env), parent, { ...defaults, ...Object.fromEntries(own) }) };
}

function apply(env: Env, model: Model, id: number, values: JsonObject): void {
  const columns: { [column: string]: Value } = {};
  const later: (() => void)[] = [];
  for (const [name, value] of Object.entries(values)) {
    const field = model.fields.get(name);
    if (!field || AUTOMATIC.has(name)) continue;
    if (field.related !== undefined) {
      if (field.readonly === false) later.push(() => writeRelated(env, model, id, field, value));
    } else if (field.compute !== undefined && !field.editable) {
    } else if (isX2many(field)) {
      later.push(() => writeX2many(env, model, id, field, value));
    } else {
      columns[columnOf(env, model, id, field)] = toStored(env, model, field, value);
    }
  }
  env.db.store.put(model.name, id, { ...env.db.store.get(model.name, id), ...columns });
  for (const step of later) step();
}

/** Another language than the records' own has a column beside it once there is a text. */
function columnOf(env: Env, model: Model, id: number, field: Field): string {
  const language = field.translate ? translationLanguage(env) : undefined;
  const held = env.db.store.get(model.name, id)?.[field.name];
  return language === undefined || held === undefined || held === false
    ? field.name
    : translationColumn(field.name, language);
}

function writeRelated(env: Env, model: Model, id: number, field: Field, value: Json): void {
  const path = (field.related ?? '').split('.');
  const last = path.pop() ?? '';
  let at = { model, id };
  for (const hop of path) {
    const next = fieldValue(env, at.model, at.id, hop);
    const comodel = at.model.fields.get(hop)?.relation;
    if (typeof next !== 'number' || comodel === undefined) return;
    at = { model: modelOf(env, comodel), id: next };
  }
  writeRecords(sudo(env), at.model, [at.id], { [last]: value });
}

function touch(env: Env, model: Model, id: number): void {
  const row = env.db.store.get(model.name, id);
  if (!row) return;
  env.db.store.put(model.name, id, { ...row, write_uid: env.actor.id, write_date: nowText(env) });
}

function removeWithDependents(env: Env, model: Model, id: number): void {
  env.db.store.remove(model.name, id);
  for (const other of env.db.registry.models.values()) {
    for (const field of other.fields.values()) {
      if (field.type !== 'many2one' || field.relation !== model.name || field.related) continue;
      for (const otherId of env.db.store.ids(other.name)) {
        const row = env.db.store.get(other.name, otherId);
        if (row?.[field.name] !== id) continue;
        if (field.ondelete === 'cascade') removeWithDependents(env, other, otherId);
        else if (field.required || field.ondelete === 'restrict')
          throw stillUsed(env, other, field);
        else env.db.store.put(other.name, otherId, { ...row, [field.name]: false });
      }
    }
  }
}

function stillUsed(env: Env, model: Model, field: Field): Error {
  return userError(
    env.db.version === 19
      ? `The operation cannot be completed: another model is using the record you are trying to delete.\n\nThe troublemaker is: ${model.description} (${model.name})\nThanks to the following constraint: ${model.name.replaceAll('.', '_')}_${field.name}_fkey\nHow about archiving the record instead?`
      : `The operation cannot be completed: another model requires the record being deleted. If possible, archive it instead.\n\nModel: ${model.description} (${model.name})\nConstraint: ${model.name.replaceAll('.', '_')}_${field.name}_fkey\n`,
  );
}

/** Values of a record a copy starts from: stored, copyable, with the given ones over them. */
export function copyValues(env: Env, model: Model, id: number, given: JsonObject): JsonObject {
  const values: { [name: string]: Json } = {};
  for (const field of model.fields.values()) {
    if (AUTOMATIC.has(field.name) || field.copy === false || field.type === 'one2many') continue;
    if (field.compute !== undefined && !field.editable) continue;
    if (field.related !== undefined && !field.inherited) continue;
    if (field.name === model.inherits?.field || field.readonly) continue;
    const value = fieldValue(env, model, id, field.name);
    values[field.name] = isX2many(field) ? [[6, 0, value]] : value;
  }
  if (typeof values.name === 'string' && model.recNameField === 'name') {
    values.name = `${values.name} (copy)`;
  }
  return { ...values, ...given };
}

/** Values dictionaries of a `create` call: one, or a list. */
export function valuesList(value: Json | undefined): readonly JsonObject[] {
  if (Array.isArray(value)) return value.filter(isObject);
  return isObject(value) ? [value] : [];
}
