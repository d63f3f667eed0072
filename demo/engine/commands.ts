import { isArray, isObject, isTruthy, type Json, type JsonObject } from './json.ts';

/** One x2many command, decoded. */
export type Command =
  | { readonly kind: 'create'; readonly values: JsonObject }
  | { readonly kind: 'update'; readonly id: number; readonly values: JsonObject }
  | { readonly kind: 'delete'; readonly id: number }
  | { readonly kind: 'unlink'; readonly id: number }
  | { readonly kind: 'link'; readonly id: number }
  | { readonly kind: 'clear' }
  | { readonly kind: 'set'; readonly ids: readonly number[] };

/**
 * Decodes what may be written to an x2many field: a list of commands, of ids, or of values; one
 * id; or an empty value. As in Odoo `false` and `0.0` are the code 0, `true` is 1, and unknown
 * codes do nothing.
 */
export function parseCommands(value: Json): readonly Command[] {
  if (typeof value === 'number' && value !== 0) return [{ kind: 'set', ids: [value] }];
  if (!isArray(value)) return isTruthy(value) ? [] : [{ kind: 'clear' }];
  if (value.length === 0) return [];
  if (value.every((item) => typeof item === 'number')) {
    return [{ kind: 'set', ids: idsIn(value) }];
  }
  return value.flatMap(parseCommand);
}

function parseCommand(item: Json): readonly Command[] {
  if (isObject(item)) return [{ kind: 'create', values: item }];
  if (typeof item === 'number') return [{ kind: 'link', id: item }];
  if (!isArray(item)) return [];
  const [code = null, target = null, payload = null] = item;
  const id = typeof target === 'number' ? target : 0;
  switch (Number(code === null || typeof code === 'string' ? Number.NaN : code)) {
    case 0:
      return createsOf(payload);
    case 1:
      return isObject(payload) ? [{ kind: 'update', id, values: payload }] : [];
    case 2:
      return [{ kind: 'delete', id }];
    case 3:
      return [{ kind: 'unlink', id }];
    case 4:
      return [{ kind: 'link', id }];
    case 5:
      return [{ kind: 'clear' }];
    case 6:
      return [{ kind: 'set', ids: isArray(payload) ? idsIn(payload) : [] }];
    default:
      return [];
  }
}

function createsOf(payload: Json): readonly Command[] {
  const list = isArray(payload) ? payload : [payload];
  return list.map((values) => ({ kind: 'create', values: isObject(values) ? values : {} }));
}

function idsIn(value: readonly Json[]): number[] {
  return value.filter((item) => typeof item === 'number');
}
