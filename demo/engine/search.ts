import { checkFieldAccess, checkReadAccess, publicViewFor } from './access.ts';
import { scalarTest } from './compare.ts';
import { datePart } from './date-part.ts';
import { type Domain, type Leaf, mentions, parseDomain } from './domain.ts';
import { type Env, hidesArchived, modelOf, sudo } from './env.ts';
import { accessError, assertionError, keyError, valueError } from './errors.ts';
import { isIds, isRelational, isSearchable } from './fields.ts';
import { ancestorsOf, descendantsOf } from './hierarchy.ts';
import { isArray, type Json } from './json.ts';
import { conjunction, nameSearchIds } from './name-search.ts';
import { sortIds } from './order.ts';
import { tupleRepr } from './python-repr.ts';
import { fieldValue } from './records.ts';
import type { Field, Model } from './registry.ts';
import { rulePredicate } from './rules.ts';

/** Says of a record id whether it satisfies a domain. */
export type Predicate = (id: number) => boolean;

export interface SearchOptions {
  readonly offset?: number;
  readonly limit?: number | undefined;
  readonly order?: string | undefined;
}

/** Ids that satisfy the domain and that the user may read, in order. Throws AccessError. */
export function searchIds(
  env: Env,
  model: Model,
  domain: Json | undefined,
  options: SearchOptions = {},
): readonly number[] {
  checkReadAccess(env, model);
  const matches = predicateOf(env, model, searchedDomain(env, model, domain));
  const visible = rulePredicate(env, model, 'read');
  const found = env.db.store.ids(model.name).filter((id) => matches(id) && visible(id));
  const sorted = sortIds(env, model, found, options.order);
  const offset = options.offset ?? 0;
  return sorted.slice(offset, options.limit ? offset + options.limit : undefined);
}

/** Compiles a domain; archived records are left out unless the domain or context asks for them. */
export function predicateOf(env: Env, model: Model, domain: Json | undefined): Predicate {
  const parsed = parseDomain(env.db.version, domain);
  const matches = compile(env, model, parsed);
  if (!model.fields.has('active') || !hidesArchived(env) || mentions(parsed, 'active')) {
    return matches;
  }
  return (id) => fieldValue(env, model, id, 'active') === true && matches(id);
}

/** The domain a search runs with: records a model hides stay out unless they are asked for. */
function searchedDomain(env: Env, model: Model, domain: Json | undefined): Json | undefined {
  const { hidden } = model;
  if (!hidden || env.su) return domain;
  const parsed = parseDomain(env.db.version, domain);
  if (hidden.unlessNamed.some((name) => mentions(parsed, name))) return domain;
  return [...hidden.domain, ...conjunction(isArray(domain) ? domain : [])];
}

function compile(env: Env, model: Model, domain: Domain): Predicate {
  switch (domain.kind) {
    case 'constant':
      return () => domain.value;
    case 'not': {
      const part = compile(env, model, domain.part);
      return (id) => !part(id);
    }
    case 'and': {
      const parts = domain.parts.map((part) => compile(env, model, part));
      return (id) => parts.every((holds) => holds(id));
    }
    case 'or': {
      const parts = domain.parts.map((part) => compile(env, model, part));
      return (id) => parts.some((holds) => holds(id));
    }
    case 'leaf':
      return compileLeaf(env, model, domain);
  }
}

function compileLeaf(env: Env, model: Model, leaf: Leaf): Predicate {
  const [first = '', ...rest] = leaf.path.split('.');
  const field = model.fields.get(first);
  if (!field) throw invalidLeaf(env, model, first, leaf);
  checkFilterAccess(env, model, field);
  if (!isSearchable(field)) return unsearchable(env, model, field);
  if (rest.length > 0) return compilePath(env, model, field, rest.join('.'), leaf);
  if (leaf.operator === 'child_of' || leaf.operator === 'parent_of') {
    return hierarchyTest(env, model, field, leaf.operator, leaf.value);
  }
  if (isRelational(field)) return relationalTest(env, model, field, leaf);
  if (leaf.operator === 'any' || leaf.operator === 'not any') {
    if (field.name === 'id' && env.db.version === 19) return selfTest(env, model, leaf);
    throw env.db.version === 19
      ? valueError(
          `Cannot use '${leaf.operator}' with non-relational fields in condition ${tupleRepr([leaf.path, leaf.operator, leaf.value])}`,
        )
      : keyError('None');
  }
  const test = scalarTest(env.db.version, field, leaf.operator, leaf.value);
  return (id) => test(fieldValue(env, model, id, field.name));
}

/** Odoo 19 takes `id any [...]` for a domain on the model itself. */
function selfTest(env: Env, model: Model, leaf: Leaf): Predicate {
  const found = new Set(searchIds(env, model, leaf.value, { order: 'id' }));
  return (id) => found.has(id) === (leaf.operator === 'any');
}

/** A dotted path asks whether some record behind the first field satisfies the rest. */
function compilePath(env: Env, model: Model, field: Field, rest: string, leaf: Leaf): Predicate {
  if (!isRelational(field)) {
    const part = env.db.version > 17 ? datePart(field, rest) : undefined;
    if (!part) throw invalidPath(env, model, field, rest, leaf);
    const test = scalarTest(
      env.db.version,
      { ...field, type: 'integer' },
      scalarOperator(leaf),
      leaf.value,
    );
    return (id) => {
      const value = part(fieldValue(env, model, id, field.name));
      return value !== undefined && test(value);
    };
  }
  if (env.db.version === 17) checkPathAccess(env, modelOf(env, field.relation ?? ''), rest);
  return anyTest(env, model, field, [[rest, leaf.operator, leaf.value]]);
}

function scalarOperator(leaf: Leaf) {
  switch (leaf.operator) {
    case 'any':
    case 'not any':
    case 'child_of':
    case 'parent_of':
      throw valueError(`Invalid leaf ${tupleRepr([leaf.path, leaf.operator, leaf.value])}`);
    default:
      return leaf.operator;
  }
}

/** `any`: the comodel is searched as the user, so its access rights and rules count. */
function anyTest(env: Env, model: Model, field: Field, domain: Json): Predicate {
  const comodel = modelOf(env, field.relation ?? '');
  const asUser = field.related !== undefined ? sudo(env) : env;
  const within =
    field.type === 'many2one'
      ? { ...asUser, context: { ...env.context, active_test: false } }
      : asUser;
  const found = new Set(searchIds(within, comodel, domain, { order: 'id' }));
  return (id) => linkedIds(env, model, field, id).some((other) => found.has(other));
}

function relationalTest(env: Env, model: Model, field: Field, leaf: Leaf): Predicate {
  const { operator, value } = leaf;
  if (operator === 'any' || operator === 'not any') {
    const some = anyTest(env, model, field, value);
    return operator === 'any' ? some : (id) => !some(id);
  }
  const negative = operator === '!=' || operator.startsWith('not');
  const positive = positiveTest(env, model, field, leaf);
  return negative ? (id) => !positive(id) : positive;
}

/** The relation test without its negation: some linked record is one of those meant. */
function positiveTest(env: Env, model: Model, field: Field, leaf: Leaf): Predicate {
  const { operator, value } = leaf;
  const comodel = field.relation ?? '';
  if (operator === '=?' && (value === false || value === null)) return () => true;
  if (operator.endsWith('like')) {
    const named = new Set(
      nameSearchIds(
        env,
        comodel,
        value === false ? '' : String(value),
        operator.replace('not ', ''),
      ),
    );
    return (id) => linkedIds(env, model, field, id).some((other) => named.has(other));
  }
  if (['<', '>', '<=', '>='].includes(operator)) {
    const test = scalarTest(
      env.db.version,
      { ...field, type: 'integer' },
      scalarOperator(leaf),
      value,
    );
    return (id) => linkedIds(env, model, field, id).some(test);
  }
  const wanted = isArray(value) ? value : [value];
  const ids = new Set<number>();
  // Odoo 19 reads `= []` as `= false`.
  let empty = wanted.length === 0 && operator === '=' && env.db.version === 19;
  for (const item of wanted) {
    if (item === false || item === null) empty = true;
    else if (typeof item === 'number') ids.add(item);
    else if (typeof item === 'string') {
      for (const id of nameSearchIds(env, comodel, item, '=')) ids.add(id);
    }
  }
  return (id) => {
    const linked = linkedIds(env, model, field, id);
    return (empty && linked.length === 0) || linked.some((other) => ids.has(other));
  };
}

function hierarchyTest(
  env: Env,
  model: Model,
  field: Field,
  operator: 'child_of' | 'parent_of',
  value: Json,
): Predicate {
  const comodel = field.relation ? modelOf(env, field.relation) : model;
  const roots = (isArray(value) ? value : [value]).flatMap((item) => {
    if (typeof item === 'number') return [item];
    return typeof item === 'string' ? nameSearchIds(env, comodel.name, item, 'ilike') : [];
  });
  const walk = operator === 'child_of' ? descendantsOf : ancestorsOf;
  const family = walk(env, comodel, roots);
  return field.relation
    ? (id) => linkedIds(env, model, field, id).some((other) => family.has(other))
    : (id) => family.has(id);
}

function linkedIds(env: Env, model: Model, field: Field, id: number): readonly number[] {
  const value = fieldValue(env, model, id, field.name);
  if (isIds(value)) return value;
  return typeof value === 'number' && value !== 0 ? [value] : [];
}

/**
 * Filtering on a field is reading it, so fields with `groups` are refused; but not fields found
 * by a search method since 18, nor one2many fields in 18, which Odoo lets through.
 */
function checkFilterAccess(env: Env, model: Model, field: Field): void {
  if (publicViewFor(env, model) !== undefined && field.groups) {
    throw accessError('You do not have access to this document.');
  }
  const computed = field.compute !== undefined && field.store !== true;
  if (env.db.version >= 18 && computed) return;
  if (env.db.version === 18 && field.type === 'one2many') return;
  checkFieldAccess(env, model, [field], 'read');
}

/** Odoo 17 checks the fields of a whole path before it searches the first comodel. */
function checkPathAccess(env: Env, model: Model, path: string): void {
  const [first = '', ...rest] = path.split('.');
  const field = model.fields.get(first);
  if (!field) return;
  checkFieldAccess(env, model, [field], 'read');
  if (rest.length > 0 && field.relation) {
    checkPathAccess(env, modelOf(env, field.relation), rest.join('.'));
  }
}

/** Until 18 Odoo ignores a condition on a field it cannot search; 19 refuses it. */
function unsearchable(env: Env, model: Model, field: Field): Predicate {
  if (env.db.version !== 19) return () => true;
  throw valueError(`Cannot convert ${model.name}.${field.name} to SQL because it is not stored`);
}

function invalidPath(env: Env, model: Model, field: Field, rest: string, leaf: Leaf): Error {
  if (env.db.version === 19) {
    return valueError(`Invalid field property '${rest}' on ${model.name}.${field.name}`);
  }
  const shown = tupleRepr([leaf.path, leaf.operator, leaf.value]);
  return assertionError(`Invalid field '${leaf.path}' in domain term ${shown}`);
}

function invalidLeaf(env: Env, model: Model, name: string, leaf: Leaf): Error {
  const word = env.db.version === 19 ? 'condition' : 'leaf';
  const shown = tupleRepr([leaf.path, leaf.operator, leaf.value]);
  return valueError(`Invalid field ${model.name}.${name} in ${word} ${shown}`);
}
