import type { FieldTreatment } from '../decision.ts';
import { type ModelName, parseFieldName } from '../names.ts';
import type { Inquiry } from './inquiry.ts';
import { isLabelListed, shownNames, tellsMoreThanNames } from './record-names.ts';
import { isNarrowed, reachOf } from './record-rules/record-rules.ts';
import { isDeny } from './refusal.ts';
import { listed, refuseName } from './rights/field-rights.ts';

const DISPLAY_NAME = ['display_name'].flatMap((name) => parseFieldName(name) ?? []);
/** The one guardrail-blocked model whose labels say no more than who somebody is. */
const USERS: string = 'res.users';

/**
 * Whether the display names of all records of this model may be shown where others point at them. Of a model
 * that rules narrow some are out of reach.
 */
export function mayShowLabel(inquiry: Inquiry, comodel: ModelName): boolean {
  return !isNarrowed(inquiry, comodel, 'read') && mayShowName(inquiry, comodel);
}

/** How a many2one to this model leaves: its label beside its id, of the records whose label may be shown. */
export function labelTreatment(inquiry: Inquiry, comodel: ModelName | undefined): FieldTreatment {
  if (comodel === undefined || !mayShowName(inquiry, comodel)) return 'id_only';
  return isNarrowed(inquiry, comodel, 'read')
    ? { kind: 'label_within', reach: reachOf(inquiry, comodel) }
    : 'label';
}

/**
 * Whether display names of this model may be shown, of records that may be. A label needs no grant of its
 * own, unless it says more than a name; it is hidden where the policy hides it, where the fields it shows or
 * the labels it quotes are hidden, and on models a guardrail or the policy blocks.
 */
export function mayShowName(inquiry: Inquiry, comodel: ModelName): boolean {
  if (inquiry.policy.access.hiddenLabels.matches(comodel)) return false;
  if (comodel !== USERS && inquiry.rights.on(comodel).blocked) return false;
  for (const name of [...shownNames(comodel), ...DISPLAY_NAME]) {
    if (refuseName(inquiry, comodel, name, 'read')) return false;
  }
  const grant = inquiry.rights.on(comodel).read;
  if (isDeny(grant)) return !tellsMoreThanNames(comodel);
  return isLabelListed(comodel, (name) => listed(grant, name, comodel, 'read') !== 'unlisted');
}

/** Whether a record may be made to point at a record of this model: one the subject reads, or sees the label of. */
export function mayPointAt(inquiry: Inquiry, comodel: ModelName): boolean {
  return !isDeny(inquiry.rights.on(comodel).read) || mayShowLabel(inquiry, comodel);
}
