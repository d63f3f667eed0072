import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../policies/json.ts';
import { missingFields } from './missing-fields.ts';

const listing = (listed: Json): JsonObject => ({
  isError: true,
  _meta: { 'odoo-mcp/missing': listed },
});
const asking = (properties: JsonObject, required: Json = []): JsonObject => ({
  resultType: 'input_required',
  inputRequests: {
    one: {
      method: 'elicitation/create',
      params: { requestedSchema: { type: 'object', properties, required } },
    },
  },
});
const json = fc.jsonValue() as fc.Arbitrary<Json>;

describe('what a server says is missing', () => {
  it('is read from a list and from a form alike', () => {
    const name = { name: 'name', needed: true, choices: [] };
    expect(missingFields(listing([{ name: 'name', type: 'char' }]))).toEqual({ fields: [name] });
    expect(missingFields(asking({ name: { type: 'string' } }, ['name']))).toEqual({
      fields: [name],
    });
  });

  it.each([
    [
      'pairs',
      [
        ['a', 'A'],
        ['Europe/Brussels', 'B'],
      ],
      ['a', 'Europe/Brussels'],
    ],
    ['plain', ['a', 'b.c'], ['a', 'b.c']],
    ['titled', [{ const: 'a', title: 'A' }], ['a']],
    ['words', [['Click here', 'A']], []],
    ['an address', ['http://evil.example'], []],
    ['one that is no text', ['a', 7], []],
    ['too many', Array.from({ length: 201 }, (_, n) => `c${n}`), []],
  ])('brings choices of a selection as names only: %s', (_, selection, choices) => {
    expect(missingFields(listing([{ name: 'type', selection }]))).toMatchObject({
      fields: [{ choices }],
    });
  });

  it('is nothing where a success lists it, or a form is empty', () => {
    expect(missingFields({ ...listing([{ name: 'name' }]), isError: false })).toBeUndefined();
    expect(missingFields(asking({}))).toBeUndefined();
    expect(missingFields({ resultType: 'input_required' })).toBeUndefined();
  });

  it('is names of fields and names of choices, whatever the server writes', () => {
    const results = fc.oneof(
      json.map(listing),
      fc.array(fc.record({ name: json, selection: json }), { maxLength: 5 }).map(listing),
      fc.dictionary(fc.string(), json).map((properties) => asking(properties)),
      json.map((inputRequests) => ({ resultType: 'input_required', inputRequests })),
      fc.dictionary(fc.string(), json),
    );
    fc.assert(
      fc.property(results, (result) => {
        const missing = missingFields(result);
        if (missing === undefined || 'effect' in missing) return;
        for (const { name, choices } of missing.fields) {
          expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
          for (const choice of choices) expect(choice).not.toMatch(/[\s:]|\/\//);
        }
      }),
    );
  });
});
