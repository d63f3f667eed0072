import { type Deny, deny } from '../../decision.ts';
import { isArray, type Json } from '../../json.ts';
import { type FieldName, parseFieldName } from '../../names.ts';
import { isDeny } from '../refusal.ts';

/**
 * A parsed search domain. `and` of nothing is true, `or` of nothing is false; the functions that build these
 * keep both out of every other node, so a constant stands alone or not at all.
 */
export type Domain =
  | { readonly kind: 'and'; readonly nodes: readonly Domain[] }
  | { readonly kind: 'or'; readonly nodes: readonly Domain[] }
  | { readonly kind: 'not'; readonly node: Domain }
  | Leaf
  | SubDomain;

export interface Leaf {
  readonly kind: 'leaf';
  readonly path: readonly FieldName[];
  readonly operator: Operator;
  readonly value: Json;
}

/** `[path, 'any', domain]`: a condition on the records a relation leads to. */
export interface SubDomain {
  readonly kind: 'sub';
  readonly path: readonly FieldName[];
  readonly operator: 'any' | 'not any';
  readonly domain: Domain;
}

/** Operators, exactly as Odoo's documentation spells them. Case and synonyms are part of the spelling. */
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
] as const;
export type Operator = (typeof OPERATORS)[number];
const KNOWN: ReadonlySet<string> = new Set(OPERATORS);

export const MOST_LEAVES = 100;
export const MOST_NESTING = 4;
/** Elements of one list, operators included: prefix operators never need more than this. */
const MOST_ELEMENTS = 4 * MOST_LEAVES;

const TRUE: Domain = Object.freeze({ kind: 'and', nodes: Object.freeze([]) });
const FALSE: Domain = Object.freeze({ kind: 'or', nodes: Object.freeze([]) });

const isTrue = (node: Domain) => node.kind === 'and' && node.nodes.length === 0;
const isFalse = (node: Domain) => node.kind === 'or' && node.nodes.length === 0;

/** All of these conditions: flattened, without constants. */
export function conjunction(nodes: readonly Domain[]): Domain {
  if (nodes.some(isFalse)) return FALSE;
  const flat = nodes.flatMap((node) => (node.kind === 'and' ? node.nodes : [node]));
  return flat.length === 1 && flat[0] !== undefined ? flat[0] : { kind: 'and', nodes: flat };
}

/** Any of these conditions: flattened, without constants. */
export function disjunction(nodes: readonly Domain[]): Domain {
  if (nodes.some(isTrue)) return TRUE;
  const flat = nodes.flatMap((node) => (node.kind === 'or' ? node.nodes : [node]));
  return flat.length === 1 && flat[0] !== undefined ? flat[0] : { kind: 'or', nodes: flat };
}

/** True where the domain is false: simplified, so that no constant and no second `not` stands below one. */
export function negation(node: Domain): Domain {
  if (isTrue(node)) return FALSE;
  if (isFalse(node)) return TRUE;
  return node.kind === 'not' ? node.node : { kind: 'not', node };
}

/**
 * Parses a domain as Odoo reads one: a list of three-element leaves and prefix operators, with the missing
 * `&` between what is left over. Absent is no condition. Everything else is refused, never repaired.
 */
export function parseDomain(value: Json | undefined): Domain | Deny {
  if (value === undefined || value === null) return TRUE;
  return parseList(value, 0, { leaves: 0 });
}

interface Count {
  leaves: number;
}

function parseList(value: Json, nesting: number, count: Count): Domain | Deny {
  if (!isArray(value)) return invalid('a domain is a list of conditions, not a text or an object');
  if (nesting > MOST_NESTING) return invalid(`sub-domains nest at most ${MOST_NESTING} deep`);
  if (value.length > MOST_ELEMENTS)
    return invalid(`a domain has at most ${MOST_LEAVES} conditions`);
  const stack: Domain[] = [];
  for (let index = value.length - 1; index >= 0; index -= 1) {
    const element = value[index];
    const node = isArray(element)
      ? parseLeaf(element, nesting, count)
      : applyOperator(element, stack);
    if (isDeny(node)) return node;
    stack.push(node);
  }
  return conjunction(stack.reverse());
}

/** Takes the operands of a prefix operator off the stack: the list is read from its end. */
function applyOperator(operator: Json | undefined, stack: Domain[]): Domain | Deny {
  if (operator !== '&' && operator !== '|' && operator !== '!') {
    return invalid("a domain holds conditions like ['state', '=', 'sale'] and '&', '|' or '!'");
  }
  const first = stack.pop();
  if (first === undefined) return invalid(`'${operator}' is not followed by enough conditions`);
  if (operator === '!') return negation(first);
  const second = stack.pop();
  if (second === undefined) return invalid(`'${operator}' is not followed by enough conditions`);
  return operator === '&' ? conjunction([first, second]) : disjunction([first, second]);
}

function parseLeaf(leaf: readonly Json[], nesting: number, count: Count): Domain | Deny {
  count.leaves += 1;
  if (count.leaves > MOST_LEAVES) return invalid(`a domain has at most ${MOST_LEAVES} conditions`);
  const [left, operator, value] = leaf;
  if (leaf.length !== 3 || value === undefined) {
    return invalid("a condition has three parts, as in ['state', '=', 'sale']");
  }
  if (typeof left === 'number') return parseConstant(left, operator, value);
  const path = parsePath(left);
  if (path === undefined) {
    return invalid('a condition begins with a field, or a dotted path of fields, spelled exactly');
  }
  if (operator === 'any' || operator === 'not any') {
    const domain = parseList(value, nesting + 1, count);
    return isDeny(domain) ? domain : { kind: 'sub', path, operator, domain };
  }
  if (!isOperator(operator)) {
    return invalid(
      `the condition on ${path.join('.')} uses an operator that is not one of Odoo's`,
      `Operators: ${OPERATORS.join(', ')}, any, not any.`,
    );
  }
  return { kind: 'leaf', path, operator, value };
}

/** `[1, '=', 1]` and `[0, '=', 1]`, the two constants Odoo knows. */
function parseConstant(left: number, operator: Json | undefined, value: Json): Domain | Deny {
  if (operator === '=' && value === 1 && left === 1) return TRUE;
  if (operator === '=' && value === 1 && left === 0) return FALSE;
  return invalid("the only conditions without a field are [1, '=', 1] and [0, '=', 1]");
}

/** The fields of a dotted path, or undefined when one of them is no field name. */
export function parsePath(value: Json | undefined): readonly FieldName[] | undefined {
  if (typeof value !== 'string' || value.length > 640) return undefined;
  const path: FieldName[] = [];
  for (const part of value.split('.')) {
    const name = parseFieldName(part);
    if (name === undefined) return undefined;
    path.push(name);
  }
  return path;
}

function isOperator(value: Json | undefined): value is Operator {
  return typeof value === 'string' && KNOWN.has(value);
}

function invalid(problem: string, allowed?: string): Deny {
  return deny(
    'domain_invalid',
    'built-in:domain',
    `${problem}.`,
    allowed === undefined ? {} : { allowed },
  );
}
