import { type Deny, deny, type Note } from '../../decision.ts';
import { isArray, type Json } from '../../json.ts';
import type { ModelName, RecordId } from '../../names.ts';
import type { Reach } from '../../reach.ts';
import type { RecordRule, RuleEffect } from '../../record-rule.ts';
import type { Subject } from '../../subject.ts';
import { conjunction, type Domain, disjunction, negation } from '../domain/domain.ts';
import { emitDomain } from '../domain/emit.ts';
import { type Inquiry, schemaOf } from '../inquiry.ts';
import { isDeny } from '../refusal.ts';
import { archivedToo, outOfReach, refuseUnless } from './record-facts.ts';
import { readRule } from './rule-domain.ts';

/** The records of a model that stay within a subject's reach, and the rules that say so. */
export interface Narrowing {
  readonly domain: Domain;
  readonly rule: string;
}

/** Whether a record rule narrows what the subject reaches of a model. Needs no metadata. */
export function isNarrowed(
  { subject, policy }: Inquiry,
  model: ModelName,
  effect: RuleEffect,
): boolean {
  return rulesOn(subject, policy.rbac.recordRules.get(model), effect).length > 0;
}

/**
 * All the record rules that bind the subject on a model, with its own values for their variables; undefined
 * when none does. A variable it has no value for, and a condition that Odoo cannot search, are denied.
 */
export function narrowingOf(
  inquiry: Inquiry,
  model: ModelName,
  effect: RuleEffect,
): Narrowing | undefined | Deny {
  const { subject, policy } = inquiry;
  const rules = rulesOn(subject, policy.rbac.recordRules.get(model), effect);
  if (rules.length === 0) return undefined;
  const domains: Domain[] = [];
  for (const { domain, rule } of rules) {
    const own = withVariables(domain, subject, model, rule);
    const read = isDeny(own) ? own : readRule(inquiry, model, own, rule);
    if (isDeny(read)) return read;
    domains.push(read);
  }
  return { domain: conjunction(domains), rule: rules.map(({ rule }) => rule).join(', ') };
}

/** The domain of a search, joined with the rules: what the caller wrote cannot reach around them. */
export function narrowed(
  inquiry: Inquiry,
  model: ModelName,
  domain: Domain,
  notes: Note[],
): Domain | Deny {
  const narrowing = narrowingOf(inquiry, model, 'read');
  if (narrowing === undefined || isDeny(narrowing)) return narrowing ?? domain;
  noteNarrowed(notes, model);
  return conjunction([narrowing.domain, domain]);
}

/** Tells that rules narrow what a call reaches of a model, once. */
export function noteNarrowed(notes: Note[], model: ModelName): void {
  const told = notes.some((note) => note.kind === 'records_narrowed' && note.model === model);
  if (!told) notes.push({ kind: 'records_narrowed', model });
}

/** The records of a narrowed model that may be shown where others point at them; undefined: none can be told. */
export function reachOf(inquiry: Inquiry, model: ModelName): Reach | undefined {
  const narrowing = narrowingOf(inquiry, model, 'read');
  const schema = schemaOf(inquiry, model);
  if (narrowing === undefined || isDeny(narrowing) || isDeny(schema)) return undefined;
  const domain = emitDomain(conjunction([...archivedToo(schema), narrowing.domain]));
  return { key: JSON.stringify([model, domain]), model, domain };
}

/** Why records named by their ids may not be reached, or undefined: all must be within the rules. */
export function refuseRecords(
  inquiry: Inquiry,
  model: ModelName,
  ids: readonly RecordId[],
  effect: RuleEffect,
): Deny | undefined {
  const narrowing = ids.length === 0 ? undefined : narrowingOf(inquiry, model, effect);
  if (narrowing === undefined || isDeny(narrowing)) return narrowing;
  return refuseUnless(inquiry, model, ids, narrowing.domain, () =>
    outOfReach(model, narrowing.rule),
  );
}

/**
 * The denial of reaching through a relation into a model that rules narrow: what is found there, sorted by or
 * shown of it would tell of records that are out of reach.
 */
export function refuseThrough(
  inquiry: Inquiry,
  model: ModelName,
  effect: RuleEffect,
): Deny | undefined {
  const [first] = rulesOn(inquiry.subject, inquiry.policy.rbac.recordRules.get(model), effect);
  return first === undefined
    ? undefined
    : deny(
        'field_not_searchable',
        first.rule,
        `a record rule narrows ${model}, and going through a relation into it would reach past the rule.`,
        { allowed: `Search ${model} itself, and go on with the ids it answers.` },
      );
}

const NONE: readonly RecordRule[] = Object.freeze([]);

function rulesOn(
  subject: Subject,
  rules: readonly RecordRule[] | undefined,
  effect: RuleEffect,
): readonly RecordRule[] {
  return rules?.filter((rule) => rule.effects.has(effect) && binds(rule, subject)) ?? NONE;
}

function binds({ groups, exceptGroups, admins }: RecordRule, subject: Subject): boolean {
  if (subject.admin && !admins) return false;
  if (exceptGroups.some((group) => subject.groups.has(group))) return false;
  return groups === undefined || groups.some((group) => subject.groups.has(group));
}

/** The domain with the subject's own values in place of the variables. */
function withVariables(
  domain: Domain,
  subject: Subject,
  model: ModelName,
  rule: string,
): Domain | Deny {
  let unknown: string | undefined;
  const value = (written: Json): Json => {
    if (isArray(written)) {
      return written.flatMap((item) => {
        const own = value(item);
        return isArray(own) ? own : [own];
      });
    }
    if (typeof written !== 'string' || !written.startsWith('$')) return written;
    const own = variable(subject, written);
    if (own === undefined) unknown = written;
    return own ?? false;
  };
  const filled = mapValues(domain, value);
  return unknown === undefined
    ? filled
    : deny(
        'record_not_allowed',
        rule,
        `a record rule on ${model} turns on ${unknown}, and nothing says what that is for ${subject.name}.`,
      );
}

function variable({ odoo }: Subject, name: string): Json | undefined {
  switch (name) {
    case '$uid':
      return odoo?.uid;
    case '$partner_id':
      return odoo?.partnerId;
    case '$company_ids':
      return odoo?.companyIds;
    default:
      return undefined;
  }
}

function mapValues(domain: Domain, value: (written: Json) => Json): Domain {
  switch (domain.kind) {
    case 'and':
      return conjunction(domain.nodes.map((node) => mapValues(node, value)));
    case 'or':
      return disjunction(domain.nodes.map((node) => mapValues(node, value)));
    case 'not':
      return negation(mapValues(domain.node, value));
    case 'sub':
      return { ...domain, domain: mapValues(domain.domain, value) };
    case 'leaf':
      return { ...domain, value: value(domain.value) };
    default:
      return domain satisfies never;
  }
}
