import { assertionError, typeError, valueError } from './errors.ts';
import { isArray, type Json } from './json.ts';
import { pythonRepr, tupleRepr } from './python-repr.ts';
import type { OdooVersion } from './version.ts';

/** A parsed search domain. */
export type Domain =
  | { readonly kind: 'and'; readonly parts: readonly Domain[] }
  | { readonly kind: 'or'; readonly parts: readonly Domain[] }
  | { readonly kind: 'not'; readonly part: Domain }
  | { readonly kind: 'constant'; readonly value: boolean }
  | Leaf;

/** One condition. `path` may be dotted. */
export interface Leaf {
  readonly kind: 'leaf';
  readonly path: string;
  readonly operator: Operator;
  readonly value: Json;
}

const OPERATORS = [
  '=',
  '!=',
  '<',
  '>',
  '<=',
  '>=',
  '=?',
  'like',
  'ilike',
  '=like',
  '=ilike',
  'not like',
  'not ilike',
  'in',
  'not in',
  'child_of',
  'parent_of',
  'any',
  'not any',
] as const;

export type Operator = (typeof OPERATORS)[number];

const TRUE_DOMAIN: Domain = { kind: 'constant', value: true };

/**
 * Parses a domain in prefix notation with implicit AND. Throws what the series throws for a
 * domain that is no list, misses operands, or holds something that is no condition.
 */
export function parseDomain(version: OdooVersion, domain: Json | undefined): Domain {
  if (domain === undefined || domain === null || domain === false) return TRUE_DOMAIN;
  if (!isArray(domain)) {
    throw version === 19
      ? typeError(`Domain() invalid argument type for domain: ${pythonRepr(domain)}`)
      : assertionError(
          "Domains to normalize must have a 'domain' form: a list or tuple of domain components",
        );
  }
  const stack: Domain[] = [];
  const pop = (): Domain => {
    const part = stack.pop();
    if (part) return part;
    throw version === 19
      ? valueError(`Domain() malformed domain ${pythonRepr(domain)}`)
      : valueError(`Domain ${pythonRepr(domain)} is syntactically not correct.`);
  };
  for (const item of domain.toReversed()) {
    if (item === '&') stack.push({ kind: 'and', parts: [pop(), pop()] });
    else if (item === '|') stack.push({ kind: 'or', parts: [pop(), pop()] });
    else if (item === '!') stack.push({ kind: 'not', part: pop() });
    else stack.push(parseLeaf(version, item));
  }
  if (stack.length === 0) return TRUE_DOMAIN;
  const [only] = stack;
  return stack.length === 1 && only ? only : { kind: 'and', parts: stack.toReversed() };
}

function parseLeaf(version: OdooVersion, item: Json): Domain {
  const invalid = () =>
    version === 19
      ? valueError(`Domain() invalid item in domain: ${pythonRepr(item)}`)
      : valueError(`Invalid leaf ${isArray(item) ? tupleRepr(item) : pythonRepr(item)}`);
  if (!isArray(item)) throw invalid();
  if (item.length !== 3) throw version === 19 ? invalid() : wrongLength(item.length);
  const [left = null, rawOperator = null, value = null] = item;
  if (left === 1 && rawOperator === '=' && value === 1) return { kind: 'constant', value: true };
  if (left === 0 && rawOperator === '=' && value === 1) return { kind: 'constant', value: false };
  if (typeof left !== 'string' || typeof rawOperator !== 'string') throw invalid();
  const operator = OPERATORS.find((known) => known === canonical(version, rawOperator));
  if (operator === undefined) {
    throw version === 19
      ? valueError(`Invalid operator in condition ${tupleRepr([left, rawOperator, value])}`)
      : invalid();
  }
  return { kind: 'leaf', path: left, operator, value };
}

function wrongLength(length: number): Error {
  return valueError(
    length < 3
      ? `not enough values to unpack (expected 3, got ${length})`
      : 'too many values to unpack (expected 3)',
  );
}

/** `<>` is an old spelling of `!=`; Odoo 19 reads operators in any case and also takes `==`. */
function canonical(version: OdooVersion, operator: string): string {
  const name = version === 19 ? operator.toLowerCase() : operator;
  if (name === '<>') return '!=';
  if (name === '==' && version === 19) return '=';
  return name;
}

/** True when a condition on `field` itself (no path) stands anywhere in the domain. */
export function mentions(domain: Domain, field: string): boolean {
  switch (domain.kind) {
    case 'and':
    case 'or':
      return domain.parts.some((part) => mentions(part, field));
    case 'not':
      return mentions(domain.part, field);
    case 'leaf':
      return domain.path === field;
    case 'constant':
      return false;
  }
}
