import { type Deny, deny } from '../decision.ts';
import { parseRecordId, type RecordId } from '../names.ts';

export const MOST_RECORDS = 100;
/** Of a create or a write: a bulk tool's call, which costs as many calls in the rate limits. */
export const MOST_RECORDS_CHANGED = 5_000;
export const MOST_RECORDS_OF_CALL = 500;

/**
 * Record ids of an operation: at least one, whole numbers. One that is given twice is the same record, and goes
 * on once. No ids would be no records to some methods of Odoo and all of them, or a new one, to others.
 */
export function judgeIds(ids: readonly unknown[], most: number): readonly RecordId[] | Deny {
  const distinct = new Set<RecordId>();
  for (const id of ids) {
    const parsed = parseRecordId(id);
    if (parsed === undefined) return invalid('record ids are whole numbers from 1');
    distinct.add(parsed);
  }
  if (ids.length === 0) return invalid('at least one record id is needed');
  if (ids.length > most) return invalid(`at most ${most} records are reached by one call`);
  return [...distinct];
}

/** The id of the one record an operation is about. */
export function judgeOneId(ids: readonly unknown[]): readonly RecordId[] | Deny {
  return ids.length > 1 ? invalid('one record is named, and no more') : judgeIds(ids, 1);
}

function invalid(problem: string): Deny {
  return deny('ids_invalid', 'built-in:ids', `${problem}.`);
}
