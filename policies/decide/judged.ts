import type { Obligation } from '../decision.ts';
import type { Operation } from '../operation.ts';

/** An operation that may be performed, what is owed for its answer, and the rule that grants it. */
export interface Judged {
  readonly operation: Operation;
  readonly obligation: Obligation;
  readonly rule: string;
}

/** Nothing is owed for an answer that shows no field. */
export const NOTHING: Obligation = Object.freeze({ kind: 'nothing' });
