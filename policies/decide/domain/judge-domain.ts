import { type Deny, deny, type Note } from '../../decision.ts';
import { isArray, type Json } from '../../json.ts';
import { type FieldName, type ModelName, parseModelName } from '../../names.ts';
import type { Inquiry } from '../inquiry.ts';
import { narrowingOf, noteNarrowed, refuseThrough } from '../record-rules/record-rules.ts';
import { isDeny, PENDING } from '../refusal.ts';
import { isTraversable } from '../rights/passage.ts';
import {
  conjunction,
  type Domain,
  disjunction,
  type Leaf,
  negation,
  type SubDomain,
} from './domain.ts';
import { MOST_VALUES, readComparison } from './leaf-value.ts';
import { behind, membership, PLAIN, type Standing, stepInto, withRule } from './narrowed-paths.ts';
import {
  comodelOf,
  enter,
  type Hop,
  type PathEnd,
  type Place,
  resolvePath,
  startAt,
} from './path.ts';
import { askedOfMeetings, openMeetings } from './private-meetings.ts';
import { refuseSearchByName } from './search-by-name.ts';
import { refuseUnsearchable } from './searchable.ts';

const PARENT_ID = 'parent_id' as FieldName;
const DISPLAY_NAME = 'display_name' as FieldName;

/**
 * Judges every condition of a domain over a model the subject may read: each is a search of the fields it
 * names. Gives the domain with its values in canonical form, and with the record rules of the models that its
 * paths lead to.
 */
export function judgeDomain(
  inquiry: Inquiry,
  model: ModelName,
  domain: Domain,
  notes: Note[],
): Domain | Deny {
  const gathered: Gathered = { values: 0, meetings: false, notes };
  const judged = judge(inquiry, { place: startAt(model), standing: PLAIN }, domain, gathered);
  if (isDeny(judged) || !gathered.meetings) return judged;
  return amongOpenMeetings(inquiry, model, judged, notes);
}

/** A search of meetings by what private ones keep to themselves, of those that do not. */
export function amongOpenMeetings(
  inquiry: Inquiry,
  model: ModelName,
  domain: Domain,
  notes: Note[],
): Domain | Deny {
  const open = openMeetings(inquiry, model);
  if (open === undefined || isDeny(open)) return open ?? domain;
  noteNarrowed(notes, model);
  return conjunction([open, domain]);
}

/** Where a condition stands: over which records, and in what kind of domain. */
interface Where {
  readonly place: Place;
  readonly standing: Standing;
}

/** What is gathered on the way through one domain. */
interface Gathered {
  values: number;
  /** Whether a condition asks for what private meetings keep to themselves. */
  meetings: boolean;
  readonly notes: Note[];
}

function judge(inquiry: Inquiry, where: Where, domain: Domain, gathered: Gathered): Domain | Deny {
  switch (domain.kind) {
    case 'and':
    case 'or': {
      const nodes = judgeAll(inquiry, where, domain.nodes, gathered);
      if (isDeny(nodes)) return nodes;
      return domain.kind === 'and' ? conjunction(nodes) : disjunction(nodes);
    }
    case 'not': {
      const { place, standing } = where;
      const negated = { place, standing: { ...standing, negated: !standing.negated } };
      const node = judge(inquiry, negated, domain.node, gathered);
      return isDeny(node) ? node : negation(node);
    }
    case 'leaf':
      return judgeLeaf(inquiry, where, domain, gathered);
    case 'sub':
      return judgeSubDomain(inquiry, where, domain, gathered);
    default:
      return domain satisfies never;
  }
}

/** Goes on past what waits for metadata, so that one round learns of everything that is missing. */
function judgeAll(
  inquiry: Inquiry,
  where: Where,
  nodes: readonly Domain[],
  gathered: Gathered,
): readonly Domain[] | Deny {
  const judged: Domain[] = [];
  let pending = false;
  for (const node of nodes) {
    const answer = judge(inquiry, where, node, gathered);
    if (answer === PENDING) pending = true;
    else if (isDeny(answer)) return answer;
    else judged.push(answer);
  }
  return pending ? PENDING : judged;
}

function judgeSubDomain(
  inquiry: Inquiry,
  where: Where,
  sub: SubDomain,
  gathered: Gathered,
): Domain | Deny {
  const end = resolvePath(inquiry, where.place, sub.path);
  if (isDeny(end)) return end;
  const asked = askedOfMeetings(where.place, end);
  if (isDeny(asked)) return asked;
  if (asked) gathered.meetings = true;
  const unsearchable = refuseUnsearchable(inquiry, end.place.model, end.field);
  const last = end.datePart ? undefined : hopFrom(inquiry, end);
  if (last === undefined) {
    return invalid(`'${sub.operator}' needs a relation, and ${written(end)} is none`);
  }
  if (unsearchable) return unsearchable;
  if (isDeny(last)) return last;
  const inside = enter(inquiry, end.place, last.comodel);
  if (isDeny(inside)) return inside;
  const before = follow(inquiry, end.hops, where.standing, gathered);
  if (isDeny(before)) return before;
  const standing = follow(inquiry, [last], before, gathered, sub.operator === 'not any');
  if (isDeny(standing)) return standing;
  const domain = judge(inquiry, { place: inside, standing }, sub.domain, gathered);
  if (isDeny(domain)) return domain;
  const own = withRule(last.narrowing, domain);
  return isPlain(end.hops)
    ? { ...sub, domain: own }
    : behind(end.hops, { ...sub, path: [end.field.name], domain: own });
}

function judgeLeaf(inquiry: Inquiry, where: Where, leaf: Leaf, gathered: Gathered): Domain | Deny {
  const end = resolvePath(inquiry, where.place, leaf.path);
  if (isDeny(end)) return end;
  const asked = askedOfMeetings(where.place, end);
  if (isDeny(asked)) return asked;
  if (asked) gathered.meetings = true;
  const unsearchable = refuseUnsearchable(inquiry, end.place.model, end.field);
  if (unsearchable) return unsearchable;
  const comparison = readComparison(end.field, end.datePart, leaf.operator, leaf.value);
  if (comparison.kind === 'wrong') {
    return invalid(`the condition on ${leaf.path.join('.')}: ${comparison.problem}`);
  }
  const { value } = comparison;
  gathered.values += isArray(value) ? value.length : 1;
  if (gathered.values > MOST_VALUES) {
    return invalid(`a domain compares with at most ${MOST_VALUES} values`);
  }
  const refused =
    comparison.kind === 'name_search' || end.field.name === DISPLAY_NAME
      ? refuseNameSearch(inquiry, end)
      : (refuseHierarchy(inquiry, end, leaf) ?? refuseReference(inquiry, end, value));
  return refused ?? withinRules(inquiry, where.standing, { ...leaf, value }, end, gathered);
}

/** A judged condition, with the record rules of the models it looks into. */
function withinRules(
  inquiry: Inquiry,
  standing: Standing,
  leaf: Leaf,
  end: PathEnd,
  gathered: Gathered,
): Domain | Deny {
  const list = end.field.type === 'many2one' ? undefined : hopFrom(inquiry, end);
  if (isDeny(list)) return list;
  const looksInto = list?.narrowing === undefined ? undefined : list;
  if (looksInto === undefined && isPlain(end.hops)) return leaf;
  const before = follow(inquiry, end.hops, standing, gathered);
  if (isDeny(before)) return before;
  const own = { ...leaf, path: leaf.path.slice(end.hops.length) };
  if (looksInto === undefined) return behind(end.hops, own);
  const inside = follow(inquiry, [looksInto], before, gathered);
  const members = isDeny(inside) ? inside : membership(own, looksInto);
  return isDeny(members) ? members : behind(end.hops, members);
}

function isPlain(hops: readonly Hop[]): boolean {
  return hops.every(({ narrowing }) => narrowing === undefined);
}

/** The relation at the end of a path, and what narrows the model it leads to; undefined where it is none. */
function hopFrom(inquiry: Inquiry, { field }: PathEnd): Hop | undefined | Deny {
  const comodel = comodelOf(field);
  if (comodel === undefined) return undefined;
  const narrowing = narrowingOf(inquiry, comodel, 'read');
  return isDeny(narrowing) ? narrowing : { field, comodel, narrowing };
}

function follow(
  inquiry: Inquiry,
  hops: readonly Hop[],
  from: Standing,
  { notes }: Gathered,
  none = false,
): Standing | Deny {
  let standing = from;
  for (const hop of hops) {
    const next = stepInto(inquiry, hop, standing, none);
    if (isDeny(next)) return next;
    if (hop.narrowing !== undefined) noteNarrowed(notes, hop.comodel);
    standing = next;
  }
  return standing;
}

/**
 * A text compared with a relation is a search by name on the comodel: it needs that model, and every field
 * such a search looks in. Where those are not known, ids are the way. A condition on `display_name` is a search by
 * name on its own model: Odoo 18 and 19 look in the same fields for it, the login of a user included.
 */
function refuseNameSearch(inquiry: Inquiry, end: PathEnd): Deny | undefined {
  const comodel = comodelOf(end.field) ?? end.place.model;
  const refused = refuseThrough(inquiry, comodel, 'read') ?? refuseSearchByName(inquiry, comodel);
  if (refused === undefined || refused === PENDING) return refused;
  const reason = `a text compared with ${written(end)} ${refused.reason}`;
  return deny('field_not_searchable', refused.rule, reason, {
    allowed:
      end.field.name === DISPLAY_NAME
        ? 'Compare with a field of the record, such as its name, or with record ids.'
        : 'Compare with record ids instead.',
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
