import type { Decision } from '../decision.ts';
import { parseFieldName } from '../names.ts';

const CODE = /^[a-z]+(?:_[a-z]+)+$/;
const RULE =
  /^(?:built-in:[a-z-]+|G\d+|[a-z_]+\.yaml(?::[\w.*[\]-]+)?)(?:, rbac\.yaml:[\w.*[\]]+)*$/;
const SENTENCE = /^\S.*[.:?]$/s;
const EFFECTS: readonly string[] = ['create', 'write', 'unlink', 'call'];

/**
 * What holds of every decision, whatever was asked: a denial names a code, a rule and a reason; what may be
 * sent has no part without a value; what is shown or masked goes by the names of fields. Throws where one of
 * these does not hold; gives the decision back.
 */
export function sound(decision: Decision): Decision {
  const problem = problemOf(decision);
  if (problem !== undefined) throw new Error(`${problem}: ${JSON.stringify(decision)}`);
  return decision;
}

function problemOf(decision: Decision): string | undefined {
  switch (decision.effect) {
    case 'deny':
      if (!CODE.test(decision.code)) return 'no code';
      if (!RULE.test(decision.rule)) return 'no rule';
      if (!SENTENCE.test(decision.reason)) return 'no reason';
      return decision.allowed === undefined || SENTENCE.test(decision.allowed)
        ? undefined
        : 'no text of what is allowed';
    case 'allow':
    case 'confirm': {
      if (!RULE.test(decision.rule)) return 'no rule';
      if (hasHole(decision.operation)) return 'a part without a value';
      const effects = decision.implied.map(({ effect }) => effect);
      if (!effects.every((effect) => EFFECTS.includes(effect))) return 'a change of no known kind';
      const { obligation } = decision;
      if (obligation.kind !== 'records') return undefined;
      const names = [...obligation.masked, ...obligation.visible.keys()];
      return names.every((name) => parseFieldName(name) !== undefined) ? undefined : 'no field';
    }
    case 'need_schema':
      return decision.models.length > 0 ? undefined : 'nothing to fetch';
    case 'need_facts':
      return decision.questions.length > 0 ? undefined : 'nothing to ask';
    default:
      return decision satisfies never;
  }
}

/** Whether some part of what is sent, however deep, is there and has no value. */
function hasHole(part: unknown): boolean {
  if (part === undefined) return true;
  return typeof part === 'object' && part !== null && Object.values(part).some(hasHole);
}
