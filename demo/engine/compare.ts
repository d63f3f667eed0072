import { OdooError, valueError } from './errors.ts';
import type { Value } from './fields.ts';
import { isArray, isTruthy, type Json } from './json.ts';
import { type LikeOperator, likePattern } from './like.ts';
import { tupleRepr } from './python-repr.ts';
import type { Field } from './registry.ts';
import type { OdooVersion } from './version.ts';

export type ScalarOperator =
  | '='
  | '!='
  | '<'
  | '>'
  | '<='
  | '>='
  | '=?'
  | 'in'
  | 'not in'
  | LikeOperator;

/**
 * The test a domain condition makes of a non-relational value, with SQL's treatment of empty
 * values: they satisfy `= false`, and every negative operator, and no ordering.
 */
export function scalarTest(
  version: OdooVersion,
  field: Field,
  operator: ScalarOperator,
  operand: Json,
): (value: Value) => boolean {
  switch (operator) {
    case '=':
      return isArray(operand) ? isOneOf(version, field, operand) : equals(version, field, operand);
    case '!=': {
      const same = isArray(operand)
        ? isOneOf(version, field, operand)
        : equals(version, field, operand);
      return (value) => !same(value);
    }
    case '=?':
      return operand === false || operand === null ? () => true : equals(version, field, operand);
    case 'in':
      return isOneOf(version, field, listOf(version, field, operator, operand));
    case 'not in': {
      const found = isOneOf(version, field, listOf(version, field, operator, operand));
      return (value) => !found(value);
    }
    case '<':
    case '>':
    case '<=':
    case '>=':
      return ordering(version, field, operator, operand);
    default:
      return matching(field, operator, operand);
  }
}

/** The operand of `in`: a list; Odoo 19 also takes one value for a list of it. */
function listOf(
  version: OdooVersion,
  field: Field,
  operator: string,
  operand: Json,
): readonly Json[] {
  if (isArray(operand)) return operand;
  if (version === 19 || typeof operand === 'boolean' || operand === null) return [operand];
  throw valueError(`Invalid domain term ${tupleRepr([field.name, operator, operand])}`);
}

function isOneOf(
  version: OdooVersion,
  field: Field,
  operands: readonly Json[],
): (value: Value) => boolean {
  const tests = operands.map((operand) => equals(version, field, operand));
  return (value) => tests.some((same) => same(value));
}

function equals(version: OdooVersion, field: Field, operand: Json): (value: Value) => boolean {
  if (field.type === 'boolean') {
    const wanted = isTruthy(operand);
    return (value) => (value === true) === wanted;
  }
  if (operand === false || operand === null) {
    const zeroIsEmpty = version >= 18 && isNumber(field);
    return (value) => value === false || value === '' || (zeroIsEmpty && value === 0);
  }
  if (typeof operand === 'string' && isNumber(field)) {
    const wanted = Number(operand);
    return (value) => value === wanted;
  }
  const bounded = field.type === 'datetime' ? pad(operand, '00:00:00') : operand;
  return (value) => value !== false && value === bounded;
}

function isNumber(field: Field): boolean {
  return ['integer', 'float', 'monetary', 'many2one_reference'].includes(field.type);
}

/** A bare date compared with a datetime means the start or the end of that day. */
function pad(operand: Json, time: string): Json {
  return typeof operand === 'string' && /^\d{4}-\d\d-\d\d$/.test(operand)
    ? `${operand} ${time}`
    : operand;
}

function ordering(
  version: OdooVersion,
  field: Field,
  operator: '<' | '>' | '<=' | '>=',
  operand: Json,
): (value: Value) => boolean {
  const end = operator === '>' || operator === '<=' ? '23:59:59' : '00:00:00';
  const datetime = field.type === 'datetime' ? pad(operand, end) : operand;
  if (typeof operand === 'string' && isDate(field) && !/^\d{4}-\d\d-\d\d/.test(operand)) {
    throw invalidDate(version, field, operand);
  }
  const bound = isNumber(field) ? Number(datetime) : datetime;
  if (typeof bound !== 'string' && typeof bound !== 'number') return () => false;
  return (value) => {
    if (typeof value !== typeof bound) return false;
    if (operator === '<') return value < bound;
    if (operator === '>') return value > bound;
    if (operator === '<=') return value <= bound;
    return value >= bound;
  };
}

function isDate(field: Field): boolean {
  return field.type === 'date' || field.type === 'datetime';
}

function invalidDate(version: OdooVersion, field: Field, operand: string): Error {
  if (version === 19)
    return valueError(`Invalid term '${operand}' in expression date: '${operand}'`);
  const type = field.type === 'date' ? 'date' : 'timestamp';
  return new OdooError(
    'psycopg2.errors.InvalidDatetimeFormat',
    `invalid input syntax for type ${type}: "${operand}"\n`,
  );
}

function matching(_field: Field, operator: LikeOperator, operand: Json): (value: Value) => boolean {
  const negative = operator.startsWith('not');
  const text = operand === false || operand === null ? '' : String(operand);
  const pattern = likePattern(operator, text);
  const anything = text === '' && !operator.startsWith('=');
  return (value) => {
    if (value === false) return negative || anything;
    return pattern.test(String(value)) !== negative;
  };
}
