import { type GroupObligation, type GroupTreatment, MASK } from '../decision.ts';
import { isArray, isObject, type Json, type JsonObject } from '../json.ts';
import { treatValue } from './field-values.ts';
import type { Findings } from './findings.ts';

/**
 * Groups as they may leave; undefined when one of them is no object. Only the keys that were decided on pass:
 * Odoo's own additions (`__domain`, `__range`, `__context` and their kin) repeat the values grouped by.
 */
export function filterGroups(
  groups: readonly Json[],
  obligation: GroupObligation,
  findings: Findings,
): readonly JsonObject[] | undefined {
  if (groups.length > obligation.maxGroups)
    findings.withheld(`groups beyond the first ${obligation.maxGroups} were cut`);
  const kept: JsonObject[] = [];
  for (const group of groups.slice(0, obligation.maxGroups)) {
    if (!isObject(group)) return undefined;
    kept.push(filterGroup(group, obligation, findings));
  }
  return kept;
}

function filterGroup(
  group: JsonObject,
  { visible, redaction, model }: GroupObligation,
  findings: Findings,
): JsonObject {
  const shown: Record<string, Json> = Object.create(null);
  for (const [key, value] of Object.entries(group)) {
    const treatment = visible.get(key);
    if (treatment === undefined) {
      findings.dropped(key);
      continue;
    }
    const treated = treatGroupValue(value, treatment);
    if (treated !== undefined) shown[key] = treated;
    else {
      findings.withheld(`groups of ${model} have a value that no rule describes`);
      if (redaction === 'mask') shown[key] = MASK;
    }
  }
  return shown;
}

/** One value of a group as it may leave; undefined when it has a form that the treatment does not cover. */
export function treatGroupValue(value: Json, treatment: GroupTreatment): Json | undefined {
  if (typeof treatment === 'object') return treatValue(value, treatment);
  switch (treatment) {
    case 'count':
      return Number.isSafeInteger(value) ? value : undefined;
    case 'period':
      return isPeriod(value) ? value : undefined;
    case 'value':
    case 'label':
    case 'id_only':
    case 'unordered':
      return treatValue(value, treatment);
  }
}

/** A label, `[start, label]`, or nothing where the records of the group have no date. */
function isPeriod(value: Json): boolean {
  if (value === null || value === false || typeof value === 'string') return true;
  return isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');
}
