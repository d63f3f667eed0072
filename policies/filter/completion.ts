import { type Deny, deny, type Note } from '../decision.ts';
import { isArray, isObject, type JsonObject } from '../json.ts';

/** Most values of one completion (MCP, server/utilities/completion). */
const MOST_VALUES = 100;

/**
 * A `completion/complete` result with the values that may be offered. How many there are in all is left out:
 * it counts what is hidden. Denied when it is no completion.
 */
export function filterCompletion(
  result: JsonObject,
  mayOffer: (value: string) => boolean,
): { readonly result: JsonObject; readonly notes: readonly Note[] } | Deny {
  const { completion, resultType } = result;
  const values = isObject(completion) ? completion.values : undefined;
  if (!isObject(completion) || !isArray(values))
    return deny(
      'result_unreadable',
      'fail-closed',
      'The server behind did not answer with a completion.',
    );
  const offered = values
    .filter((value) => typeof value === 'string' && mayOffer(value))
    .slice(0, MOST_VALUES);
  const { hasMore } = completion;
  return {
    result: {
      ...(resultType === 'complete' ? { resultType } : {}),
      completion: {
        values: offered,
        ...(typeof hasMore === 'boolean' ? { hasMore } : {}),
      },
    },
    notes: [],
  };
}
