import type { EchoedPart } from '../bindings/result-shape.ts';
import { sameJson } from '../bindings/same-json.ts';
import { isArray, isObject, type Json, type JsonObject } from '../json.ts';
import { modelOf, type Operation } from '../operation.ts';

/** What the caller's own decided call says, where the answer repeats it; undefined where it says otherwise. */
export function echoed(value: Json, part: EchoedPart, operation: Operation): Json | undefined {
  switch (part) {
    case 'model':
      return value === modelOf(operation) ? value : undefined;
    case 'method':
      return 'method' in operation && value === operation.method ? value : undefined;
    case 'report':
      return operation.kind === 'print_report' && value === operation.report ? value : undefined;
    case 'attachment':
      return operation.kind === 'read_attachments' && value === operation.attachment
        ? value
        : undefined;
    case 'external_id':
      return operation.kind === 'read' && value === operation.externalId ? value : undefined;
    case 'id':
    case 'ids': {
      if (!('ids' in operation)) return undefined;
      const ids: readonly Json[] = operation.ids;
      if (part === 'id') return ids.includes(value) ? value : undefined;
      return isArray(value) && value.every((id) => ids.includes(id)) ? value : undefined;
    }
    case 'values':
      if (operation.kind === 'write' || operation.kind === 'onchange')
        return echoedObject(value, operation.values);
      return operation.kind === 'create' ? echoedObject(value, operation.values[0]) : undefined;
    case 'kwargs':
      return operation.kind === 'call' ? echoedObject(value, operation.kwargs) : undefined;
  }
}

/** The keys that the caller sent with the values it sent: defaults the server added are not its own. */
function echoedObject(value: Json, sent: JsonObject | undefined): Json | undefined {
  if (!isObject(value) || sent === undefined) return undefined;
  const own: Record<string, Json> = Object.create(null);
  for (const [key, repeated] of Object.entries(value)) {
    const written = Object.hasOwn(sent, key) ? sent[key] : undefined;
    if (written !== undefined && sameJson(repeated, written)) own[key] = repeated;
  }
  return own;
}
