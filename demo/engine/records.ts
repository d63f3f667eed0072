import { localTime } from './date-part.ts';
import { type Actor, type Env, modelOf } from './env.ts';
import { emptyValue, isIds, type Value } from './fields.ts';
import { translationColumn, translationLanguage } from './language.ts';
import type { Field, Model } from './registry.ts';
import type { Row } from './store.ts';

/** A record as computations and rules of the models see it: full rights, empty for missing. */
export interface RecordReader {
  readonly id: number;
  readonly model: string;
  readonly version: number;
  readonly value: (field: string) => Value;
  readonly text: (field: string) => string;
  readonly number: (field: string) => number;
  readonly flag: (field: string) => boolean;
  readonly one: (field: string) => RecordReader | undefined;
  readonly many: (field: string) => readonly RecordReader[];
  readonly displayName: () => string;
  /** Who asks. */
  readonly actor: Actor;
  /** A moment as `YYYY-MM-DD HH:MM:SS` in the time zone of who asks. */
  readonly local: (field: string) => string;
  /** Full record set of another model that satisfies `matches`. */
  readonly all: (model: string, matches: (record: RecordReader) => boolean) => RecordReader[];
}

/** True when the record is in the table. */
export function recordExists(env: Env, model: string, id: number): boolean {
  return env.db.store.get(model, id) !== undefined;
}

/** A field's value: stored, related, computed or reverse; no access checks. */
export function fieldValue(env: Env, model: Model, id: number, name: string): Value {
  const field = model.fields.get(name);
  const row = env.db.store.get(model.name, id);
  if (!field || !row) return false;
  if (name === 'id') return id;
  if (field.secret) return '';
  if (field.related !== undefined) return relatedValue(env, model, id, field.related);
  if (field.type === 'one2many' && field.compute === undefined) {
    return reverseIds(env, field.relation ?? '', field.inverse ?? '', id);
  }
  if (field.mirror !== undefined && row[name] === undefined) {
    return mirroredIds(env, field.relation ?? '', field.mirror, id);
  }
  if (field.compute !== undefined) {
    const written = field.editable ? row[name] : undefined;
    return written ?? field.compute(readerOf(env, model.name, id));
  }
  const held = translated(env, field, row) ?? row[name] ?? emptyValue(field);
  return isIds(held)
    ? held.filter((other) => recordExists(env, field.relation ?? '', other))
    : held;
}

function translated(env: Env, field: Field, row: Row): Value | undefined {
  if (!field.translate) return undefined;
  const language = translationLanguage(env);
  return language === undefined ? undefined : row[translationColumn(field.name, language)];
}

/** A record's label. */
export function displayNameOf(env: Env, model: Model, id: number): string {
  const reader = readerOf(env, model.name, id);
  if (model.displayName) return model.displayName(reader);
  const name = fieldValue(env, model, id, model.recNameField);
  return name === false || model.recNameField === 'id' ? `${model.name},${id}` : String(name);
}

/** A reader with full rights over one record. */
export function readerOf(env: Env, modelName: string, id: number): RecordReader {
  const model = modelOf(env, modelName);
  const value = (field: string): Value =>
    fieldValue(env, model, id, env.db.registry.nameOf(modelName, field));
  const comodel = (field: string): string =>
    model.fields.get(env.db.registry.nameOf(modelName, field))?.relation ?? '';
  return {
    id,
    model: modelName,
    version: env.db.version,
    value,
    text: (field) => {
      const found = value(field);
      return typeof found === 'string' ? found : '';
    },
    number: (field) => {
      const found = value(field);
      return typeof found === 'number' ? found : 0;
    },
    flag: (field) => value(field) === true,
    one: (field) => {
      const found = value(field);
      return typeof found === 'number' && recordExists(env, comodel(field), found)
        ? readerOf(env, comodel(field), found)
        : undefined;
    },
    many: (field) => {
      const found = value(field);
      return isIds(found) ? found.map((item) => readerOf(env, comodel(field), item)) : [];
    },
    displayName: () => displayNameOf(env, model, id),
    actor: env.actor,
    local: (field) => localTime(value(field), env.actor.tz),
    all: (other, matches) =>
      env.db.store
        .ids(other)
        .map((item) => readerOf(env, other, item))
        .filter(matches),
  };
}

function relatedValue(env: Env, model: Model, id: number, path: string): Value {
  const [first = '', ...rest] = path.split('.');
  const target = fieldValue(env, model, id, first);
  if (rest.length === 0) return target;
  const comodel = model.fields.get(first)?.relation;
  if (comodel === undefined) return false;
  const next = isIds(target) ? target[0] : target;
  const related = modelOf(env, comodel);
  const last = related.fields.get(rest[0] ?? '');
  if (typeof next !== 'number') return last ? emptyValue(last) : false;
  return relatedValue(env, related, next, rest.join('.'));
}

function reverseIds(env: Env, comodel: string, inverse: string, id: number): readonly number[] {
  const { store } = env.db;
  return store.ids(comodel).filter((other) => store.get(comodel, other)?.[inverse] === id);
}

function mirroredIds(env: Env, comodel: string, mirror: string, id: number): readonly number[] {
  const { store } = env.db;
  return store.ids(comodel).filter((other) => {
    const held = store.get(comodel, other)?.[mirror];
    return isIds(held) && held.includes(id);
  });
}
