import type { Json } from './json.ts';
import type { ModelName, RecordId } from './names.ts';

/**
 * A question about records that a decision turns on: do all of these exist, and does each fit this domain? Or,
 * where no ids are named, does no record fit it? Odoo alone can tell, so whoever decides asks it, by counting.
 */
export interface Question {
  /** Canonical JSON of the rest: two questions of one key are one question. */
  readonly key: string;
  readonly model: ModelName;
  /** Each once, in ascending order. Undefined: no record at all is to fit the domain. */
  readonly ids: readonly RecordId[] | undefined;
  /** A domain as a list with every operator in front of its operands. */
  readonly domain: readonly Json[];
}

/** The answers at hand while one call is decided. */
export interface FactsView {
  /** Undefined: not asked yet. False where the answer is no, and where it cannot be had. */
  holds(question: Question): boolean | undefined;
}

/** The question whether all these records exist and fit the domain. */
export function askWhether(
  model: ModelName,
  ids: readonly RecordId[],
  domain: readonly Json[],
): Question {
  const distinct = [...new Set(ids)].sort((one, other) => one - other);
  return { key: JSON.stringify([model, distinct, domain]), model, ids: distinct, domain };
}

/** The question whether no record of the model fits the domain. */
export function askWhetherNone(model: ModelName, domain: readonly Json[]): Question {
  return { key: JSON.stringify([model, 'none', domain]), model, ids: undefined, domain };
}

/** No question was asked: a decision that turns on one comes back as `need_facts`. */
export const NO_FACTS: FactsView = Object.freeze({ holds: () => undefined });
