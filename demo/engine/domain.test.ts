import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { administrator } from '../testing/environment.fixture.ts';
import { type Domain, mentions, parseDomain } from './domain.ts';
import { modelOf, withContext } from './env.ts';
import type { Json } from './json.ts';
import { conjunction } from './name-search.ts';
import { fieldValue } from './records.ts';
import { predicateOf, searchIds } from './search.ts';

const env = administrator(18);
const everything = withContext(env, { active_test: false });
const partner = modelOf(env, 'res.partner');
const all = searchIds(everything, partner, [], { order: 'id' });

const find = (domain: Json, model = 'res.partner'): readonly number[] =>
  searchIds(everything, modelOf(env, model), domain, { order: 'id' });
const count = (domain: Json, model = 'res.partner'): number => find(domain, model).length;
const minus = (ids: readonly number[]): readonly number[] => all.filter((id) => !ids.includes(id));

const leaf = fc.oneof(
  fc.tuple(
    fc.constantFrom('name', 'city', 'email', 'ref'),
    fc.constantFrom('=', '!=', 'ilike', 'not ilike', '=like', 'like'),
    fc.constantFrom('Azure Interior', 'a', '%e%', '', 'Lyon'),
  ),
  fc.tuple(
    fc.constantFrom('name', 'city', 'ref', 'parent_id', 'country_id', 'child_ids', 'user_id'),
    fc.constantFrom('=', '!='),
    fc.constant(false),
  ),
  fc.tuple(
    fc.constantFrom('id', 'parent_id', 'child_ids', 'country_id', 'category_id'),
    fc.constantFrom('in', 'not in'),
    fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 5 }),
  ),
  fc.tuple(
    fc.constantFrom('id', 'customer_rank'),
    fc.constantFrom('<', '>', '<=', '>=', '=', '!='),
    fc.integer({ min: 0, max: 40 }),
  ),
  fc.tuple(fc.constant('is_company'), fc.constantFrom('=', '!='), fc.boolean()),
);

const tree: fc.Arbitrary<Json[]> = fc.letrec<{ domain: Json[] }>((tie) => ({
  domain: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf.map((it): Json[] => [it]),
    tie('domain').map((part): Json[] => ['!', ...part]),
    fc
      .tuple(fc.constantFrom('&', '|'), tie('domain'), tie('domain'))
      .map(([op, a, b]): Json[] => [op, ...a, ...b]),
  ),
})).domain;

describe('boolean algebra', () => {
  test('a negation selects exactly the other records', () => {
    fc.assert(
      fc.property(tree, (domain) => {
        expect(find(['!', ...domain])).toEqual(minus(find(domain)));
      }),
      { numRuns: 60 },
    );
  });

  test('& is intersection, | is union, and a bare list is &', () => {
    fc.assert(
      fc.property(tree, tree, (a, b) => {
        const left = find(a);
        const right = find(b);
        const both = left.filter((id) => right.includes(id));
        expect(find(['&', ...a, ...b])).toEqual(both);
        expect(find([...a, ...b])).toEqual(both);
        expect(find(['|', ...a, ...b])).toEqual(
          all.filter((id) => left.includes(id) || right.includes(id)),
        );
      }),
      { numRuns: 60 },
    );
  });

  test('each negative operator is the complement of its positive one', () => {
    const pairs = [
      ['=', '!='],
      ['in', 'not in'],
      ['like', 'not like'],
      ['ilike', 'not ilike'],
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...pairs),
        fc.constantFrom('name', 'city', 'parent_id', 'category_id', 'child_ids'),
        fc.constantFrom('Azure Interior', 'e', 'Lyon'),
        ([yes = '', no = ''], field, text) => {
          const value = yes === 'in' ? [text] : text;
          expect(find([[field, no, value]])).toEqual(minus(find([[field, yes, value]])));
        },
      ),
    );
  });

  test('making a domain one operand does not change what it selects', () => {
    fc.assert(
      fc.property(fc.array(tree, { minLength: 1, maxLength: 3 }), (parts) => {
        const domain = parts.flat();
        expect(find([...conjunction(domain)])).toEqual(find(domain));
      }),
      { numRuns: 60 },
    );
  });
});

describe('operators', () => {
  test('constant leaves select all or nothing', () => {
    expect(count([[1, '=', 1]])).toBe(all.length);
    expect(count([[0, '=', 1]])).toBe(0);
  });

  test('=? without a value does not restrict', () => {
    expect(count([['country_id', '=?', false]])).toBe(all.length);
    expect(find([['city', '=?', 'Lyon']])).toEqual(find([['city', '=', 'Lyon']]));
  });

  test('like wildcards: % any text, _ one character, =like the whole value', () => {
    expect(count([['name', '=like', 'Azure%']])).toBe(1);
    expect(count([['name', '=like', 'azure%']])).toBe(0);
    expect(count([['name', '=ilike', 'azure_interior']])).toBe(1);
    expect(count([['name', 'like', 'zure Int']])).toBe(1);
  });

  test('an empty pattern matches every record, also those without a value', () => {
    expect(count([['city', 'ilike', '']])).toBe(all.length);
  });

  test('a bare date bounds a datetime by its whole day', () => {
    const [order] = find([['name', '=', 'S00001']], 'sale.order');
    const onDay = [
      ['name', '=', 'S00001'],
      ['date_order', '<=', '2026-01-15'],
      ['date_order', '>=', '2026-01-15'],
    ];
    expect(find(onDay, 'sale.order')).toEqual([order]);
    expect(
      find(
        [
          ['name', '=', 'S00001'],
          ['date_order', '>', '2026-01-15'],
        ],
        'sale.order',
      ),
    ).toEqual([]);
  });

  test('text compared with a relation means its name', () => {
    expect(find([['country_id', '=', 'Belgium']])).toEqual(find([['country_id.code', '=', 'BE']]));
    expect(count([['parent_id', 'ilike', 'azure']])).toBe(2);
    expect(find([['user_id', '=', 'sales']])).toEqual(find([['user_id.login', '=', 'sales']]));
  });

  test('a dotted path and any mean the same', () => {
    expect(find([['child_ids.function', '=', 'Analyst']])).toEqual(
      find([['child_ids', 'any', [['function', '=', 'Analyst']]]]),
    );
    expect(find([['child_ids', 'not any', [['function', '=', 'Analyst']]]])).toEqual(
      minus(find([['child_ids.function', '=', 'Analyst']])),
    );
  });

  test('child_of takes the record and everything below, parent_of everything above', () => {
    const [azure = 0] = find([['name', '=', 'Azure Interior']]);
    const family = find([['id', 'child_of', azure]]);
    expect(family).toHaveLength(3);
    expect(family).toContain(azure);
    expect(find([['id', 'parent_of', family[1] ?? 0]])).toEqual([azure, family[1]]);
    expect(find([['parent_id', 'child_of', 'Azure']])).toHaveLength(2);
  });

  test('archived records are hidden unless the domain names active or the context says so', () => {
    const usual = (domain: Json) => searchIds(env, partner, domain, { order: 'id' });
    expect(usual([['name', '=', 'Closed Shop']])).toEqual([]);
    expect(
      usual([
        ['name', '=', 'Closed Shop'],
        ['active', '=', false],
      ]),
    ).toHaveLength(1);
    expect(count([['name', '=', 'Closed Shop']])).toBe(1);
  });

  test('parts of dates can be compared since Odoo 18', () => {
    const employee = modelOf(env, 'hr.employee');
    const born = searchIds(env, employee, [['birthday.month_number', '=', 3]]);
    expect(born.length).toBeGreaterThan(0);
    for (const id of born)
      expect(String(fieldValue(env, employee, id, 'birthday'))).toMatch(/-03-/);
  });
});

describe('refusals', () => {
  const refusals: readonly (readonly [string, Json, string, string])[] = [
    [
      'text instead of a list',
      'x',
      "builtins.AssertionError: Domains to normalize must have a 'domain' form: a list or tuple of domain components",
      "builtins.TypeError: Domain() invalid argument type for domain: 'x'",
    ],
    [
      'a missing operand',
      ['&', ['id', '=', 1]],
      "builtins.ValueError: Domain ['&', ['id', '=', 1]] is syntactically not correct.",
      "builtins.ValueError: Domain() malformed domain ['&', ['id', '=', 1]]",
    ],
    [
      'an unknown operator',
      [['id', 'foo', 1]],
      "builtins.ValueError: Invalid leaf ('id', 'foo', 1)",
      "builtins.ValueError: Invalid operator in condition ('id', 'foo', 1)",
    ],
    [
      'an unknown field',
      [['nope', '=', 1]],
      "builtins.ValueError: Invalid field res.partner.nope in leaf ('nope', '=', 1)",
      "builtins.ValueError: Invalid field res.partner.nope in condition ('nope', '=', 1)",
    ],
    [
      'a path through text',
      [['name.x', '=', 1]],
      "builtins.AssertionError: Invalid field 'name.x' in domain term ('name.x', '=', 1)",
      "builtins.ValueError: Invalid field property 'x' on res.partner.name",
    ],
  ];
  test.each(refusals)('%s', (_name, domain, in18, in19) => {
    const message = (version: 18 | 19): string => {
      const other = administrator(version);
      try {
        searchIds(other, modelOf(other, 'res.partner'), domain);
      } catch (error) {
        return error instanceof Error ? `${error.name}: ${error.message}` : '';
      }
      return 'accepted';
    };
    expect(message(18)).toBe(in18);
    expect(message(19)).toBe(in19);
  });
});

test('mentions sees a field below operators and not inside paths', () => {
  const parsed = (domain: Json): Domain => parseDomain(18, domain);
  expect(mentions(parsed(['|', ['a', '=', 1], '!', ['active', '=', 1]]), 'active')).toBe(true);
  expect(mentions(parsed([['parent_id.active', '=', 1]]), 'active')).toBe(false);
});

test('a predicate answers for any id without searching again', () => {
  const isCompany = predicateOf(everything, partner, [['is_company', '=', true]]);
  expect(all.filter(isCompany)).toEqual(find([['is_company', '=', true]]));
});
