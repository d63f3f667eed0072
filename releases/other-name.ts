import { CHANGED_FIELDS } from './changed-names.ts';

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
  for (const { since, old, now, note } of changes) {
    const noted = note === undefined ? '' : `: ${note}`;
    if (old === field && now === undefined)
      return `Since Odoo ${since} there is no ${old}${noted}.`;
    if (old === field && now !== undefined && among.includes(now))
      return `Since Odoo ${since} it is called ${now}${noted}.`;
    if (now === field && among.includes(old)) return `Before Odoo ${since} it is called ${old}.`;
  }
  return undefined;
}
