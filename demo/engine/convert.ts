import type { Env } from './env.ts';
import { missingError, valueError } from './errors.ts';
import type { Value } from './fields.ts';
import { isTruthy, type Json } from './json.ts';
import { pythonRepr } from './python-repr.ts';
import { recordExists } from './records.ts';
import type { Field, Model } from './registry.ts';

/**
 * A written JSON value as the field stores it. Throws the ValueError of a value the field cannot
 * hold, MissingError for a many2one to nothing. Not for x2many fields.
 */
export function toStored(env: Env, model: Model, field: Field, value: Json): Value {
  switch (field.type) {
    case 'boolean':
      return isTruthy(value);
    case 'integer':
    case 'many2one_reference':
      return integerOf(value);
    case 'float':
    case 'monetary':
      return floatOf(value, field);
    case 'selection':
      return selectionOf(model, field, value);
    case 'many2one':
      return many2oneOf(env, field, value);
    case 'date':
      return dateOf(value, 10);
    case 'datetime':
      return dateOf(value, 19);
    default:
      return textOf(field, value);
  }
}

function integerOf(value: Json): Value {
  if (!isTruthy(value)) return 0;
  if (value === true) return 1;
  const number =
    typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
  if (Number.isNaN(number)) {
    throw valueError(`invalid literal for int() with base 10: ${pythonRepr(value)}`);
  }
  return Math.trunc(number);
}

function floatOf(value: Json, field: Field): Value {
  if (!isTruthy(value)) return 0;
  const number = typeof value === 'object' ? Number.NaN : Number(value);
  if (Number.isNaN(number)) {
    throw valueError(`could not convert string to float: ${pythonRepr(value)}`);
  }
  const digits = field.digits?.[1] ?? (field.type === 'monetary' ? 2 : undefined);
  return digits === undefined ? number : Number(number.toFixed(digits));
}

function selectionOf(model: Model, field: Field, value: Json): Value {
  if (!isTruthy(value)) return false;
  if (typeof value === 'string' && field.selection?.some(([key]) => key === value)) return value;
  throw wrongValue(model, field, value);
}

/** Odoo takes anything but an id for an empty value. */
function many2oneOf(env: Env, field: Field, value: Json): Value {
  if (typeof value !== 'number' || value === 0) return false;
  const relation = field.relation ?? '';
  if (!recordExists(env, relation, value)) throw missingError(relation, [value], env.actor.id);
  return value;
}

function dateOf(value: Json, length: 10 | 19): Value {
  if (!isTruthy(value)) return false;
  const text = String(value);
  const shape = /^\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?$/;
  if (!shape.test(text) || Number.isNaN(Date.parse(text.slice(0, 10)))) {
    const format = length === 10 || text.length <= 10 ? '%Y-%m-%d' : '%Y-%m-%d %H:%M:%S';
    throw valueError(`time data ${pythonRepr(text)} does not match format '${format}'`);
  }
  if (length === 10) return text.slice(0, 10);
  return `${text.replace('T', ' ')}${'0000-00-00 00:00:00'.slice(text.length)}`.slice(0, 19);
}

function textOf(field: Field, value: Json): Value {
  if (value === null || value === false) return false;
  const text = typeof value === 'string' ? value : pythonRepr(value);
  const trimmed = field.type === 'char' ? text.trim() : text;
  return field.size ? trimmed.slice(0, field.size) : trimmed;
}

function wrongValue(model: Model, field: Field, value: Json): Error {
  return valueError(`Wrong value for ${model.name}.${field.name}: ${pythonRepr(value)}`);
}
