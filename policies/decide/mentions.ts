import { type ModelName, parseFieldName } from '../names.ts';
import { besides, type Inquiry } from './inquiry.ts';
import { isDeny } from './refusal.ts';
import { grantFor, refuseField, refuseName } from './rights/field-rights.ts';

/** Shorter labels are in every other sentence. */
const SHORTEST_LABEL = 3;

/**
 * Tells whether a text, such as an error of the upstream, names a field that the subject may not read: by
 * its name or by its label, on the model of the operation or on one its relations lead to. Such a text may
 * quote the value. Without a model every field that the policy hides by name counts. Lazy: few calls fail.
 */
export function mentionsHidden(
  inquiry: Inquiry,
  model: ModelName | undefined,
): (text: string) => boolean {
  // Judging a text must not make the decision wait for metadata, so this asks with a list of its own.
  const aside = besides(inquiry);
  return (text) => {
    const lower = text.toLowerCase();
    const words = new Set(lower.match(/\w+/g));
    const hiddenByName = (on: ModelName) =>
      [...words].some((word) => {
        const name = parseFieldName(word);
        return name !== undefined && refuseName(aside, on, name, 'read') !== undefined;
      });
    if (model === undefined) return namedByPolicy(aside).some((on) => hiddenByName(on));
    if (hiddenByName(model)) return true;

    const schema = aside.schemas.get(model);
    if (schema === undefined || schema === 'absent') {
      // Without metadata nobody can say which words are fields: only a grant of all fields may answer no.
      const grant = grantFor(aside, model, 'read');
      return isDeny(grant) || grant.lists !== undefined;
    }
    const comodels = new Set<ModelName>();
    for (const field of schema.fields.values()) {
      if (field.relation !== undefined) comodels.add(field.relation);
      const named = words.has(field.name) || labelIn(lower, field.label);
      if (named && refuseField(aside, model, field, 'read')) return true;
    }
    return [...comodels].some((comodel) => hiddenByName(comodel));
  };
}

function labelIn(text: string, label: string | undefined): boolean {
  return (
    label !== undefined && label.length >= SHORTEST_LABEL && text.includes(label.toLowerCase())
  );
}

function namedByPolicy({ policy }: Inquiry): readonly ModelName[] {
  return [...policy.access.sensitiveFields.keys(), ...policy.rbac.fieldGroups.keys()];
}
