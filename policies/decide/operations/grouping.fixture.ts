import type { GroupObligation } from '../../decision.ts';
import type { ReadGroup } from '../../operation.ts';
import type { Policy } from '../../policy.ts';
import type { Subject } from '../../subject.ts';
import { allowed, ask } from '../asking.fixture.ts';
import { model, POLICY, SALES } from '../demo-policy.fixture.ts';

export type GroupParts = Omit<ReadGroup, 'kind' | 'model'>;

/** What a grouping of a model comes to. */
export const group = (
  name: string,
  parts: GroupParts = {},
  who: Subject = SALES,
  policy: Policy = POLICY,
) => ask({ kind: 'read_group', model: model(name), ...parts }, who, policy);

/** What is owed to the groups of a grouping that is allowed; throws where it is denied. */
export function obligation(decision: ReturnType<typeof ask>): GroupObligation {
  const owed = allowed(decision).obligation;
  if (owed.kind !== 'groups') throw new Error(`no groups: ${owed.kind}`);
  return owed;
}
/** The keys that may come back in a group. */
export const keys = (decision: ReturnType<typeof ask>) => [...obligation(decision).visible.keys()];
