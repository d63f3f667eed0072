import type { EchoedPart, KeptValue } from '../bindings/binding.ts';
import { isArray, isObject, type Json, type JsonObject } from '../json.ts';
import { modelOf, type Operation } from '../operation.ts';
import { sameJson } from './same-json.ts';

/** What the value of a kept key is checked against. */
export interface KeptContext {
  /** The decided operation; absent where the answer belongs to none. */
  readonly operation: Operation | undefined;
  /** How many things are left after filtering, and how many the server sent. */
  readonly left: number;
  readonly sent: number;
}

/** The value of a key beside the answer, as it may leave; undefined when it must not. */
export function keptValue(
  value: Json,
  kept: KeptValue | undefined,
  context: KeptContext,
): Json | undefined {
  switch (kept?.kind) {
    case undefined:
      return isInteger(value) || typeof value === 'boolean' ? value : undefined;
    case 'integer':
      return isInteger(value) ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'count':
      return context.left;
    case 'total':
      // Of one page among many nobody here knows how many things of the others are hidden.
      return value === context.sent ? context.left : undefined;
    case 'text':
      return typeof value === 'string' ? value : undefined;
    case 'integers':
      return isArray(value) && value.every(isInteger) ? value : undefined;
    case 'texts':
      return isArray(value) && value.every((item) => typeof item === 'string') ? value : undefined;
    case 'one_of':
      return typeof value === 'string' && kept.values.has(value) ? value : undefined;
    case 'echo':
      return context.operation === undefined ? undefined : echo(value, kept.of, context.operation);
  }
}

/** What the caller's own decided call says, where the answer repeats it; undefined where it says otherwise. */
function echo(value: Json, part: EchoedPart, operation: Operation): Json | undefined {
  switch (part) {
    case 'model':
      return value === modelOf(operation) ? value : undefined;
    case 'method':
      return 'method' in operation && value === operation.method ? value : undefined;
    case 'id':
    case 'ids': {
      if (!('ids' in operation)) return undefined;
      const ids: readonly Json[] = operation.ids;
      if (part === 'id') return ids.includes(value) ? value : undefined;
      return isArray(value) && value.every((id) => ids.includes(id)) ? value : undefined;
    }
    case 'values':
      if (operation.kind === 'write') return echoObject(value, operation.values);
      if (operation.kind !== 'create' || operation.values.length !== 1) return undefined;
      return echoObject(value, operation.values[0]);
    case 'kwargs':
      return operation.kind === 'call' ? echoObject(value, operation.kwargs) : undefined;
  }
}

/** The keys that the caller sent with the values it sent: defaults the server added are not its own. */
function echoObject(value: Json, sent: JsonObject | undefined): Json | undefined {
  if (!isObject(value) || sent === undefined) return undefined;
  const own: Record<string, Json> = Object.create(null);
  for (const [key, repeated] of Object.entries(value)) {
    const written = Object.hasOwn(sent, key) ? sent[key] : undefined;
    if (written !== undefined && sameJson(repeated, written)) own[key] = repeated;
  }
  return own;
}

function isInteger(value: Json): value is number {
  return Number.isSafeInteger(value);
}
