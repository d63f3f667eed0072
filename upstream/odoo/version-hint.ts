import {
  CHANGED_FIELDS,
  CHANGED_METHODS,
  CHANGED_METHODS_OF,
  CHANGED_MODELS,
  type NameChange,
} from '../../releases/changed-names.ts';
import { OdooError, UnknownModel } from './errors.ts';
import type { OdooMajor } from './version.ts';

/** What became of a field that this release does not know and another one does; undefined for others. */
export function changedField(model: string, field: string, major: OdooMajor): string | undefined {
  return changed(CHANGED_FIELDS[model] ?? [], field, major);
}

/**
 * A refusal of Odoo with a sentence added on what became of the name it does not know; the error as it
 * is where no such name is in it. Odoo names the model with the field or method, as `model.name` or as
 * two quoted words, and at the end of a dotted path the model there.
 */
export function withVersionHint(error: OdooError, major: OdooMajor): OdooError {
  if (error instanceof UnknownModel) {
    const hint = changed(CHANGED_MODELS, error.model, major);
    return hint === undefined ? error : new UnknownModel(error.model, error.similar, hint);
  }
  const hint = hintFor(error, major);
  return hint === undefined
    ? error
    : new OdooError(error.class, `${error.message} ${hint}`, error.outcome);
}

const FIELD = /^Invalid field '?(?:([a-z][\w.]*)\.)?(\w+)'?(?: (?:on|in)(?: model)? '([\w.]+)')?/;
const METHOD =
  /^The method '(?:([a-z][\w.]*)\.)?(\w+)' does not exist(?: on the model '([\w.]+)')?/;

function hintFor({ class: errorClass, message }: OdooError, major: OdooMajor): string | undefined {
  if (errorClass !== 'validation' && errorClass !== 'missing') return undefined;
  const field = FIELD.exec(message);
  if (field !== null) return changedField(field[3] ?? field[1] ?? '', field[2] ?? '', major);
  const [, path, name = '', model = path ?? ''] = METHOD.exec(message) ?? [];
  return (
    changed(CHANGED_METHODS_OF[model] ?? [], name, major) ?? changed(CHANGED_METHODS, name, major)
  );
}

function changed(
  changes: readonly NameChange[],
  name: string,
  major: OdooMajor,
): string | undefined {
  for (const change of changes) {
    const { since, old, now } = change;
    if (old === name && major >= since) return forward(change, major);
    if (now === name && major < since) return `${now} is called ${old} before Odoo ${since}.`;
  }
  return undefined;
}

function forward({ old, now, note }: NameChange, major: OdooMajor): string {
  const what = now === undefined ? `is not in Odoo ${major}` : `is called ${now} in Odoo ${major}`;
  return `${old} ${what}${note === undefined ? '' : `: ${note}`}.`;
}
