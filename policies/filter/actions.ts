import type { ActionsObligation } from '../decision.ts';
import { isArray, isObject, type Json, type JsonObject } from '../json.ts';
import { parseFieldName, parseMethodName } from '../names.ts';
import type { Findings } from './findings.ts';

const LONGEST_LABEL = 500;

/**
 * The actions that may be offered: each a method the subject may call, or a field it may write. Labels and
 * descriptions are the server author's words about them; where an action leads is told only where the
 * record's state is.
 */
export function filterActions(
  actions: readonly Json[],
  obligation: ActionsObligation,
  findings: Findings,
): readonly JsonObject[] {
  const offered: JsonObject[] = [];
  for (const action of actions) {
    const shown = isObject(action) ? filterAction(action, obligation) : undefined;
    if (shown !== undefined) offered.push(shown);
    else findings.withheld('actions that the policy does not open are not listed');
  }
  return offered;
}

function filterAction(
  action: JsonObject,
  { mayCall, mayWrite, stateVisible }: ActionsObligation,
): JsonObject | undefined {
  const shown: Record<string, Json> = Object.create(null);
  const method = parseMethodName(action.method);
  const field = parseFieldName(action.write_field);
  switch (action.transition_via) {
    case 'execute_method':
      if (method === undefined || !mayCall(method) || isNamed(action.write_field)) return undefined;
      shown.method = method;
      shown.transition_via = 'execute_method';
      break;
    case 'update_record':
      if (field === undefined || !mayWrite(field)) return undefined;
      if (action.method === `write:${field}` || action.method === 'write')
        shown.method = action.method;
      shown.transition_via = 'update_record';
      shown.write_field = field;
      break;
    default:
      return undefined;
  }
  // The steps of a workflow that is kept in records are named after them.
  const authored = action.transition_via === 'execute_method';
  for (const key of ['label', 'description'] as const)
    if ((authored || stateVisible) && isLabel(action[key])) shown[key] = action[key] ?? null;
  const target = stateVisible ? stateValue(action.target_state) : undefined;
  if (target !== undefined) shown.target_state = target;
  return shown;
}

/** A state as selections and stages have it: a text, an id, `[id, name]`, or none. */
export function stateValue(value: Json | undefined): Json | undefined {
  if (value === undefined || value === null || value === false) return value;
  if (Number.isSafeInteger(value) || typeof value === 'string') return value;
  if (!isArray(value) || value.length !== 2) return undefined;
  const [id, name] = value;
  return Number.isSafeInteger(id) && typeof name === 'string' ? value : undefined;
}

function isLabel(value: Json | undefined): boolean {
  return typeof value === 'string' && value.length <= LONGEST_LABEL;
}

function isNamed(value: Json | undefined): boolean {
  return value !== undefined && value !== null && value !== false;
}
