import type { Json } from './json.ts';
import type { ModelName } from './names.ts';

/**
 * The records of a model that rules leave within a subject's reach, archived ones included. Which of the
 * records an answer points at are among them only Odoo can tell, so whoever filters the answer asks it first.
 */
export interface Reach {
  /** Canonical JSON of the rest: two of one key are one. */
  readonly key: string;
  readonly model: ModelName;
  /** A domain as a list with every operator in front of its operands. */
  readonly domain: readonly Json[];
}
