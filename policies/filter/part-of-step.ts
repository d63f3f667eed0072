import type { PartKind } from '../bindings/result-shape.ts';
import type { Obligation } from '../decision.ts';
import type { Json } from '../json.ts';
import { parseFieldName, parseModelName } from '../names.ts';
import { stateValue } from './actions.ts';
import { filterAnswer } from './answer.ts';
import type { Rebuilding } from './rebuild-value.ts';

/** A piece of an answer filtered as a whole, under the obligation of the step that read it. */
export function partOf(
  value: Json,
  part: PartKind,
  step: string,
  to: Rebuilding,
): Json | undefined {
  const obligation = to.decided.get(step)?.obligation ?? NOTHING;
  switch (part) {
    case 'state':
      return obligation.kind === 'actions' && obligation.stateVisible
        ? stateValue(value)
        : undefined;
    case 'field_name':
      return isFieldName(value, obligation) ? value : undefined;
    case 'model_name':
      return isModelName(value, obligation) ? value : undefined;
    default:
      break;
  }
  const filtered = filterAnswer(value, part, obligation, to.findings);
  if ('problem' in filtered) {
    to.unreadable(filtered.problem);
    return undefined;
  }
  const before = to.tallies.get(step) ?? { left: 0, sent: 0 };
  to.tallies.set(step, {
    left: before.left + filtered.left,
    sent: before.sent + filtered.sent,
  });
  return filtered.value;
}

const NOTHING: Obligation = { kind: 'nothing' };

function isFieldName(value: Json, obligation: Obligation): boolean {
  const field = parseFieldName(value);
  return field !== undefined && obligation.kind === 'fields' && obligation.mayDescribe(field);
}

function isModelName(value: Json, obligation: Obligation): boolean {
  const model = parseModelName(value);
  return model !== undefined && obligation.kind === 'fields' && obligation.mayName(model);
}
