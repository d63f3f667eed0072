import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../json.ts';
import { isArray } from '../../json.ts';
import { isDeny } from '../refusal.ts';
import { type Domain, MOST_LEAVES, MOST_NESTING, parseDomain } from './domain.ts';
import { emitDomain } from './emit.ts';

function canonical(domain: Json | undefined): readonly Json[] {
  const parsed = parseDomain(domain);
  if (isDeny(parsed)) throw new Error(parsed.reason);
  return emitDomain(parsed);
}

const A = ['a', '=', 1];
const B = ['b', '=', 2];
const C = ['c', '=', 3];
const TRUE = [1, '=', 1];
const FALSE = [0, '=', 1];
const NEVER = [['id', 'in', []]];

describe('a domain is read as Odoo reads it', () => {
  test.each<[string, Json | undefined, Json]>([
    ['absent', undefined, []],
    ['null', null, []],
    ['empty', [], []],
    ['one condition', [A], [A]],
    ['conditions side by side', [A, B, C], ['&', '&', A, B, C]],
    ['an explicit and', ['&', A, B], ['&', A, B]],
    ['an or', ['|', A, B], ['|', A, B]],
    ['an or beside a condition', ['|', A, B, C], ['&', '|', A, B, C]],
    ['a condition beside an or', [C, '|', A, B], ['&', C, '|', A, B]],
    ['a negation', ['!', A], ['!', A]],
    ['a negated or', ['!', '|', A, B, C], ['&', '!', '|', A, B, C]],
    ['a chain of ors', ['|', A, '|', B, C], ['|', '|', A, B, C]],
    ['a double negation', ['!', '!', A], [A]],
    ['a sub-domain', [['x', 'any', [A, B]]], [['x', 'any', ['&', A, B]]]],
    ['a negated sub-domain', [['x.y', 'not any', []]], [['x.y', 'not any', []]]],
    ['always', [TRUE], []],
    ['never', [FALSE], NEVER],
    ['always and a condition', [TRUE, A], [A]],
    ['never and a condition', [A, FALSE], NEVER],
    ['always or a condition', ['|', A, TRUE], []],
    ['never or a condition', ['|', FALSE, A], [A]],
    ['not always', ['!', TRUE], NEVER],
    ['not never', ['!', FALSE], []],
    ['never or never', ['|', FALSE, FALSE], NEVER],
  ])('%s', (_name, written, expected) => {
    expect(canonical(written)).toEqual(expected);
  });
});

describe('what Odoo would trip over, or read in its own way, is refused', () => {
  test.each<[string, Json]>([
    ['a text', "[('a', '=', 1)]"],
    ['an object', { a: 1 }],
    ['a condition without its list', ['a', '=', 1]],
    ['false', false],
    ['an operator without operands', ['&']],
    ['an or with one operand', ['|', A]],
    ['a negation of nothing', [A, '!']],
    ['an unknown connective', ['and', A, B]],
    ['a padded connective', [' |', A, B]],
    ['a number between conditions', [A, 1]],
    ['two parts', [['a', '=']]],
    ['four parts', [['a', '=', 1, 2]]],
    ['no parts', [[]]],
    ['a nested list', [[A, B]]],
    ['a list for a field', [[['a'], '=', 1]]],
    ['a field in capitals', [['SSNID', '=', 'x']]],
    ['a field with a look-alike letter', [['ssn\u0131d', '=', 'x']]],
    ['a field with a line break', [['password\n', '=', 'x']]],
    ['a padded field', [[' name', '=', 'x']]],
    ['an empty hop', [['partner_id..name', '=', 'x']]],
    ['a trailing dot', [['partner_id.', '=', 'x']]],
    ['an operator in capitals', [['a', 'ILIKE', 'x']]],
    ['a padded operator', [['a', '= ', 1]]],
    ['inselect', [['a', 'inselect', ['select 1', []]]]],
    ['==', [['a', '==', 1]]],
    ['<>', [['a', '<>', 1]]],
    ['not =like', [['a', 'not =like', 'x']]],
    ['an operator of another type', [['a', 1, 1]]],
    ['ANY', [['a', 'ANY', []]]],
    ['any with a text', [['a', 'any', '[]']]],
    ['any with an object', [['a', 'any', {}]]],
    ['another constant', [[1, '=', 0]]],
    ['a constant with another operator', [[1, '!=', 1]]],
    ['a constant of another number', [[2, '=', 2]]],
    ['a constant compared with true', [[1, '=', true]]],
    ['a text constant', [['1', '=', '1']]],
    ['true as a constant', [[true, '=', 1]]],
  ])('%s', (_name, written) => {
    const answer = parseDomain(written);
    expect(answer).toMatchObject({ effect: 'deny', code: 'domain_invalid' });
  });

  test.each(
    [
      [2, '=', 1],
      [-1, '=', 1],
      [0, '=', 0],
      [1, '=', 0],
      [1, '=', 2],
      [1, '=', true],
      [1, '=', '1'],
      [0, '!=', 1],
      [1, '!=', 1],
      [0, '>', 1],
    ].map((constant) => ({ constant })),
  )('a constant but the two that Odoo knows: %j', ({ constant }) => {
    expect(parseDomain([constant])).toMatchObject({
      code: 'domain_invalid',
      reason: "the only conditions without a field are [1, '=', 1] and [0, '=', 1].",
    });
  });

  test('a path longer than any', () => {
    const path = (length: number) =>
      ['a'.repeat(9), ...Array(63).fill('b'.repeat(9))].join('.').slice(0, length);
    expect(isDeny(parseDomain([[path(639), '=', 1]]))).toBe(false);
    expect(isDeny(parseDomain([[`${path(639)}.b`, '=', 1]]))).toBe(true);
  });

  test('names the operators when one is wrong, and not the value', () => {
    expect(parseDomain([['a', 'matches', 'hush']])).toMatchObject({
      reason: "the condition on a uses an operator that is not one of Odoo's.",
      allowed: expect.stringContaining('ilike'),
    });
    expect(JSON.stringify(parseDomain([['a', 'matches', 'hush']]))).not.toContain('hush');
  });
});

describe('sizes', () => {
  const leaves = (count: number): Json[] => Array.from({ length: count }, () => A);
  const nested = (depth: number): Json => (depth === 0 ? [A] : [['x', 'any', nested(depth - 1)]]);

  test('conditions are counted through sub-domains', () => {
    expect(isDeny(parseDomain(leaves(MOST_LEAVES)))).toBe(false);
    expect(isDeny(parseDomain(leaves(MOST_LEAVES + 1)))).toBe(true);
    expect(isDeny(parseDomain([['x', 'any', leaves(MOST_LEAVES - 1)]]))).toBe(false);
    expect(isDeny(parseDomain([['x', 'any', leaves(MOST_LEAVES)]]))).toBe(true);
  });

  test('sub-domains nest no deeper than the limit', () => {
    expect(isDeny(parseDomain(nested(MOST_NESTING)))).toBe(false);
    expect(isDeny(parseDomain(nested(MOST_NESTING + 1)))).toBe(true);
  });

  test('a wide or is not a deep one', () => {
    const wide = [...Array.from({ length: 49 }, () => '|'), ...leaves(50)];
    expect(canonical(wide)).toEqual(wide);
  });

  test('a flood of operators is refused', () => {
    expect(isDeny(parseDomain([...Array.from({ length: 100_000 }, () => '!'), A]))).toBe(true);
  });
});

/** Domains over flags `a` to `e`, written with and without the ands that may be left out. */
const written: fc.Arbitrary<Json[]> = fc.letrec<{ domain: Json[]; term: Json[] }>((tie) => ({
  domain: fc.array(tie('term'), { maxLength: 4 }).map((terms) => terms.flat()),
  term: fc.oneof(
    { maxDepth: 4 },
    fc
      .tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.constantFrom('=', '!='), fc.boolean())
      .map((leaf) => [leaf] as Json[]),
    fc.constantFrom<Json[]>([TRUE], [FALSE]),
    tie('term').map((inner) => ['!', ...inner]),
    fc.tuple(tie('term'), tie('term')).map(([one, two]) => ['|', ...one, ...two]),
    fc.tuple(tie('term'), tie('term')).map(([one, two]) => ['&', ...one, ...two]),
  ),
})).domain;

/** Evaluates a written domain from its definition, sharing nothing with the parser. */
function evaluate(domain: readonly Json[], record: Readonly<Record<string, boolean>>): boolean {
  let at = 0;
  const next = (): boolean => {
    const element = domain[at];
    at += 1;
    if (element === '!') return !next();
    if (element === '&' || element === '|') {
      const one = next();
      const two = next();
      return element === '&' ? one && two : one || two;
    }
    if (!isArray(element)) throw new Error('malformed');
    const [name, operator, value] = element;
    if (typeof name === 'number') return name === value;
    if (operator === 'in') return false;
    return (record[String(name)] === value) === (operator === '=');
  };
  let all = true;
  while (at < domain.length) all = next() && all;
  return all;
}

describe('parsing and writing back', () => {
  const records = Array.from({ length: 32 }, (_, bits) =>
    Object.fromEntries(
      ['a', 'b', 'c', 'd', 'e'].map((name, bit) => [name, (bits >> bit) % 2 === 1]),
    ),
  );

  test('keeps the meaning', () => {
    fc.assert(
      fc.property(written, (domain) => {
        const again = canonical(domain);
        for (const record of records) {
          expect(evaluate(again, record)).toBe(evaluate(domain, record));
        }
      }),
      { numRuns: 300 },
    );
  });

  test('changes nothing the second time', () => {
    fc.assert(
      fc.property(written, (domain) => {
        const once = canonical(domain);
        expect(canonical(once)).toEqual(once);
      }),
      { numRuns: 300 },
    );
  });

  test('spells every operator out, so that two domains can be joined', () => {
    fc.assert(
      fc.property(written, written, (one, two) => {
        const [left, right] = [canonical(one), canonical(two)];
        fc.pre(left.length > 0 && right.length > 0);
        const joined = ['&', ...left, ...right];
        for (const record of records) {
          expect(evaluate(joined, record)).toBe(evaluate(one, record) && evaluate(two, record));
        }
      }),
      { numRuns: 200 },
    );
  });

  test('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const parsed: Domain | { effect: 'deny' } = parseDomain(value as Json);
        expect(isDeny(parsed) || Array.isArray(emitDomain(parsed as Domain))).toBe(true);
      }),
    );
  });
});
