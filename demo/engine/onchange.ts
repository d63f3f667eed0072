import { checkModelAccess } from './access.ts';
import { toStored } from './convert.ts';
import { defaultsOf } from './defaults.ts';
import { type Env, modelOf } from './env.ts';
import { keyError } from './errors.ts';
import { isX2many, type Value } from './fields.ts';
import type { Json, JsonObject } from './json.ts';
import { readValue } from './read.ts';
import { readerOf } from './records.ts';
import { type Field, fieldOf, type Model } from './registry.ts';
import { checkRules } from './rules.ts';
import { specifyDefaults } from './specification.ts';
import type { Row } from './store.ts';

/** A form as a client edits it: the record behind it, its values, and the fields just changed. */
export interface EditedForm {
  readonly id: number | undefined;
  readonly values: JsonObject;
  readonly changed: readonly string[];
  /** The fields of the form, and those of linked records to answer with them. */
  readonly specification: JsonObject;
}

/** The row of a record that is not there. */
const NEW = -1;

/**
 * What changes in a form when some of its fields were changed, and a warning about it. A form with no
 * changed field is a new one and gets its defaults. Nothing is kept.
 */
export function onchange(env: Env, model: Model, form: EditedForm): JsonObject {
  const { changed, specification, values } = form;
  if (env.db.version === 19 && form.id === undefined) checkModelAccess(env, model, 'create');
  if (changed.some((name) => !model.fields.has(name))) return {};
  for (const name of Object.keys(specification)) {
    if (!model.fields.has(name)) throw keyError(name);
  }
  for (const name of Object.keys(values)) fieldOf(env.db.registry, model, name);
  checkLinks(env, model, form);
  if (changed.length === 0) return { value: defaults(env, model, form) };
  return env.db.store.preview(() => consequences(env, model, form));
}

/** Values of a new form: x2many fields only where they have something in them. */
function defaults(env: Env, model: Model, { values, specification }: EditedForm): JsonObject {
  const all = { ...defaultsOf(env, model, [...model.fields.keys()]), ...values };
  const row = rowOf(env, model, all, new Set());
  const computed = env.db.store.preview(() => {
    env.db.store.put(model.name, NEW, row);
    return Object.keys(specification).flatMap((name): [string, Json][] => {
      const field = model.fields.get(name);
      if (!field?.compute || !field.editable || isX2many(field)) return [];
      return [[name, readValue(env, model, NEW, field, { labels: false })]];
    });
  });
  const shown = specifyDefaults(
    env,
    model,
    { ...Object.fromEntries(computed), ...all },
    specification,
  );
  return Object.fromEntries(
    Object.entries(shown).filter(([name, value]) => {
      const field = model.fields.get(name);
      return !(field && isX2many(field) && Array.isArray(value) && value.length === 0);
    }),
  );
}

function consequences(env: Env, model: Model, form: EditedForm): JsonObject {
  const { store } = env.db;
  const id = form.id ?? NEW;
  const base = form.id === undefined ? {} : store.get(model.name, id);
  const names = Object.keys(form.specification).filter((name) => !form.changed.includes(name));
  const look = (values: JsonObject): ReadonlyMap<string, Json> => {
    store.put(model.name, id, { ...base, ...rowOf(env, model, values, new Set(form.changed)) });
    return new Map(
      names.map((name) => {
        const field = fieldOf(env.db.registry, model, name);
        return [name, readValue(env, model, id, field, { labels: false })];
      }),
    );
  };
  const unchanged = Object.entries(form.values).filter(([name]) => !form.changed.includes(name));
  const before = look(Object.fromEntries(unchanged));
  const after = look(form.values);
  const record = readerOf(env, model.name, id);
  const extra = model.onchange?.(record, form.changed) ?? {};
  const found = names.flatMap((name): [string, Json][] => {
    const own = extra[name];
    const value = own ?? after.get(name) ?? false;
    const old = own === undefined ? before.get(name) : (form.values[name] ?? false);
    return JSON.stringify(value) === JSON.stringify(old) ? [] : [[name, value]];
  });
  const warning = model.onchangeWarning?.(record, form.changed);
  return {
    value: shown(env, model, Object.fromEntries(found), form.specification),
    ...(warning ? { warning: { ...warning, type: 'dialog' } } : {}),
  };
}

/** Linked records as links to follow, single ones in the shape that was asked for. */
function shown(env: Env, model: Model, values: JsonObject, specification: JsonObject): JsonObject {
  const kept = Object.entries(specification).filter(([name]) => name in values);
  const singles = specifyDefaults(env, model, values, Object.fromEntries(kept));
  return Object.fromEntries(
    kept.map(([name]) => {
      const field = model.fields.get(name);
      const value = values[name] ?? false;
      return field && isX2many(field) && Array.isArray(value)
        ? [name, value.map((id) => [4, id, { id }])]
        : [name, singles[name] ?? false];
    }),
  );
}

/** Given values as columns; what is computed is left to its computation unless just written. */
function rowOf(env: Env, model: Model, values: JsonObject, written: ReadonlySet<string>): Row {
  const row: { [column: string]: Value } = {};
  for (const [name, value] of Object.entries(values)) {
    const field: Field = fieldOf(env.db.registry, model, name);
    if (isX2many(field) || field.related !== undefined) continue;
    if (field.compute !== undefined && !written.has(name)) continue;
    row[name] = toStored(env, model, field, value);
  }
  return row;
}

/** Records named in a changed field must be in sight, since their values are looked at. */
function checkLinks(env: Env, model: Model, { values, changed }: EditedForm): void {
  for (const name of changed) {
    const field = model.fields.get(name);
    const value = values[name];
    if (field?.type !== 'many2one' || typeof value !== 'number') continue;
    checkRules(env, modelOf(env, field.relation ?? ''), [value], 'read');
  }
}
