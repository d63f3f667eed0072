import type { MethodName, ModelName } from './names.ts';
import type { NamePattern } from './policy.ts';

/** What can be made to wait for a person's word: everything that changes data. */
export const CONFIRMED_EFFECTS = ['create', 'write', 'unlink', 'call', 'post_message'] as const;
export type ConfirmedEffect = (typeof CONFIRMED_EFFECTS)[number];

/** One entry of `confirm`. It holds for a change that meets every condition it names. */
export interface ConfirmRule {
  readonly effects: ReadonlySet<ConfirmedEffect> | undefined;
  readonly models: NamePattern<ModelName> | undefined;
  readonly methods: ReadonlySet<MethodName> | undefined;
  readonly minRecords: number | undefined;
  /** Where it stands: `rbac.yaml:confirm[0]`. */
  readonly rule: string;
}
