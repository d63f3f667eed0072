import type { CompletionKind } from '../bindings/completions.ts';
import { type Deny, deny, type Note } from '../decision.ts';
import { isArray, isObject, type Json, type JsonObject } from '../json.ts';
import {
  type FieldName,
  type MethodName,
  type ModelName,
  parseFieldName,
  parseMethodName,
  parseModelName,
} from '../names.ts';

/** What may be offered to a subject; the names of fields and methods belong to the model in question. */
export interface Offerable {
  readonly model: (name: ModelName) => boolean;
  readonly field: (name: FieldName) => boolean;
  readonly method: (name: MethodName) => boolean;
}

/** Most values of one completion (MCP, server/utilities/completion). */
const MOST_VALUES = 100;

/**
 * A `completion/complete` result with the values that may be offered. How many there are in all is left out:
 * it counts what is hidden. Denied when it is no completion.
 */
export function filterCompletion(
  result: JsonObject,
  kind: CompletionKind,
  may: Offerable,
): { readonly result: JsonObject; readonly notes: readonly Note[] } | Deny {
  const { completion, resultType } = result;
  const values = isObject(completion) ? completion.values : undefined;
  if (!isObject(completion) || !isArray(values))
    return deny(
      'result_unreadable',
      'fail-closed',
      'The server behind did not answer with a completion.',
    );
  const offered = values.filter((value) => isOffered(value, kind, may)).slice(0, MOST_VALUES);
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

function isOffered(value: Json, kind: CompletionKind, may: Offerable): boolean {
  switch (kind) {
    case 'models': {
      const model = parseModelName(value);
      return model !== undefined && may.model(model);
    }
    case 'fields': {
      // Where an argument takes several names, a value repeats those before the one completed.
      const names = typeof value === 'string' ? value.split(',').map(parseFieldName) : [undefined];
      return names.every((name) => name !== undefined && may.field(name));
    }
    case 'methods': {
      const method = parseMethodName(value);
      return method !== undefined && may.method(method);
    }
    case 'ids':
      return typeof value === 'string' && /^[1-9]\d{0,9}$/.test(value);
  }
}
