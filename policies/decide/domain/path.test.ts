import { describe, expect, test } from 'vitest';
import type { GatewaySettings } from '../../gateway-settings.ts';
import type { Json } from '../../json.ts';
import { ask, denied, sentDomain, where } from '../asking.fixture.ts';
import { ACCESS, HR, policyOf, SALES } from '../demo-policy.fixture.ts';

type Version = NonNullable<GatewaySettings['odoo']['version']>;

/** What a search comes to on one release of Odoo, or on an unknown one. */
const found = (version: Version | undefined, name: string, leaf: readonly Json[], who = SALES) =>
  ask(
    where(name, ...leaf),
    who,
    policyOf({ access: ACCESS, gateway: version === undefined ? {} : { odoo: { version } } }),
  );

describe('a part of a date', () => {
  const PARTS = [
    ...['year_number', 'quarter_number', 'month_number', 'iso_week_number', 'day_of_week'],
    ...['day_of_month', 'day_of_year', 'hour_number', 'minute_number', 'second_number'],
  ];

  test.each(PARTS)('is searched by where the release knows it: %s', (part) => {
    for (const path of [`date_order.${part}`, `partner_id.date.${part}`])
      for (const version of [18, 19, undefined] as const)
        expect(sentDomain(found(version, 'sale.order', [path, '=', 3]))).toEqual([[path, '=', 3]]);
    expect(denied(found(17, 'sale.order', [`date_order.${part}`, '=', 3]))).toMatchObject({
      code: 'domain_invalid',
      rule: 'built-in:path',
      reason: 'a path cannot go on after sale.order.date_order: it is no relation (datetime).',
    });
  });

  test('is a number, compared as numbers are', () => {
    for (const leaf of [
      ['date_order.year_number', 'in', [2024, 2025]],
      ['date_order.year_number', '>', 2024],
    ] as const)
      expect(found(18, 'sale.order', leaf).effect).toBe('allow');
    for (const leaf of [
      ['date_order.year_number', '=', '2024'],
      ['date_order.year_number', 'like', '2024'],
      ['date_order.year_number', '=', 20.5],
      ['date_order.year_number', 'any', [['id', '=', 1]]],
    ] as const)
      expect(denied(found(18, 'sale.order', leaf)).code).toBe('domain_invalid');
  });

  test.each([
    'date_order.year',
    'date_order.year_number.x',
    'date_order.year_number.year_number',
    'name.year_number',
    'state.month_number',
  ])('is one that there is, of a date, at the end of a path: not %s', (path) => {
    expect(denied(found(18, 'sale.order', [path, '=', 3])).rule).toBe('built-in:path');
  });

  test('is as open as the date', () => {
    const born: readonly Json[] = ['birthday.year_number', '=', 1990];
    expect(denied(found(18, 'hr.employee', born)).code).toBe('field_not_searchable');
    expect(found(18, 'hr.employee', born, HR).effect).toBe('allow');
  });
});
