import { type Deny, deny } from '../decision.ts';
import { isArray, type Json } from '../json.ts';
import { type FieldName, type ModelName, parseModelName } from '../names.ts';
import {
  conjunction,
  type Domain,
  disjunction,
  type Leaf,
  negation,
  type SubDomain,
} from './domain.ts';
import type { Inquiry } from './inquiry.ts';
import { MOST_VALUES, readComparison } from './leaf-value.ts';
import { isTraversable } from './passage.ts';
import { comodelOf, enter, type PathEnd, type Place, resolvePath, startAt } from './path.ts';
import { refuseThrough } from './record-rules.ts';
import { isDeny, PENDING } from './refusal.ts';
import { refuseSearchByName } from './search-by-name.ts';

const PARENT_ID = 'parent_id' as FieldName;

/**
 * Judges every condition of a domain over a model the subject may read: each is a search of the fields it
 * names. Gives the domain with its values in canonical form.
 */
export function judgeDomain(inquiry: Inquiry, model: ModelName, domain: Domain): Domain | Deny {
  return judge(inquiry, startAt(model), domain, { values: 0 });
}

interface Count {
  values: number;
}

function judge(inquiry: Inquiry, place: Place, domain: Domain, count: Count): Domain | Deny {
  switch (domain.kind) {
    case 'and':
    case 'or': {
      const nodes = judgeAll(inquiry, place, domain.nodes, count);
      if (isDeny(nodes)) return nodes;
      return domain.kind === 'and' ? conjunction(nodes) : disjunction(nodes);
    }
    case 'not': {
      const node = judge(inquiry, place, domain.node, count);
      return isDeny(node) ? node : negation(node);
    }
    case 'leaf':
      return judgeLeaf(inquiry, place, domain, count);
    case 'sub':
      return judgeSubDomain(inquiry, place, domain, count);
    default:
      return domain satisfies never;
  }
}

/** Goes on past what waits for metadata, so that one round learns of everything that is missing. */
function judgeAll(
  inquiry: Inquiry,
  place: Place,
  nodes: readonly Domain[],
  count: Count,
): readonly Domain[] | Deny {
  const judged: Domain[] = [];
  let pending = false;
  for (const node of nodes) {
    const answer = judge(inquiry, place, node, count);
    if (answer === PENDING) pending = true;
    else if (isDeny(answer)) return answer;
    else judged.push(answer);
  }
  return pending ? PENDING : judged;
}

function judgeSubDomain(
  inquiry: Inquiry,
  place: Place,
  sub: SubDomain,
  count: Count,
): Domain | Deny {
  const end = resolvePath(inquiry, place, sub.path);
  if (isDeny(end)) return end;
  const comodel = end.datePart ? undefined : comodelOf(end.field);
  if (comodel === undefined) {
    return invalid(`'${sub.operator}' needs a relation, and ${written(end)} is none`);
  }
  const unsearchable = refuseUnsearchable(end);
  if (unsearchable) return unsearchable;
  const inside = enter(inquiry, end.place, comodel);
  if (isDeny(inside)) return inside;
  const domain = judge(inquiry, inside, sub.domain, count);
  return isDeny(domain) ? domain : { ...sub, domain };
}

function judgeLeaf(inquiry: Inquiry, place: Place, leaf: Leaf, count: Count): Leaf | Deny {
  const end = resolvePath(inquiry, place, leaf.path);
  if (isDeny(end)) return end;
  const unsearchable = refuseUnsearchable(end);
  if (unsearchable) return unsearchable;

  const comparison = readComparison(end.field, end.datePart, leaf.operator, leaf.value);
  if (comparison.kind === 'wrong') {
    return invalid(`the condition on ${leaf.path.join('.')}: ${comparison.problem}`);
  }
  const { value } = comparison;
  count.values += isArray(value) ? value.length : 1;
  if (count.values > MOST_VALUES) {
    return invalid(`a domain compares with at most ${MOST_VALUES} values`);
  }
  const refused =
    comparison.kind === 'name_search'
      ? refuseNameSearch(inquiry, end)
      : (refuseHierarchy(inquiry, end, leaf) ?? refuseReference(inquiry, end, value));
  return refused ?? { ...leaf, value };
}

/**
 * Odoo 17 and 18 take a condition on a field that is neither stored nor searchable as true, so that a filter
 * would silently become none.
 */
function refuseUnsearchable(end: PathEnd): Deny | undefined {
  if (end.field.searchable) return undefined;
  return deny(
    'field_not_searchable',
    'built-in:searchable',
    `${written(end)} is computed, and Odoo cannot search it.`,
  );
}

/**
 * A text compared with a relation is a search by name on the comodel: it needs that model, and every field
 * such a search looks in. Where those are not known, ids are the way.
 */
function refuseNameSearch(inquiry: Inquiry, end: PathEnd): Deny | undefined {
  const comodel = comodelOf(end.field) ?? end.place.model;
  const refused = refuseThrough(inquiry, comodel, 'read') ?? refuseSearchByName(inquiry, comodel);
  if (refused === undefined || refused === PENDING) return refused;
  const reason = `a text compared with ${written(end)} ${refused.reason}`;
  return deny('field_not_searchable', refused.rule, reason, {
    allowed: 'Compare with record ids instead.',
  });
}

/** `child_of` and `parent_of` walk the comodel's own tree, which is a read of it. */
function refuseHierarchy(inquiry: Inquiry, end: PathEnd, leaf: Leaf): Deny | undefined {
  if (leaf.operator !== 'child_of' && leaf.operator !== 'parent_of') return undefined;
  const comodel = comodelOf(end.field) ?? end.place.model;
  const narrowed = refuseThrough(inquiry, comodel, 'read');
  if (narrowed) return narrowed;
  const read = inquiry.rights.on(comodel).read;
  if (!isDeny(read) || isTraversable(inquiry, comodel, PARENT_ID)) return undefined;
  return deny(
    'field_not_searchable',
    read.rule,
    `'${leaf.operator}' on ${written(end)} walks the tree of ${comodel}, and ${read.reason}`,
  );
}

/** A reference names its model in the value. */
function refuseReference(inquiry: Inquiry, end: PathEnd, value: Json): Deny | undefined {
  if (end.field.type !== 'reference') return undefined;
  for (const item of isArray(value) ? value : [value]) {
    if (typeof item !== 'string') continue;
    const model = parseModelName(item.slice(0, item.indexOf(',')));
    if (model === undefined) return invalid(`${written(end)} compares with 'model,id'`);
    const read = inquiry.rights.on(model).read;
    if (isDeny(read)) return read;
  }
  return undefined;
}

function written({ place, field }: PathEnd): string {
  return `${place.model}.${field.name}`;
}

function invalid(problem: string): Deny {
  return deny('domain_invalid', 'built-in:domain', `${problem}.`);
}
