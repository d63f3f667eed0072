import { AjvJsonSchemaValidator } from '@modelcontextprotocol/client/validators/ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Obligation } from '../decision.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { FieldName } from '../names.ts';
import { field, partner } from './filtering.fixture.ts';
import { relaxedOutputSchema } from './output-schema.ts';
import { boundTool, decidedOn } from './result-language.fixture.ts';
import { filterToolResult } from './tool-result.ts';

/** What must never leave. */
const MARKER = 'S3CRET-7f1c09';
const keys = ['a', 'b', 'name', 'vat', 'id'] as const;

/** Any value of the result language but the words of the server's author and the texts of an identity. */
const kept: fc.Arbitrary<Json> = fc.letrec<{ kept: Json }>((tie) => ({
  kept: fc.oneof(
    { maxDepth: 3, depthSize: 'medium' },
    fc.constantFrom<Json>('integer', 'boolean', 'integers', { one_of: ['done'] }),
    fc.constantFrom<Json>(
      { echo: 'model', of: 'found' },
      { echo: 'values', of: 'made' },
      { argument: '$.name' },
      { field: 'name', of: 'found' },
      { field: 'vat', of: 'found' },
      { field: 'credit:sum', of: 'summed' },
      { records: 'found' },
      { record: 'found' },
      { groups: 'summed' },
      { value: 'made' },
    ),
    tie('kept').map((list): Json => ({ list })),
    fc.dictionary(fc.constantFrom(...keys), tie('kept')).map((object): Json => ({ object })),
    tie('kept').map((map): Json => ({ map })),
    fc.tuple(tie('kept'), tie('kept')).map(([map, by]): Json => ({ map, keys: by })),
  ),
})).kept;
const shape = fc.dictionary(fc.constantFrom(...keys), kept, { minKeys: 1 });

const answer: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'medium' },
    fc.constantFrom<Json>(MARKER, `x ${MARKER}`, 'done', 1, 7.5, true, null, 'res.partner'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...keys, 'credit:sum', MARKER, '__proto__', '7'), tie('value')),
  ),
})).value;

/** Obligations that show `a` as an id, and nothing else. */
const mute: readonly Obligation[] = [
  {
    ...{ kind: 'records', model: partner, visible: new Map([[field('a'), 'id_only']]) },
    ...{ masked: [field('vat')], redaction: 'mask', maxRecords: 3 },
  },
  {
    ...{ kind: 'groups', model: partner, visible: new Map([['credit:sum', 'count']]) },
    ...{ redaction: 'mask', maxGroups: 3 },
  },
  { kind: 'nothing' },
];

/** Obligations that show everything an answer here can hold. */
const open: readonly Obligation[] = [
  {
    kind: 'records',
    model: partner,
    visible: new Map(keys.map((name): [FieldName, 'value'] => [field(name), 'value'])),
    ...{ masked: [], redaction: 'omit', maxRecords: 10 },
  },
  {
    ...{ kind: 'groups', model: partner, visible: new Map([['credit:sum', 'value']]) },
    ...{ redaction: 'omit', maxGroups: 10 },
  },
  { kind: 'nothing' },
];

function filtered(keep: Json, structuredContent: JsonObject, obligations: readonly Obligation[]) {
  const { result } = boundTool({ keep });
  const limits = { maxResponseBytes: 1_000_000 };
  const whole = filterToolResult({ structuredContent }, result, decidedOn(obligations), limits, {
    name: 'Azure',
  });
  return { whole, result };
}

describe('whatever a result may hold', () => {
  it('never lets a text through that no step shows', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(shape, answer.filter(isObject), (keep, structured) => {
        const { whole } = filtered(keep, structured, mute);
        expect(JSON.stringify(whole)).not.toContain(MARKER);
      }),
      { numRuns: 3_000 },
    );
  });

  it('answers only with keys it names, at the top', () => {
    fc.assert(
      fc.property(shape, answer.filter(isObject), (keep, structured) => {
        const { whole } = filtered(keep, structured, open);
        if ('effect' in whole || !isObject(whole.result.structuredContent)) return;
        for (const key of Object.keys(whole.result.structuredContent))
          expect(Object.keys(keep)).toContain(key);
      }),
    );
  });

  it('is the same when it is filtered again, and true of the schema that is listed', () => {
    const advertised: JsonObject = {
      type: 'object',
      properties: Object.fromEntries(keys.map((key) => [key, { type: 'string', minLength: 9 }])),
      required: [...keys],
      additionalProperties: false,
    };
    const validators = new AjvJsonSchemaValidator();
    fc.assert(
      fc.property(shape, answer.filter(isObject), (keep, structured) => {
        const { whole, result } = filtered(keep, structured, open);
        if ('effect' in whole) return;
        const content = whole.result.structuredContent;
        if (!isObject(content)) throw new Error('no structure');
        const again = filtered(keep, content, open).whole;
        if ('effect' in again) throw new Error(again.reason);
        expect(JSON.stringify(again.result)).toBe(JSON.stringify(whole.result));
        const schema = relaxedOutputSchema(advertised, result);
        expect(JSON.stringify(schema)).not.toContain('$ref');
        const check = validators.getValidator(JSON.parse(JSON.stringify(schema)));
        expect(check(JSON.parse(JSON.stringify(content)))).toMatchObject({ valid: true });
      }),
      { numRuns: 150 },
    );
  });
});
