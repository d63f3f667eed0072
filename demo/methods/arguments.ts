import { OdooError } from '../engine/errors.ts';
import { isArray, isTruthy, type Json } from '../engine/json.ts';

/** `limit` and `offset` as Odoo takes them: numbers or numeric text; anything falsy is none. */
export function countOf(value: Json | undefined): number | undefined {
  if (!isTruthy(value)) return undefined;
  const number = Number(value);
  if (Number.isInteger(number) && number >= 0) return number;
  if (Number.isInteger(number)) {
    throw new OdooError(
      'psycopg2.errors.InvalidRowCountInLimitClause',
      'LIMIT must not be negative\n',
    );
  }
  throw new OdooError(
    'psycopg2.errors.InvalidTextRepresentation',
    `invalid input syntax for type bigint: ${JSON.stringify(value)}\n`,
  );
}

/** Text, or undefined for anything falsy. */
export function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Record ids of a call: one, or a list. */
export function idsOf(value: Json | undefined): readonly number[] {
  if (typeof value === 'number') return [Math.trunc(value)];
  if (isArray(value)) return value.filter((item) => typeof item === 'number').map(Math.trunc);
  return [];
}

/** A list of domain items; anything falsy is the empty domain. */
export function domainOf(value: Json | undefined): readonly Json[] {
  return isArray(value) ? value : [];
}
