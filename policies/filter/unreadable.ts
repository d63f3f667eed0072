import { type Deny, deny } from '../decision.ts';
import type { JsonObject } from '../json.ts';
import { isChange } from '../operation.ts';
import type { Decided } from './findings.ts';

/** The denial of an answer that nobody can judge. */
export function unreadable(problem: string, decided: readonly Decided[]): Deny {
  return deny(
    'result_unreadable',
    'fail-closed',
    `The answer of the server behind cannot be filtered: ${problem}.${carriedOut(decided)}`,
  );
}

/** The denial of a result that is not the end of its call (2026-07-28 tells by `resultType`), if it is none. */
export function refuseUnfinished({ resultType }: JsonObject): Deny | undefined {
  return resultType === undefined || resultType === 'complete'
    ? undefined
    : deny(
        'message_not_supported',
        'fail-closed',
        'The server behind answered with something other than a finished result.',
      );
}

/** The denial of an answer that is larger than may leave. */
export function tooLarge(bytes: number, most: number, decided: readonly Decided[]): Deny {
  return deny(
    'result_too_large',
    'model_access.yaml:max_response_bytes',
    `The answer has ${bytes} bytes, more than the ${most} that may leave.${carriedOut(decided)}`,
    { allowed: 'Ask for fewer fields or set a lower limit.' },
  );
}

/** A refusal after the fact must not be taken for "nothing happened". */
function carriedOut(decided: readonly Decided[]): string {
  return decided.some(({ operation }) => isChange(operation))
    ? ' The call itself has been carried out: do not repeat it.'
    : '';
}
