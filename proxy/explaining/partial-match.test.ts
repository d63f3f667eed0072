import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../../policies/json.ts';
import { differences } from './partial-match.ts';

describe('what a value is expected to contain', () => {
  it('is found wherever the keys that are named fit', () => {
    const found = { a: 1, b: { c: [1, { d: 2, e: 3 }], f: null } };
    expect(differences({ b: { c: [1, { d: 2 }] } }, found, 'sends')).toEqual([]);
  });

  it.each<[Json, Json, string]>([
    [{ a: 1 }, { a: 2 }, 'sends.a: expected 1, found 2'],
    [{ a: 0 }, { a: false }, 'sends.a: expected 0, found false'],
    [{ a: null }, {}, 'sends.a: expected null, found nothing'],
    [{ a: [1, 2] }, { a: [1] }, 'sends.a: expected [1,2], found [1]'],
    [{ a: [1, 2] }, { a: [2, 1] }, 'sends.a[0]: expected 1, found 2'],
    [{ a: {} }, { a: [] }, 'sends.a: expected {}, found []'],
    [{ constructor: 1 }, {}, 'sends.constructor: expected 1, found nothing'],
  ])('%j is not in %j', (expected, found, difference) => {
    expect(differences(expected, found, 'sends')).toContain(difference);
  });

  it('every value contains itself', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const value: Json = JSON.parse(text);
        expect(differences(value, value, 'it')).toEqual([]);
      }),
    );
  });
});
