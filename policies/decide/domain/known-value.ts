import { isArray, type Json } from '../../json.ts';
import type { FieldSchema } from '../../model-schema.ts';
import type { Operator } from './domain.ts';

const TEXTS: ReadonlySet<string> = new Set(['char', 'text', 'selection']);
const NUMBERS: ReadonlySet<string> = new Set(['integer', 'float', 'monetary']);
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Whether a field that is given this value meets a condition as Odoo will judge it; undefined where that
 * cannot be said for sure: likeness, trees, times of day, amounts that Odoo rounds, and comparisons of greater
 * and less with nothing. Both values are canonical: nothing is `false`.
 */
export function meets(
  field: FieldSchema,
  value: Json,
  operator: Operator,
  wanted: Json,
): boolean | undefined {
  const given = comparable(field, value);
  if (given === undefined) return undefined;
  switch (operator) {
    case '=':
    case '!=': {
      const other = comparable(field, wanted);
      if (other === undefined) return undefined;
      return (given === other) === (operator === '=');
    }
    case 'in':
    case 'not in': {
      if (!isArray(wanted)) return undefined;
      const others = wanted.map((item) => comparable(field, item));
      if (others.some((other) => other === undefined)) return undefined;
      return others.includes(given) === (operator === 'in');
    }
    case '<':
    case '<=':
    case '>':
    case '>=':
      return compare(given, comparable(field, wanted), operator);
    default:
      return undefined;
  }
}

/** A value in a form in which equal values are identical; undefined where Odoo may store another one. */
function comparable({ type }: FieldSchema, value: Json): string | number | boolean | undefined {
  if (type === 'boolean') return typeof value === 'boolean' ? value : undefined;
  if (NUMBERS.has(type)) {
    // Odoo stores nothing as zero, and its releases differ on whether the two are equal.
    return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined;
  }
  if (value === false) return false;
  if (type === 'many2one') return typeof value === 'number' ? value : undefined;
  if (TEXTS.has(type)) return typeof value === 'string' && value !== '' ? value : undefined;
  if (type === 'date') return typeof value === 'string' && DAY.test(value) ? value : undefined;
  return undefined;
}

function compare(
  given: string | number | boolean,
  wanted: string | number | boolean | undefined,
  operator: '<' | '<=' | '>' | '>=',
): boolean | undefined {
  // Texts are compared in the order of the database's language: only days and numbers are alike everywhere.
  const days = typeof given === 'string' && typeof wanted === 'string' && DAY.test(given);
  const numbers = typeof given === 'number' && typeof wanted === 'number';
  if (!days && !numbers) return undefined;
  switch (operator) {
    case '<':
      return given < wanted;
    case '<=':
      return given <= wanted;
    case '>':
      return given > wanted;
    case '>=':
      return given >= wanted;
    default:
      return operator satisfies never;
  }
}
