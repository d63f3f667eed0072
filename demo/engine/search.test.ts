import { describe, expect, test } from 'vitest';
import { environmentFor, sampleDatabase } from '../testing/environment.fixture.ts';
import { modelOf } from './env.ts';
import type { Json } from './json.ts';
import { searchIds } from './search.ts';

describe('differences between the series', () => {
  const countIn = (
    version: 17 | 18 | 19,
    login: string,
    model: string,
    domain: Json,
  ): number | string => {
    const other = environmentFor(sampleDatabase(version), login);
    try {
      return searchIds(other, modelOf(other, model), domain).length;
    } catch (error) {
      return error instanceof Error ? error.name : '';
    }
  };
  const inEach = (login: string, model: string, domain: Json) =>
    ([17, 18, 19] as const).map((version) => countIn(version, login, model, domain));

  test('zero is empty since 18', () => {
    expect(
      inEach('admin', 'res.partner', [
        ['color', '=', false],
        ['id', '=', 1],
      ]),
    ).toEqual([0, 1, 1]);
  });

  test('a relation equal to an empty list is an empty one in 19', () => {
    const [in17, in18, in19 = 0] = inEach('admin', 'res.partner', [['user_ids', '=', []]]);
    expect([in17, in18]).toEqual([0, 0]);
    expect(in19).toBeGreaterThan(0);
  });

  test('a field that cannot be searched is ignored until 18 and refused in 19', () => {
    expect(inEach('sales', 'res.users', [['password', '=', 'x']])).toEqual([
      5,
      5,
      'builtins.ValueError',
    ]);
  });

  test('a computed field with groups can be searched since 18, by anyone', () => {
    expect(inEach('sales', 'res.partner', [['credit', '=', -1]])).toEqual([
      'odoo.exceptions.AccessError',
      0,
      0,
    ]);
  });

  test('a one2many with groups can be searched in 18 only', () => {
    const denied = 'odoo.exceptions.AccessError';
    expect(inEach('sales', 'res.partner', [['employee_ids', '!=', false]])).toEqual([
      denied,
      22,
      denied,
    ]);
    expect(inEach('sales', 'res.partner', [['employee_ids.pin', '=', '1']])).toEqual([
      denied,
      denied,
      denied,
    ]);
  });

  test('operators in capitals, one value for in, and id any are for 19', () => {
    const refused = 'builtins.ValueError';
    expect(inEach('admin', 'res.partner', [['name', 'ILIKE', 'azure int']])).toEqual([
      refused,
      refused,
      1,
    ]);
    expect(inEach('admin', 'res.partner', [['id', 'in', 1]])).toEqual([refused, refused, 1]);
    expect(inEach('admin', 'res.partner', [['id', 'any', [['id', '=', 1]]]])).toEqual([
      'builtins.KeyError',
      'builtins.KeyError',
      1,
    ]);
  });
});
