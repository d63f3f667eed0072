import { checkFieldAccess } from './access.ts';
import type { Env } from './env.ts';
import { valueError } from './errors.ts';
import { isIds, isNumeric, isSortable, type Value } from './fields.ts';
import type { Json } from './json.ts';
import { compareValues } from './order.ts';
import { fieldValue } from './records.ts';
import type { Field, Model } from './registry.ts';

const FUNCTIONS = [
  'sum',
  'avg',
  'max',
  'min',
  'count',
  'count_distinct',
  'bool_and',
  'bool_or',
  'array_agg',
  'array_agg_distinct',
  'recordset',
] as const;

type AggregateFunction = (typeof FUNCTIONS)[number];

/** One figure computed per group, under the key the answer carries it. */
export interface Aggregate {
  readonly key: string;
  readonly field: Field;
  readonly compute: (ids: readonly number[]) => Json;
}

const SPEC = /^(\w+)(?::(\w+)(?:\((\w+)\))?)?/;

/**
 * Parses `field`, `field:function` or `alias:function(field)` of `read_group`. A plain field
 * that cannot be aggregated gives undefined, as Odoo leaves it out.
 */
export function readGroupAggregate(env: Env, model: Model, spec: string): Aggregate | undefined {
  const parts = SPEC.exec(spec);
  if (!parts) throw valueError(`Invalid aggregate specification '${spec}'.`);
  const [, key = '', fn, inner] = parts;
  const field = aggregatedField(model, inner ?? key);
  if (env.db.version === 19) checkFieldAccess(env, model, [field], 'read');
  const name = fn ?? defaultFunction(field);
  if (name === undefined || (fn === undefined && !isSortable(field))) return undefined;
  if (!isSortable(field)) throw notStored(env, model, field);
  checkFieldAccess(env, model, [field], 'read');
  return aggregate(env, model, key, field, name);
}

/** Parses `field:function` or `__count` of `formatted_read_group`. */
export function formattedAggregate(env: Env, model: Model, spec: string): Aggregate {
  if (spec === '__count') {
    return {
      key: spec,
      field: aggregatedField(model, 'id'),
      compute: (ids) => ids.length,
    };
  }
  const [name = '', fn] = spec.split(':');
  if (!fn) {
    throw valueError(`Aggregate method is mandatory for '${spec}'`);
  }
  const field = aggregatedField(model, name);
  checkFieldAccess(env, model, [field], 'read');
  return aggregate(env, model, spec, field, fn);
}

function notStored(env: Env, model: Model, field: Field): Error {
  return valueError(
    env.db.version === 17
      ? `Cannot convert field ${model.name}.${field.name} to SQL`
      : `Cannot convert ${model.name}.${field.name} to SQL because it is not stored`,
  );
}

function aggregatedField(model: Model, name: string): Field {
  const field = model.fields.get(name);
  if (!field) throw valueError(`Invalid field '${name}' on model '${model.name}'`);
  return field;
}

/** The function a field is aggregated by when none is named. */
function defaultFunction(field: Field): AggregateFunction | undefined {
  if (field.type === 'boolean') return undefined;
  if (!isNumeric(field) || field.aggregator === false) return undefined;
  return field.aggregator ?? 'sum';
}

function aggregate(env: Env, model: Model, key: string, field: Field, name: string): Aggregate {
  const fn = FUNCTIONS.find((known) => known === name);
  if (!fn) throw valueError(`Invalid aggregate method '${name}' for '${field.name}:${name}'.`);
  return {
    key,
    field,
    compute: (ids) => {
      const all = ids.flatMap((id): Value[] => {
        const value = fieldValue(env, model, id, field.name);
        return isIds(value) ? [...value] : [value];
      });
      return apply(fn, field, all);
    },
  };
}

function apply(fn: AggregateFunction, field: Field, all: readonly Value[]): Json {
  const present = all.filter((value) => value !== false || field.type === 'boolean');
  const numbers = present.filter((value) => typeof value === 'number');
  const distinct = [...new Set(present)];
  const sorted = [...present].sort(compareValues);
  switch (fn) {
    case 'sum':
      return rounded(
        field,
        numbers.reduce((sum, value) => sum + value, 0),
      );
    case 'avg':
      return numbers.length
        ? numbers.reduce((sum, value) => sum + value, 0) / numbers.length
        : false;
    case 'max':
      return scalar(sorted.at(-1));
    case 'min':
      return scalar(sorted[0]);
    case 'count':
      return present.length;
    case 'count_distinct':
      return distinct.length;
    case 'bool_and':
      return present.every((value) => value === true);
    case 'bool_or':
      return present.some((value) => value === true);
    case 'array_agg':
      return all.map(scalar);
    case 'array_agg_distinct':
    case 'recordset':
      return distinct.map(scalar);
  }
}

function scalar(value: Value | undefined): Json {
  return value === undefined || isIds(value) ? false : value;
}

function rounded(field: Field, value: number): number {
  return field.type === 'integer' ? value : Math.round(value * 1e6) / 1e6;
}
