import type { ConfirmedEffect } from './confirm-rule.ts';
import type { MethodName, ModelName } from './names.ts';

/** One thing a call does to records of a model. */
export interface Change {
  readonly effect: ConfirmedEffect;
  readonly model: ModelName;
  readonly method?: MethodName;
  /** How many; infinite where nobody can tell. */
  readonly records: number;
}
