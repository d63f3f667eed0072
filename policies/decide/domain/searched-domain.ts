import type { Deny, Note } from '../../decision.ts';
import type { NameSearch, ReadGroup, SearchCount, SearchRead } from '../../operation.ts';
import type { Inquiry } from '../inquiry.ts';
import { narrowed } from '../record-rules/record-rules.ts';
import { isDeny } from '../refusal.ts';
import { type Domain, parseDomain } from './domain.ts';
import { judgeDomain } from './judge-domain.ts';

/**
 * The domain an operation may search with: read as Odoo reads it, each condition judged, and narrowed by the
 * record rules of its model. A denial may be `PENDING`, so that more missing metadata is found in the same round.
 */
export function judgeSearchedDomain(
  inquiry: Inquiry,
  { model, domain }: SearchRead | SearchCount | ReadGroup | NameSearch,
  notes: Note[],
): Domain | Deny {
  const parsed = parseDomain(domain);
  const judged = isDeny(parsed) ? parsed : judgeDomain(inquiry, model, parsed, notes);
  return isDeny(judged) ? judged : narrowed(inquiry, model, judged, notes);
}
