import { isArray, isObject, type Json } from '../json.ts';
import type { FieldSchema, ModelSchema } from '../model-schema.ts';
import { type FieldName, type ModelName, parseFieldName, parseModelName } from '../names.ts';
import { ownValue } from './frozen-json.ts';

const RELATIONAL: ReadonlySet<string> = new Set(['many2one', 'one2many', 'many2many']);
const TYPE = /^[a-z][a-z0-9_]*$/;

/**
 * Field metadata from `{field: {type, relation, related, store, …}}`, the answer of `fields_get`. A field
 * whose description cannot be read is left out, so that nothing is decided on a guess; undefined when the
 * answer as a whole is no such object.
 */
export function parseModelSchema(model: ModelName, fieldsJson: Json): ModelSchema | undefined {
  if (!isObject(fieldsJson)) return undefined;
  const fields = new Map<FieldName, FieldSchema>();
  for (const [key, description] of Object.entries(fieldsJson)) {
    const field = parseField(key, description);
    if (field !== undefined) fields.set(field.name, field);
  }
  return Object.freeze({ model, fields });
}

function parseField(key: string, description: Json): FieldSchema | undefined {
  const name = parseFieldName(key);
  if (name === undefined || !isObject(description)) return undefined;
  const type = ownValue(description, 'type');
  if (typeof type !== 'string' || !TYPE.test(type)) return undefined;

  const comodel = optional(ownValue(description, 'relation'), parseModelName);
  const inverse = optional(ownValue(description, 'relation_field'), parseFieldName);
  const related = optional(ownValue(description, 'related'), parseRelated);
  const store = flag(ownValue(description, 'store'), false);
  const readonly = flag(ownValue(description, 'readonly'), false);
  const required = flag(ownValue(description, 'required'), false);
  if (comodel === 'unreadable' || inverse === 'unreadable' || related === 'unreadable')
    return undefined;
  if (store === undefined || readonly === undefined || required === undefined) return undefined;
  if (RELATIONAL.has(type) && comodel === undefined) return undefined;
  const searchable = flag(ownValue(description, 'searchable'), store);
  const byDefault = flag(ownValue(description, 'default_read'), store && !isHeavy(type));
  if (searchable === undefined || byDefault === undefined) return undefined;
  const label = ownValue(description, 'string');

  return Object.freeze({
    name,
    type,
    store,
    searchable,
    readonly,
    required,
    byDefault,
    ...(typeof label === 'string' ? { label } : {}),
    ...(comodel === undefined ? {} : { relation: comodel }),
    ...(inverse === undefined ? {} : { relationField: inverse }),
    ...(related === undefined ? {} : { related }),
  });
}

/** What a read that names no fields leaves out: files, and lists of ids that can be as long as a table. */
function isHeavy(type: string): boolean {
  return type === 'binary' || type === 'one2many' || type === 'many2many';
}

/** Odoo writes `false` for an attribute a field does not have. */
function optional<Value>(
  value: Json | undefined,
  parse: (value: Json) => Value | undefined,
): Value | undefined | 'unreadable' {
  if (value === undefined || value === null || value === false) return undefined;
  return parse(value) ?? 'unreadable';
}

function flag(value: Json | undefined, missing: boolean): boolean | undefined {
  if (value === undefined || value === null) return missing;
  return typeof value === 'boolean' ? value : undefined;
}

/** A related path: `order_id.state`, or its parts as a list. */
function parseRelated(value: Json): string | undefined {
  const parts = typeof value === 'string' ? value.split('.') : isArray(value) ? value : [];
  const names = parts.map(parseFieldName);
  return names.length > 0 && names.every((name) => name !== undefined)
    ? names.join('.')
    : undefined;
}
