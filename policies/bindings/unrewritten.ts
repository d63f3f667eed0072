import { parseDomain } from '../decide/domain/domain.ts';
import { emitDomain } from '../decide/domain/emit.ts';
import { isArray, type Json, type JsonObject } from '../json.ts';
import { sameJson } from './same-json.ts';
import { isEmptySlot, type SlotName, type SlotTypes, type SlotValues } from './slots.ts';

/**
 * The first part of an operation that a decision changed in a way the server behind would not know of. What
 * the filter of the answer enforces may differ: the fields of a read, and a lower limit. Undefined when there
 * is none.
 */
export function firstRewritten(asked: SlotValues, decided: SlotValues): SlotName | undefined {
  const names = new Set([...Object.keys(asked), ...Object.keys(decided)]) as Set<SlotName>;
  return [...names].find((name) => !isHarmless(name, asked, decided));
}

function isHarmless(name: SlotName, asked: SlotValues, decided: SlotValues): boolean {
  const [before, after] = [asked[name], decided[name]];
  switch (name) {
    case 'fields':
      return true;
    case 'limit':
      return isLowered(before, after);
    case 'domain':
      return sameDomain(asked.domain, decided.domain);
    case 'order':
      return sortKeys(asked.order) === sortKeys(decided.order);
    case 'context':
      return (before === undefined && isCompanyScope(after)) || isSame(name, before, after);
    case 'kwargs':
      return isSame(name, before, withoutCompanyScope(asked.kwargs, decided.kwargs));
    default:
      return isSame(name, before, after);
  }
}

/**
 * Whether a context says no more than in which companies: the account's own, which is where a tool that takes
 * no context goes anyway.
 */
export function isCompanyScope(context: SlotTypes[SlotName] | undefined): boolean {
  if (typeof context !== 'object' || context === null || Array.isArray(context)) return false;
  const keys = Object.keys(context);
  return keys.length === 1 && keys[0] === 'allowed_company_ids';
}

/** The keyword arguments of a call without the context that only says in which companies, where none was asked. */
function withoutCompanyScope(
  asked: JsonObject | undefined,
  decided: JsonObject | undefined,
): JsonObject | undefined {
  if (decided === undefined || (asked !== undefined && Object.hasOwn(asked, 'context'))) {
    return decided;
  }
  const { context, ...rest } = decided;
  return isCompanyScope(context) ? rest : decided;
}

function isSame(
  name: SlotName,
  before: SlotTypes[SlotName] | undefined,
  after: SlotTypes[SlotName] | undefined,
): boolean {
  if (before !== undefined && after !== undefined) return sameJson(before, after);
  const only = before ?? after;
  return only === undefined || isEmptySlot(name, only) || (isArray(only) && only.length === 0);
}

function isLowered(asked: Json | undefined, decided: Json | undefined): boolean {
  if (asked === undefined) return true;
  return typeof asked === 'number' && typeof decided === 'number' && decided <= asked;
}

/** Two spellings of one tree of conditions: `&` may be written or left out. */
function sameDomain(asked: Json | undefined, decided: Json | undefined): boolean {
  const [before, after] = [parseDomain(asked), parseDomain(decided)];
  if ('effect' in before || 'effect' in after) return false;
  return sameJson(emitDomain(before), emitDomain(after));
}

/** A sort order with its directions written out. */
function sortKeys(order: Json | undefined): string | undefined {
  if (order === undefined || order === '') return undefined;
  if (typeof order !== 'string') return JSON.stringify(order);
  return order
    .split(',')
    .map((part) => {
      const [field = '', ...rest] = part.split(' ').filter((word) => word !== '');
      const tail = rest.join(' ').toLowerCase();
      return `${field} ${/^(?:asc|desc)\b/.test(tail) ? tail : `asc ${tail}`}`.trim();
    })
    .join(',');
}
