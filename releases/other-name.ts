import { CHANGED_FIELDS, CHANGED_MODELS, type NameChange } from './changed-names.ts';

/**
 * What became of a field that a model does not have, as one sentence: the name it goes by in this release, which has
 * to be among the fields that may be told of, or that later releases have nothing like it. Undefined where neither.
 */
export function otherName(
  model: string,
  field: string,
  among: readonly string[],
): string | undefined {
  const changes = Object.hasOwn(CHANGED_FIELDS, model) ? (CHANGED_FIELDS[model] ?? []) : [];
  return became(changes, field, (other) => among.includes(other));
}

/** The same of a model. The names it goes by elsewhere are told where they may be. */
export function otherModel(model: string, mayTell: (other: string) => boolean): string | undefined {
  return became(CHANGED_MODELS, model, mayTell);
}

function became(
  changes: readonly NameChange[],
  name: string,
  mayTell: (other: string) => boolean,
): string | undefined {
  for (const { since, old, now, note } of changes) {
    const noted = note === undefined ? '' : `: ${note}`;
    if (old === name && now === undefined) return `Since Odoo ${since} there is no ${old}${noted}.`;
    if (old === name && now !== undefined && mayTell(now))
      return `Since Odoo ${since} it is called ${now}${noted}.`;
    if (now === name && mayTell(old)) return `Before Odoo ${since} it is called ${old}.`;
  }
  return undefined;
}
