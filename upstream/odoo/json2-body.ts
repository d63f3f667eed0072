import { JSON2_SIGNATURES } from './json2-signatures.ts';
import type { OdooCall } from './transport.ts';

/** The body of a JSON-2 call: `ids`, `context` and the arguments by name. Never a list. */
export type Json2Body = Readonly<Record<string, unknown>>;

/** What JSON-2 reads from the body or the address itself. */
const RESERVED = ['ids', 'context', 'self', '__model__', '__method__'];

/**
 * A call as JSON-2 takes it, or undefined when the names of its arguments are not known: JSON-2 has no
 * arguments by place, and a record method without `ids` runs on no record at all instead of failing. A
 * method that is not listed can be called with nothing but records and arguments by name; should it be
 * one of the model, Odoo refuses the `ids` before it runs anything.
 */
export function json2Body({ method, args, kwargs }: OdooCall): Json2Body | undefined {
  const { context = null, ...named } = kwargs;
  if (context !== null && !isObject(context)) return undefined;
  if (RESERVED.some((name) => Object.hasOwn(named, name))) return undefined;
  const carried = context === null ? named : { ...named, context };

  const signature = JSON2_SIGNATURES.get(method);
  if (signature === undefined) {
    const ids = args.length === 1 ? idsOf(args[0]) : undefined;
    return ids === undefined || ids.length === 0 ? undefined : { ...carried, ids };
  }
  const [first, ...others] = args;
  const ids = signature.on === 'records' ? idsOf(first) : [];
  if (ids === undefined) return undefined;
  const placed = byName(signature.on === 'records' ? others : args, signature.params, named);
  if (placed === undefined) return undefined;
  return { ...carried, ...placed, ...(signature.on === 'records' ? { ids } : {}) };
}

/** The arguments by place under their names; undefined for too many, or for one that is there twice. */
function byName(
  values: readonly unknown[],
  params: readonly string[],
  named: Json2Body,
): Json2Body | undefined {
  if (values.length > params.length) return undefined;
  const entries = values.map((value, at): [string, unknown] => [params[at] ?? '', value]);
  return entries.some(([name]) => Object.hasOwn(named, name))
    ? undefined
    : Object.fromEntries(entries);
}

function idsOf(value: unknown): readonly number[] | undefined {
  const ids: readonly unknown[] = Array.isArray(value) ? value : [value];
  return ids.every(isId) ? ids : undefined;
}

function isId(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value > 0;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
