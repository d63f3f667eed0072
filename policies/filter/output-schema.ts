import type { AnswerShape, KeptValue, PartKind, ResultShape } from '../bindings/result-shape.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { AnswerKind } from './answer.ts';

type Shape = Pick<AnswerShape, 'kind' | 'at' | 'keep'>;

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
  // Some clients check failed results as well.
  const failure: Shape[] =
    shape.failure === undefined ? [] : [{ kind: 'parts', at: [], keep: shape.failure }];
  const dryRun = shape.dryRun === undefined ? [] : [shape.dryRun];
  const shapes: readonly Shape[] = [shape, ...dryRun, ...failure];
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
  const kept = shape.keep.get(key);
  return kept === undefined ? undefined : described(property, keptSchema(kept));
}

/** What stands at the answer's place after filtering, whatever the obligation was. */
function answerSchema(kind: AnswerKind): JsonObject {
  switch (kind) {
    case 'records':
    case 'groups':
    case 'actions':
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
    case 'blob':
    case 'parts':
      return {};
  }
}

function keptSchema(kept: KeptValue): JsonObject {
  switch (kept.kind) {
    case 'integer':
    case 'count':
    case 'total':
      return { type: 'integer' };
    case 'boolean':
      return { type: 'boolean' };
    case 'text':
    case 'words':
    case 'sanitised':
    case 'file_name':
    case 'mime_type':
    case 'one_of':
      return { type: 'string' };
    case 'integers':
      return { type: 'array', items: { type: 'integer' } };
    case 'texts':
      return { type: 'array', items: { type: 'string' } };
    case 'echo':
    case 'argument':
    case 'field':
      return {};
    case 'part':
      return partSchema(kept.part);
    case 'list':
      return { type: 'array', items: keptSchema(kept.item) };
    case 'object': {
      const properties: Record<string, Json> = Object.create(null);
      for (const [key, value] of kept.keys) properties[key] = keptSchema(value);
      return { type: 'object', properties };
    }
    case 'map':
      return { type: 'object', additionalProperties: keptSchema(kept.value) };
  }
}

function partSchema(part: PartKind): JsonObject {
  switch (part) {
    case 'state':
      return {};
    case 'field_name':
    case 'model_name':
      return { type: 'string' };
    default:
      return answerSchema(part);
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
