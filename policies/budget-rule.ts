import type { ConfirmedEffect } from './confirm-rule.ts';
import type { FieldName, GroupName, ModelName } from './names.ts';
import type { NamePattern } from './policy.ts';

/** What a budget adds up: changed records, calls that change any, or a number field of the records. */
export type BudgetMeasure =
  | { readonly kind: 'records' }
  | { readonly kind: 'calls' }
  | { readonly kind: 'sum'; readonly field: FieldName };

export type BudgetPeriod = 'minute' | 'hour' | 'day';

/** One entry of `limits.budgets`: how much a subject may change in any stretch of time of that length. */
export interface BudgetRule {
  /** Undefined: every model. */
  readonly models: NamePattern<ModelName> | undefined;
  readonly effects: ReadonlySet<ConfirmedEffect>;
  /** Whom it binds: members of any of these. Undefined: everybody. */
  readonly groups: readonly GroupName[] | undefined;
  readonly measure: BudgetMeasure;
  readonly per: BudgetPeriod;
  readonly max: number;
  /** Where it stands: `gateway.yaml:limits.budgets[0]`. */
  readonly rule: string;
}
