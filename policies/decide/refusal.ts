import { type Deny, deny } from '../decision.ts';

/**
 * Stands for a judgement that cannot be made before field metadata is there. It is a denial, so that code
 * that forgets about it refuses; `decide` answers `need_schema` instead whenever metadata is missing.
 */
export const PENDING: Deny = Object.freeze(
  deny('schema_unavailable', 'built-in:schema', 'field metadata is not at hand yet.'),
);

/** Whether a judgement refused, or gave what it was asked for. */
export function isDeny<Value>(value: Value | Deny): value is Deny {
  return (
    typeof value === 'object' && value !== null && 'effect' in value && value.effect === 'deny'
  );
}

/** A denial that no metadata could change. Others wait, so that one round learns of all that is missing. */
export function isFinal<Value>(answer: Value | Deny): answer is Deny {
  return isDeny(answer) && answer !== PENDING;
}
