import type { OdooMajor } from '../odoo/version.ts';
import { WORKFLOWS } from '../workflows/workflows.ts';

/** The public methods of a model that move its records on in this release; none for unknown models. */
export function knownMethods(model: string, major: OdooMajor): readonly string[] {
  const transitions = WORKFLOWS.get(model)?.transitions ?? [];
  return transitions.flatMap(({ by, releases }) =>
    'method' in by && (releases === undefined || releases.includes(major)) ? [by.method] : [],
  );
}
