import type { RecordObligation } from '../decision.ts';
import { isArray, type Json } from '../json.ts';
import type { Policy } from '../policy.ts';
import type { Subject } from '../subject.ts';
import { allowed, ask, search } from './asking.fixture.ts';
import { POLICY, SALES } from './demo-policy.fixture.ts';

/** What a read that is allowed sends, and what it shows of the answer; throws where it is denied. */
export function read(
  name: string,
  fields: Json | undefined,
  who: Subject = SALES,
  policy: Policy = POLICY,
) {
  const decision = allowed(
    ask(search(name, { limit: 5, ...(fields === undefined ? {} : { fields }) }), who, policy),
  );
  const { operation, notes } = decision;
  if (decision.obligation.kind !== 'records' || operation.kind !== 'search_read') throw new Error();
  const obligation: RecordObligation = decision.obligation;
  return {
    sent: isArray(operation.fields) ? operation.fields : [],
    visible: Object.fromEntries(obligation.visible),
    masked: obligation.masked,
    obligation,
    notes,
  };
}
