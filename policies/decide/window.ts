import { type Deny, deny, type Note } from '../decision.ts';
import type { Json } from '../json.ts';

/** Records of a search that names no limit. */
const DEFAULT_LIMIT = 80;
/** No policy lets more records than this leave at once: whoever asks for more asks for everything. */
const LARGEST_LIMIT = 10_000;
const LARGEST_OFFSET = 100_000;

/**
 * The limit to send, always one: absent, it is the default; above the policy's most, it is capped and said
 * so. Zero, false and negative numbers mean "all" to Odoo and are refused, and so is a number that means it.
 */
export function judgeLimit(
  limit: Json | undefined,
  maxRecords: number,
  notes: Note[],
  usual = DEFAULT_LIMIT,
): number | Deny {
  if (limit === undefined || limit === null) {
    const chosen = Math.min(usual, maxRecords);
    notes.push({ kind: 'limit_capped', asked: undefined, limit: chosen });
    return chosen;
  }
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1 || limit > LARGEST_LIMIT) {
    return deny(
      'limit_invalid',
      'built-in:limit',
      `a limit is a whole number from 1 to ${LARGEST_LIMIT}.`,
      { allowed: `At most ${maxRecords} records come back.` },
    );
  }
  if (limit <= maxRecords) return limit;
  notes.push({ kind: 'limit_capped', asked: limit, limit: maxRecords });
  return maxRecords;
}

/** The offset to send; undefined when there is none. */
export function judgeOffset(offset: Json | undefined): number | undefined | Deny {
  if (offset === undefined || offset === null) return undefined;
  if (typeof offset === 'number' && Number.isInteger(offset) && offset >= 0) {
    if (offset <= LARGEST_OFFSET) return offset;
  }
  return deny(
    'limit_invalid',
    'built-in:offset',
    `an offset is a whole number from 0 to ${LARGEST_OFFSET}.`,
    { allowed: 'Narrow the domain instead of paging further.' },
  );
}
