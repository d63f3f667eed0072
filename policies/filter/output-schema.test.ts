import { describe, expect, it } from 'vitest';
import type { AnswerShape, KeptValue, ResultShape } from '../bindings/result-shape.ts';
import type { Json, JsonObject } from '../json.ts';
import { relaxedOutputSchema } from './output-schema.ts';

const keep = (kept: Readonly<Record<string, KeptValue>>) => new Map(Object.entries(kept));
const shape = (parts: Partial<ResultShape> = {}): ResultShape => ({
  ...{ kind: 'acknowledgement', at: [], keep: new Map(), steps: ['call'], ...parts },
});
const ANY: JsonObject = { type: 'array', minItems: 3 };

/** What is advertised for one key of an answer of this shape. */
function advertised(key: string, of: ResultShape, property: Json = ANY): Json | undefined {
  const relaxed = relaxedOutputSchema({ type: 'object', properties: { [key]: property } }, of);
  const properties = relaxed?.properties as JsonObject | undefined;
  return properties?.[key];
}

describe('the answer’s own place', () => {
  it.each<[AnswerShape['kind'], JsonObject]>([
    ['records', { type: 'array', items: { type: 'object' } }],
    ['groups', { type: 'array', items: { type: 'object' } }],
    ['labels', { type: 'array' }],
    ['models', { type: 'array' }],
    ['fields', { type: 'object' }],
    ['record', {}],
    ['count', {}],
    ['ids', {}],
    ['value', {}],
    ['acknowledgement', {}],
    ['identity', {}],
    ['blob', {}],
    ['parts', {}],
  ])('of %s is advertised as %j', (kind, schema) => {
    expect(advertised('rows', shape({ kind, at: ['rows'] }))).toEqual(schema);
  });

  it('is advertised as anything where it stands deeper', () => {
    expect(advertised('data', shape({ kind: 'records', at: ['data', 'rows'] }))).toEqual({});
    expect(advertised('rows', shape({ kind: 'records', at: ['data', 'rows'] }))).toBeUndefined();
  });
});

describe('a key that may pass', () => {
  it.each<[KeptValue, JsonObject]>([
    [{ kind: 'integer' }, { type: 'integer' }],
    [{ kind: 'count', of: 'call' }, { type: 'integer' }],
    [{ kind: 'total', of: 'call' }, { type: 'integer' }],
    [{ kind: 'boolean' }, { type: 'boolean' }],
    [{ kind: 'text' }, { type: 'string' }],
    [{ kind: 'words' }, { type: 'string' }],
    [{ kind: 'sanitised' }, { type: 'string' }],
    [{ kind: 'file_name' }, { type: 'string' }],
    [{ kind: 'mime_type' }, { type: 'string' }],
    [{ kind: 'one_of', values: new Set(['a']) }, { type: 'string' }],
    [{ kind: 'integers' }, { type: 'array', items: { type: 'integer' } }],
    [{ kind: 'texts' }, { type: 'array', items: { type: 'string' } }],
    [{ kind: 'echo', part: 'model', of: 'call' }, {}],
    [{ kind: 'argument', path: ['a'] }, {}],
    [{ kind: 'field', field: 'name', of: 'call' }, {}],
    [{ kind: 'part', part: 'state', of: 'call' }, {}],
    [{ kind: 'part', part: 'field_name', of: 'call' }, { type: 'string' }],
    [{ kind: 'part', part: 'model_name', of: 'call' }, { type: 'string' }],
    [
      { kind: 'part', part: 'records', of: 'call' },
      { type: 'array', items: { type: 'object' } },
    ],
    [
      { kind: 'part', part: 'actions', of: 'call' },
      { type: 'array', items: { type: 'object' } },
    ],
    [{ kind: 'part', part: 'fields', of: 'call' }, { type: 'object' }],
    [
      { kind: 'list', item: { kind: 'boolean' } },
      { type: 'array', items: { type: 'boolean' } },
    ],
    [
      { kind: 'object', keys: keep({ done: { kind: 'boolean' } }) },
      { type: 'object', properties: { done: { type: 'boolean' } } },
    ],
    [
      { kind: 'map', value: { kind: 'integer' } },
      { type: 'object', additionalProperties: { type: 'integer' } },
    ],
  ])('as %j is advertised as %j', (kept, schema) => {
    expect(advertised('x', shape({ keep: keep({ x: kept }) }))).toEqual(schema);
  });

  it('keeps what people read, and no other rule', () => {
    const described = { title: 'T', description: 'D', minimum: 3, enum: [1], $ref: '#/x' };
    const of = shape({ keep: keep({ x: { kind: 'integer' } }) });
    expect(advertised('x', of, described)).toEqual({
      type: 'integer',
      title: 'T',
      description: 'D',
    });
    expect(advertised('x', of, { title: 5, description: { a: 1 } })).toEqual({ type: 'integer' });
    expect(advertised('x', of, true)).toEqual({ type: 'integer' });
  });

  it('of two shapes is advertised as anything, of one as what it is there', () => {
    const answer = { kind: 'acknowledgement', at: [] } as const;
    const of = shape({
      keep: keep({ a: { kind: 'integer' } }),
      dryRun: {
        ...answer,
        keep: keep({ a: { kind: 'boolean' }, b: { kind: 'boolean' }, c: { kind: 'integer' } }),
      },
      failure: keep({ c: { kind: 'integer' }, d: { kind: 'integers' } }),
    });
    const named = { title: 'T', minimum: 3 };
    expect(advertised('a', of, named)).toEqual({ title: 'T' });
    expect(advertised('b', of, named)).toEqual({ title: 'T', type: 'boolean' });
    expect(advertised('c', of, named)).toEqual({ title: 'T' });
    expect(advertised('d', of, named)).toEqual({
      ...{ title: 'T', type: 'array', items: { type: 'integer' } },
    });
    expect(advertised('e', of, named)).toBeUndefined();
  });
});

describe('a schema as a whole', () => {
  it('keeps what people read and requires nothing', () => {
    const strict = {
      ...{ $schema: 'x', title: 'T', description: 'D', type: 'object', required: ['a'] },
      ...{ additionalProperties: false, properties: { a: {}, b: {} }, $defs: {}, oneOf: [] },
    };
    expect(relaxedOutputSchema(strict, shape({ keep: keep({ a: { kind: 'boolean' } }) }))).toEqual({
      ...{ $schema: 'x', title: 'T', description: 'D', type: 'object' },
      properties: { a: { type: 'boolean' } },
    });
  });

  it('may name no property', () => {
    for (const more of [{}, { properties: [] }, { properties: true }])
      expect(relaxedOutputSchema({ type: 'object', ...more }, shape())).toEqual({
        type: 'object',
        properties: {},
      });
  });

  it('is none where it is not of an object', () => {
    for (const schema of [undefined, true, 'x', [], {}, { type: 'array' }, { $ref: '#/x' }])
      expect(relaxedOutputSchema(schema, shape())).toBeUndefined();
  });
});
