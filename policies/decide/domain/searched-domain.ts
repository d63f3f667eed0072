import type { Deny, Note } from '../../decision.ts';
import type { NameSearch, ReadGroup, SearchCount, SearchRead } from '../../operation.ts';
import type { Inquiry } from '../inquiry.ts';
import { narrowed } from '../record-rules/record-rules.ts';
import { isDeny } from '../refusal.ts';
import { type Domain, parseDomain } from './domain.ts';
import { amongOpenMeetings, judgeDomain } from './judge-domain.ts';
import { sortsByMeetings } from './private-meetings.ts';

type Searched = SearchRead | SearchCount | ReadGroup | NameSearch;

/**
 * The domain an operation may search with: read as Odoo reads it, each condition judged, and narrowed by the
 * record rules of its model. What would tell of private meetings, in its conditions or its order, is asked of the others
 * only. A denial may be `PENDING`, so that more missing metadata is found in the same round.
 */
export function judgeSearchedDomain(
  inquiry: Inquiry,
  operation: Searched,
  notes: Note[],
): Domain | Deny {
  const { model } = operation;
  const parsed = parseDomain(operation.domain);
  const judged = isDeny(parsed) ? parsed : judgeDomain(inquiry, model, parsed, notes);
  if (isDeny(judged)) return judged;
  const sorted =
    'order' in operation && sortsByMeetings(model, operation.order)
      ? amongOpenMeetings(inquiry, model, judged, notes)
      : judged;
  return isDeny(sorted) ? sorted : narrowed(inquiry, model, sorted, notes);
}
