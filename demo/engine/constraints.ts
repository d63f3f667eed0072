import type { Env } from './env.ts';
import { validationError } from './errors.ts';
import { isX2many } from './fields.ts';
import { isCyclic } from './hierarchy.ts';
import { fieldValue, readerOf } from './records.ts';
import type { Field, Model } from './registry.ts';

/** Throws the ValidationError of PostgreSQL's NOT NULL for the first required field left empty. */
export function checkRequired(env: Env, model: Model, id: number): void {
  for (const field of model.fields.values()) {
    if (!field.required || field.related !== undefined || isX2many(field)) continue;
    if (field.type === 'boolean') continue;
    if (fieldValue(env, model, id, field.name) === false) throw requiredError(env, model, field);
  }
}

function requiredError(env: Env, model: Model, field: Field): Error {
  return validationError(
    env.db.version === 19
      ? `The operation cannot be completed: Missing required value for the field '${field.string}' (${field.name}).\nModel: '${model.description}' (${model.name})\n- create/update: a mandatory field is not set\n- delete: another model requires the record being deleted, you can archive it instead\n`
      : `The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n- Delete: another model requires the record being deleted. If possible, archive it instead.\n\nModel: ${model.description} (${model.name})\nField: ${field.string} (${field.name})\n`,
  );
}

/** Throws when a record breaks a unique column, its model's check, or the parent hierarchy. */
export function checkConstraints(env: Env, model: Model, ids: readonly number[]): void {
  for (const id of ids) {
    for (const { fields, message } of model.unique ?? []) {
      if (isTaken(env, model, id, fields)) {
        throw validationError(`The operation cannot be completed: ${message}`);
      }
    }
    if (model.parentName !== undefined && isCyclic(env, model, id)) {
      throw validationError(recursionText(model));
    }
    const violated = model.check?.(readerOf(env, model.name, id));
    if (violated !== undefined) throw validationError(violated);
  }
}

function recursionText(model: Model): string {
  return model.name === 'res.partner'
    ? 'You cannot create recursive Partner hierarchies.'
    : 'Recursion Detected.';
}

function isTaken(env: Env, model: Model, id: number, fields: readonly string[]): boolean {
  const { store } = env.db;
  const row = store.get(model.name, id);
  if (!row || fields.some((field) => row[field] === undefined || row[field] === false))
    return false;
  return store
    .ids(model.name)
    .some(
      (other) =>
        other !== id &&
        fields.every((field) => store.get(model.name, other)?.[field] === row[field]),
    );
}
