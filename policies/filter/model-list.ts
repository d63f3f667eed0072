import type { Obligation } from '../decision.ts';
import { isObject, type Json } from '../json.ts';
import { parseModelName } from '../names.ts';
import type { Findings } from './findings.ts';

type ModelsObligation = Extract<Obligation, { readonly kind: 'models' }>;

/**
 * The models that may be named, with the access the policy gives. An entry is a name, or an object with the
 * name under `model`; one that says nothing but the name stays that short. Hidden models are not counted
 * anywhere.
 */
export function filterModelList(
  entries: readonly Json[],
  { accessLevel }: ModelsObligation,
  findings: Findings,
): readonly Json[] {
  const shown: Json[] = [];
  for (const entry of entries) {
    const model = parseModelName(isObject(entry) ? entry.model : entry);
    const access = model === undefined ? undefined : accessLevel(model);
    if (model === undefined || access === undefined) {
      findings.withheld('models that the policy does not open are not listed');
      continue;
    }
    if (!isObject(entry)) {
      shown.push(model);
      continue;
    }
    const { description, is_custom: custom, transient } = entry;
    const listed: Record<string, Json> = Object.create(null);
    listed.model = model;
    if (typeof description === 'string') listed.description = description;
    if (typeof custom === 'boolean') listed.is_custom = custom;
    if (typeof transient === 'boolean') listed.transient = transient;
    if (Object.keys(entry).length > 1) listed.access_level = access;
    shown.push(listed);
  }
  return shown;
}
