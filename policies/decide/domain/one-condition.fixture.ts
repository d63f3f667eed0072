import { expect } from 'vitest';
import type { Json } from '../../json.ts';
import type { Policy } from '../../policy.ts';
import type { Subject } from '../../subject.ts';
import { ask, denied, sentDomain, where } from '../asking.fixture.ts';
import { POLICY, SALES } from '../demo-policy.fixture.ts';

/** Why a search by one condition is denied. */
export function refusal(
  name: string,
  leaf: readonly Json[],
  who: Subject = SALES,
  policy: Policy = POLICY,
) {
  return denied(ask(where(name, ...leaf), who, policy));
}

/** Expects a search by one condition to be sent with that condition as it is. */
export function passes(
  name: string,
  leaf: readonly Json[],
  who: Subject = SALES,
  policy: Policy = POLICY,
) {
  expect(sentDomain(ask(where(name, ...leaf), who, policy))).toEqual([leaf]);
}
