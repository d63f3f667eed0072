import { type FieldTreatment, type GroupTreatment, MASK, type Obligation } from '../decision.ts';
import type { Json } from '../json.ts';
import { parseFieldName, parseRecordId } from '../names.ts';
import type { Findings } from './findings.ts';
import { treatGroupValue } from './groups.ts';
import { withheldReason } from './within-reach.ts';

/**
 * The value of a field or a figure that an answer took out of what a step read, as the obligation of that
 * step shows it; undefined where it shows nothing. A relation may stand there as its label alone.
 */
export function fieldOf(
  value: Json,
  name: string,
  obligation: Obligation | undefined,
  findings: Findings,
): Json | undefined {
  switch (obligation?.kind) {
    case 'records': {
      const { masked, visible, redaction, model } = obligation;
      const field = parseFieldName(name);
      if (field === undefined) return undefined;
      if (masked.includes(field)) return redaction === 'mask' ? MASK : undefined;
      if (field === 'id') return parseRecordId(value) === undefined ? undefined : value;
      const treatment = visible.get(field);
      if (treatment === undefined) return undefined;
      const shown = treat(value, treatment);
      if (shown !== undefined) return shown;
      findings.withheld(withheldReason(model, field, treatment));
      return redaction === 'mask' ? MASK : undefined;
    }
    case 'groups': {
      const treatment = obligation.visible.get(name);
      if (treatment === undefined) return undefined;
      const shown = treat(value, treatment);
      if (shown !== undefined) return shown;
      findings.withheld(`groups of ${obligation.model} have a value that no rule describes`);
      return obligation.redaction === 'mask' ? MASK : undefined;
    }
    default:
      return undefined;
  }
}

function treat(value: Json, treatment: FieldTreatment | GroupTreatment): Json | undefined {
  if (typeof value === 'string') {
    if (treatment === 'label') return value;
    // A name alone does not say whose it is, and so not whether that one is within reach.
    if (treatment === 'id_only' || typeof treatment === 'object') return MASK;
  }
  return treatGroupValue(value, treatment);
}
