import { type Deny, deny } from '../../decision.ts';
import { isArray, type Json } from '../../json.ts';
import type { FieldName, ModelName } from '../../names.ts';
import type { Inquiry } from '../inquiry.ts';
import { condition } from '../record-rules/record-facts.ts';
import type { Narrowing } from '../record-rules/record-rules.ts';
import { conjunction, type Domain, type Leaf, type SubDomain } from './domain.ts';
import type { Hop } from './path.ts';

/**
 * How a condition stands in its domain. To Odoo a path is a sub-domain for each relation on it: `a.b = 1` is
 * `a any [b = 1]`, in 17, 18 and 19. So rules of a model on the way can be joined to the sub-domain over it,
 * and records out of reach are then as if nothing pointed at them.
 */
export interface Standing {
  /** Under an odd number of negations. */
  readonly negated: boolean;
  /** Whether Odoo may have joined the records behind a many2one to the search, and negated the whole. */
  readonly joined: boolean;
}

export const PLAIN: Standing = Object.freeze({ negated: false, joined: false });

/**
 * Steps into a relation: how conditions on its records stand, or why rules on them could not hold. `none`: the
 * records that have none there are meant.
 */
export function stepInto(
  { policy }: Inquiry,
  { field, comodel, narrowing }: Hop,
  { negated, joined }: Standing,
  none = false,
): Standing | Deny {
  if (narrowing !== undefined && !field.store) {
    return refused(
      comodel,
      narrowing,
      `${field.name} is computed, and what its search goes by is not known`,
    );
  }
  if (field.type !== 'many2one') return PLAIN;
  // 17 and 18 search through some many2ones by a join (`auto_join`, which no metadata tells): negated, a rule
  // that compares an empty field is neither true nor false there, and what is then found tells of hidden records.
  const within = joined || negated !== none;
  if (narrowing !== undefined && within && policy.gateway.odoo.version !== 19) {
    return refused(
      comodel,
      narrowing,
      `what does not hold of ${field.name} cannot be told by them`,
      {
        allowed:
          'Write the condition without negating it: != instead of !, any instead of not any.',
      },
    );
  }
  return { negated: false, joined: within };
}

/** A condition on the records at the end of these relations: each narrowed model with its rules. */
export function behind(hops: readonly Hop[], inner: Domain): Domain {
  return hops.reduceRight<Domain>(
    (domain, { field, narrowing }) => some([field.name], narrowing, domain),
    inner,
  );
}

/** Some record there is within reach and fits the domain. */
function some(
  path: readonly FieldName[],
  narrowing: Narrowing | undefined,
  domain: Domain,
): SubDomain {
  return { kind: 'sub', path, operator: 'any', domain: withRule(narrowing, domain) };
}

/** A domain over the records behind a relation, with the rules on them. */
export function withRule(narrowing: Narrowing | undefined, domain: Domain): Domain {
  return narrowing === undefined ? domain : conjunction([narrowing.domain, domain]);
}

const ID = 'id' as FieldName;
const TRUE = conjunction([]);

/**
 * A comparison of a list of related records with ids, about those within reach: `= false` is that none is
 * there, `in` that one of these is. `at`: the list itself, without the way to it.
 */
export function membership(
  { operator, value }: Leaf,
  { field, comodel, narrowing }: Hop,
): Domain | Deny {
  const ids = isArray(value) ? value : value === false ? undefined : [value];
  if (ids?.includes(false)) {
    return deny(
      'domain_invalid',
      'built-in:domain',
      `a list compared with ${field.name} holds ids, and no false among them: rules narrow ${comodel}.`,
    );
  }
  const none: SubDomain = {
    kind: 'sub',
    path: [field.name],
    operator: 'not any',
    domain: withRule(narrowing, ids === undefined ? TRUE : among(ids)),
  };
  const one: SubDomain = { ...none, operator: 'any' };
  switch (operator) {
    case '=?':
      return ids === undefined ? TRUE : one;
    case '=':
    case 'in':
      return ids === undefined ? none : one;
    case '!=':
    case 'not in':
      return ids === undefined ? one : none;
    default:
      return refused(comodel, narrowing, `'${operator}' on ${field.name} goes past them`);
  }
}

function among(ids: readonly Json[]): Leaf {
  return condition([ID], 'in', ids);
}

function refused(
  model: ModelName,
  narrowing: Narrowing | undefined,
  why: string,
  more: { readonly allowed: string } = {
    allowed: `Search ${model} itself, and go on with the ids it answers.`,
  },
): Deny {
  const reason = `record rules narrow ${model}, and ${why}.`;
  return deny('field_not_searchable', narrowing?.rule ?? 'built-in:record-rules', reason, more);
}
