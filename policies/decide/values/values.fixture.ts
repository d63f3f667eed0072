import type { JsonObject } from '../../json.ts';
import type { Policy } from '../../policy.ts';
import type { Subject } from '../../subject.ts';
import { ask, denied, write } from '../asking.fixture.ts';
import { POLICY, SALES } from '../demo-policy.fixture.ts';

/** What the policy says of values for contacts, by default of sales people. */
export const writing = (values: JsonObject, who: Subject = SALES, policy: Policy = POLICY) =>
  ask(write('res.partner', values), who, policy);
/** The denial of values for contacts. */
export const refusal = (values: JsonObject, who: Subject = SALES, policy: Policy = POLICY) =>
  denied(writing(values, who, policy));
