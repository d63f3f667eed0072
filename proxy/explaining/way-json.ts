import type { Obligation } from '../../policies/decision.ts';
import { decidingRules } from './judge-test.ts';
import type { Judged, Way } from './way.ts';

/** The way of a call for machines. Keys are stable. */
export function wayAsJson(way: Way): object {
  const { subject } = way.caller;
  return {
    effect: way.effect,
    rule: decidingRules(way).join(', '),
    ...(way.denial === undefined ? {} : { denial: way.denial }),
    subject: { name: subject.name, groups: [...subject.groups].sort(), admin: subject.admin },
    tool: way.tool,
    tool_rule: way.access,
    operations: way.operations ?? [],
    decisions: way.judged.map(decisionAsJson),
    asked: way.asked.map(({ question: { model, ids, domain }, answer }) => ({
      model,
      ids,
      domain,
      answer,
    })),
    unknown_models: way.unknown,
    ...(way.sends === undefined ? {} : { sends: way.sends }),
  };
}

function decisionAsJson({ decision }: Judged): object {
  if (decision.effect === 'deny') return decision;
  const { effect, rule, operation, obligation, notes } = decision;
  return {
    effect,
    rule,
    ...(decision.effect === 'confirm' ? { confirm_rule: decision.confirmRule } : {}),
    operation,
    obligation: obligationAsJson(obligation),
    notes,
  };
}

/** What is judged name by name while an answer is filtered has no list to show. */
function obligationAsJson(obligation: Obligation): object {
  switch (obligation.kind) {
    case 'records':
    case 'groups':
      return { ...obligation, visible: Object.fromEntries(obligation.visible) };
    case 'models':
      return { kind: 'models' };
    case 'fields':
      return { kind: 'fields', model: obligation.model };
    case 'actions': {
      const { kind, model, stateVisible } = obligation;
      return { kind, model, stateVisible };
    }
    case 'nothing':
    case 'labels':
    case 'blob':
    case 'opaque':
      return obligation;
    default:
      return obligation satisfies never;
  }
}
