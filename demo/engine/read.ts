import {
  checkFieldAccess,
  checkReadAccess,
  groupName,
  hasFieldAccess,
  publicViewFor,
} from './access.ts';
import { type Env, hidesArchived, modelOf, sudo, withContext } from './env.ts';
import { accessError } from './errors.ts';
import { emptyValue, type FieldDefinition, isIds, isX2many, type Value } from './fields.ts';
import { isTruthy, type Json, type JsonObject } from './json.ts';
import { sortIds } from './order.ts';
import { displayNameOf, fieldValue, readerOf, recordExists } from './records.ts';
import { type Field, fieldOf, type Model } from './registry.ts';
import { checkRules, rulePredicate } from './rules.ts';
import { predicateOf } from './search.ts';

export interface ReadOptions {
  /** `_classic_read` gives many2one as `[id, label]`; anything falsy gives the id. */
  readonly labels: boolean;
}

/**
 * Values of existing records as `read` answers them. Ids that do not exist are left out. Throws
 * AccessError for the model, a closed field, or a record out of sight.
 */
export function readRecords(
  env: Env,
  model: Model,
  ids: readonly number[],
  names: readonly string[],
  options: ReadOptions,
): JsonObject[] {
  const fields = readableFields(env, model, names);
  checkRules(env, model, ids, 'read');
  const existing = ids.filter((id) => recordExists(env, model.name, id));
  return existing.map((id) => {
    const entries = fields.map((field): [string, Json] => [
      field.name,
      readValue(env, model, id, field, options),
    ]);
    return Object.fromEntries([['id', id], ...entries]);
  });
}

/** Throws for a field that a search may not read on behalf of the user; see `searchedThrough`. */
export function checkSearchedFields(env: Env, model: Model, names: readonly string[]): void {
  const view = model.publicView;
  if (!view || publicViewFor(env, model) === undefined) return;
  for (const name of names) {
    const through = model.fields.get(name)?.searchedThrough;
    if (through === undefined) continue;
    const document = `${model.description} (${model.name})`;
    throw accessError(
      `You do not have enough rights to access the field "${through}" on ${document}. Please contact your system administrator.\n\nOperation: read\nUser: ${env.actor.id}\nGroups: allowed for groups '${groupName(env, view.group, ' / ')}'\n\nImplicitly accessed through '${model.description}' (${model.name}).`,
    );
  }
}

/** The named fields, or every field open to the user; throws for unknown and closed ones. */
export function readableFields(env: Env, model: Model, names: readonly string[]): Field[] {
  checkReadAccess(env, model);
  const view = publicViewFor(env, model);
  if (names.length === 0) {
    return [...model.fields.values()].filter((field) => hasFieldAccess(env, field));
  }
  const fields = [...new Set(names)].map((name) => fieldOf(env.db.registry, model, name));
  if (view !== undefined && env.db.version === 19) checkPublicFields(env, fields);
  checkFieldAccess(env, model, fields, 'read');
  return fields;
}

/** Throws the text of the public view for fields it does not have. */
export function checkPublicFields(env: Env, fields: readonly Field[]): void {
  const closed = fields.filter((field) => !hasFieldAccess(env, field)).map(({ name }) => name);
  if (closed.length === 0) return;
  throw accessError(
    env.db.version === 17
      ? `The fields '${closed.join(',')}' you try to read is not available on the public employee profile.`
      : `The fields “${closed.join(', ')}”, which you are trying to read, are not available for employee public profiles.`,
  );
}

/** One value in the form `read` gives it. */
export function readValue(
  env: Env,
  model: Model,
  id: number,
  field: Field,
  options: ReadOptions,
): Json {
  const masked = env.su ? undefined : model.maskedFor?.(readerOf(env, model.name, id));
  const value = masked?.[field.name] ?? fieldValue(env, model, id, field.name);
  if (isX2many(field)) return isIds(value) ? [...visibleIds(env, field, value)] : [];
  if (field.type === 'many2one') {
    if (typeof value !== 'number' || !recordExists(env, field.relation ?? '', value)) return false;
    return options.labels ? [value, labelOf(env, field.relation ?? '', value)] : value;
  }
  if (isIds(value)) return [...value];
  if (field.type === 'binary' && typeof value === 'string' && wantsSize(env, field)) {
    return humanSize(Buffer.from(value, field.name === 'raw' ? 'utf8' : 'base64').length);
  }
  if (value === false && field.type !== 'boolean') return emptyText(field);
  return value;
}

/** A record's label, which Odoo computes with full rights for many2one values. */
export function labelOf(env: Env, model: string, id: number): string {
  return displayNameOf(sudo(env), modelOf(env, model), id);
}

/** The linked records the user may see, in the comodel's order, without archived ones. */
export function visibleIds(env: Env, field: Field, ids: readonly number[]): readonly number[] {
  const comodel = modelOf(env, field.relation ?? '');
  const visible = rulePredicate(env, comodel, 'read');
  const full = withContext(sudo(env), { active_test: false });
  const matches = predicateOf(full, comodel, field.domain);
  const alive = (id: number) =>
    !comodel.fields.has('active') ||
    !hidesArchived(env) ||
    fieldValue(env, comodel, id, 'active') === true;
  const kept = ids.filter((id) => alive(id) && matches(id) && visible(id));
  return sortIds(sudo(env), comodel, kept, undefined);
}

/** With `bin_size` in the context a file's size is answered in its place. */
function wantsSize({ context }: Env, field: Field): boolean {
  return isTruthy(context.bin_size) || isTruthy(context[`bin_size_${field.name}`]);
}

function humanSize(bytes: number): string {
  const units = ['bytes', 'Kb', 'Mb', 'Gb', 'Tb'];
  const power = units.findIndex((_, at) => bytes < 1024 ** (at + 1));
  return `${(bytes / 1024 ** power).toFixed(2)} ${units[power]}`;
}

function emptyText(field: FieldDefinition): Value {
  return emptyValue(field);
}
