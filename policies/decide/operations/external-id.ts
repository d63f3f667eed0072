import { type Deny, deny } from '../../decision.ts';
import type { ModelName, RecordId } from '../../names.ts';
import type { Inquiry } from '../inquiry.ts';
import { narrowingOf } from '../record-rules/record-rules.ts';
import { isDeny } from '../refusal.ts';

/** `module.name`, as Odoo's data files and exports write it: one dot, no other punctuation but a hyphen. */
const EXTERNAL_ID = /^[a-z_][a-z0-9_]{0,63}\.[A-Za-z0-9_][A-Za-z0-9_-]{0,127}$/;

/**
 * Judges an external id by its form, and gives the ids that stand beside it: none. What it names is a record
 * of the operation's own model, which is judged as for any read; an id of another model is not found there.
 */
export function judgeExternalId(
  externalId: string,
  ids: readonly RecordId[],
): readonly RecordId[] | Deny {
  if (ids.length > 0) return invalid('a record is named by its id or by its external id, not both');
  return EXTERNAL_ID.test(externalId)
    ? []
    : invalid("an external id is written module.name, such as 'base.main_partner'");
}

/** Which record an external id names cannot be asked before it is read, so rules about records refuse it. */
export function refuseNarrowed(inquiry: Inquiry, model: ModelName): Deny | undefined {
  const narrowing = narrowingOf(inquiry, model, 'read');
  if (narrowing === undefined || isDeny(narrowing)) return narrowing;
  return deny(
    'record_not_allowed',
    narrowing.rule,
    `a record rule narrows ${model}, and which record an external id names is not known before it is read.`,
    { allowed: 'Search for the record, and read it by its id.' },
  );
}

function invalid(problem: string): Deny {
  return deny('ids_invalid', 'built-in:external-id', `${problem}.`);
}
