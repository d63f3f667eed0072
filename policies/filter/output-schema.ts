import type { KeptValue, ResultShape } from '../bindings/binding.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';

type Shape = Omit<ResultShape, 'dryRun'>;

/**
 * A tool's `outputSchema` after filtering: clients check results against it, so it must be true of every
 * filtered result. Nothing is required any more, the parts a filter rewrites lose their inner rules, keys
 * that never pass are no longer advertised. Undefined where the schema cannot be read: then the tool is
 * better listed without one.
 */
export function relaxedOutputSchema(
  schema: Json | undefined,
  shape: ResultShape,
): JsonObject | undefined {
  if (!isObject(schema) || schema.type !== 'object') return undefined;
  const shapes: readonly Shape[] = shape.dryRun === undefined ? [shape] : [shape, shape.dryRun];
  const properties: Record<string, Json> = Object.create(null);
  if (isObject(schema.properties)) {
    for (const [key, property] of Object.entries(schema.properties)) {
      const relaxed = shapes.flatMap((one) => relaxedProperty(key, property, one) ?? []);
      const [first, ...others] = relaxed;
      // In two shapes a key may hold two things; only its description is then true of both.
      if (first !== undefined)
        properties[key] = others.length === 0 ? first : described(property, {});
    }
  }
  return {
    ...pick(schema, ['$schema', 'title', 'description']),
    type: 'object',
    properties,
  };
}

function relaxedProperty(key: string, property: Json, shape: Shape): JsonObject | undefined {
  if (key === shape.at[0])
    return described(property, shape.at.length === 1 ? answerSchema(shape.kind) : {});
  if (!shape.keep.includes(key)) return undefined;
  return described(property, keptSchema(shape.holds?.get(key)));
}

/** What stands at the answer's place after filtering, whatever the obligation was. */
function answerSchema(kind: ResultShape['kind']): JsonObject {
  switch (kind) {
    case 'records':
    case 'groups':
      return { type: 'array', items: { type: 'object' } };
    case 'labels':
    case 'models':
      return { type: 'array' };
    case 'fields':
      return { type: 'object' };
    case 'record':
    case 'count':
    case 'ids':
    case 'value':
    case 'acknowledgement':
    case 'identity':
      return {};
  }
}

function keptSchema(kept: KeptValue | undefined): JsonObject {
  switch (kept?.kind) {
    case undefined:
      return { type: ['integer', 'boolean'] };
    case 'integer':
    case 'count':
    case 'total':
      return { type: 'integer' };
    case 'boolean':
      return { type: 'boolean' };
    case 'text':
    case 'one_of':
      return { type: 'string' };
    case 'integers':
      return { type: 'array', items: { type: 'integer' } };
    case 'texts':
      return { type: 'array', items: { type: 'string' } };
    case 'echo':
      return {};
  }
}

function described(property: Json, schema: JsonObject): JsonObject {
  return isObject(property) ? { ...schema, ...pick(property, ['title', 'description']) } : schema;
}

function pick(schema: JsonObject, keys: readonly string[]): JsonObject {
  const picked: Record<string, Json> = {};
  for (const key of keys) {
    const value = schema[key];
    if (typeof value === 'string') picked[key] = value;
  }
  return picked;
}
