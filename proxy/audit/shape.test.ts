import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../policies/json.ts';
import { domainShape, valuesShape } from './shape.ts';

describe('the shape of a domain', () => {
  test('keeps fields, operators and connectives, and turns values into their types', () => {
    const domain: Json = [
      '|',
      '!',
      ['name', 'ilike', 'Dupont'],
      ['partner_id.country_id', 'in', [1, 2, 3]],
      ['active', '=', true],
      ['parent_id', '=', null],
      ['mixed', 'not in', ['a', 1]],
    ];
    expect(domainShape(domain)).toEqual([
      '|',
      '!',
      ['name', 'ilike', 'string'],
      ['partner_id.country_id', 'in', 'list of 3 number'],
      ['active', '=', 'boolean'],
      ['parent_id', '=', 'null'],
      ['mixed', 'not in', 'list of 2'],
    ]);
  });

  test('goes into sub-domains', () => {
    expect(domainShape([['line_ids', 'any', [['price', '>', 5]]]])).toEqual([
      ['line_ids', 'any', [['price', '>', 'number']]],
    ]);
  });

  test('takes what is no domain for a value', () => {
    expect(domainShape('[("a","=",1)]')).toBe('string');
    expect(domainShape([['Name!', '=', 'x'], 'words', ['a', 'nonsense', 'b']])).toEqual([
      ['<string>', '=', 'string'],
      'string',
      ['string', 'string', 'string'],
    ]);
  });

  test('stays small, however large or deep the domain is', () => {
    const wide = Array.from({ length: 10_000 }, () => ['name', '=', 'x']);
    let deep: Json = [['name', '=', 'x']];
    for (let level = 0; level < 500; level += 1) deep = [['line_ids', 'any', deep]];
    expect(JSON.stringify(domainShape(wide)).length).toBeLessThan(2_000);
    expect(JSON.stringify(domainShape(deep)).length).toBeLessThan(2_000);
    expect(domainShape([['id', 'in', wide]])).toEqual([['id', 'in', 'list of 10000 list']]);
  });

  test('keeps values where the operator wants them, shortened, but never a secret field’s', () => {
    const domain: Json = [
      ['name', '=', 'x'.repeat(1_000)],
      ['user_id.password', '=', 'hunter2'],
      ['access_token', 'in', ['hunter2']],
      ['user_ids', 'any', [['totp_secret', '=', 'hunter2']]],
    ];
    expect(domainShape(domain, true)).toEqual([
      ['name', '=', `${'x'.repeat(200)}…`],
      ['user_id.password', '=', 'string'],
      ['access_token', 'in', 'list of 1 string'],
      ['user_ids', 'any', [['totp_secret', '=', 'string']]],
    ]);
  });
});

describe('the shape of values', () => {
  test('names the fields and the types', () => {
    expect(
      valuesShape({ name: 'x', 'not a field': 'x', line_ids: [[0, 0, { price: 1 }]] }),
    ).toEqual({ name: 'string', '<string>': 'string', line_ids: 'list of 1 list' });
  });

  test('looks at names on every level before it keeps a value', () => {
    expect(
      valuesShape({ user_ids: [[0, 0, { login: 'a', password: 'hunter2' }]], active: true }, true),
    ).toEqual({ user_ids: [[0, 0, { login: 'a', password: 'string' }]], active: true });
  });
});

/** Texts no field or operator can be called, anywhere in JSON, as keys or values. */
const planted = fc
  .string({ minLength: 1, maxLength: 5 })
  .map((text) => `PLANTED-${text.replace(/["\\]/g, '')}`);
const json: fc.Arbitrary<Json> = fc.letrec<{ node: Json }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4 },
    planted,
    fc.integer(),
    fc.constantFrom<Json>('&', '|', 'name', '=', 'in', 'any', null, true),
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(planted, tie('node'), { maxKeys: 3 }),
    fc.tuple(
      fc.constantFrom('name', 'user_id.login'),
      fc.constantFrom('=', 'in', 'any'),
      tie('node'),
    ),
  ),
})).node;

test('no value of any domain is in its shape', () => {
  fc.assert(
    fc.property(json, (domain) => {
      expect(JSON.stringify(domainShape(domain))).not.toContain('PLANTED');
    }),
  );
});

test('no value to write is in its shape', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('name', 'line_ids', 'PLANTED'), json), (values) => {
      expect(JSON.stringify(valuesShape(values))).not.toContain('PLANTED');
    }),
  );
});
