import type { ReadGroup } from '../../operation.ts';
import type { Policy } from '../../policy.ts';
import type { Subject } from '../../subject.ts';
import { ask } from '../asking.fixture.ts';
import { model, POLICY, SALES } from '../demo-policy.fixture.ts';

export type GroupParts = Omit<ReadGroup, 'kind' | 'model'>;

/** What a grouping of a model comes to. */
export const group = (
  name: string,
  parts: GroupParts = {},
  who: Subject = SALES,
  policy: Policy = POLICY,
) => ask({ kind: 'read_group', model: model(name), ...parts }, who, policy);
