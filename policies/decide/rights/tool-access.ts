import { type Deny, deny } from '../../decision.ts';
import type { ModelName } from '../../names.ts';
import type { OperationKind } from '../../operation.ts';
import type { Policy } from '../../policy.ts';
import type { Subject } from '../../subject.ts';
import { ORM_SIGNATURES } from '../orm/signatures.ts';
import { refusalOfKind } from './model-access.ts';
import { neededGroups, satisfies } from './required-groups.ts';

/** One access a tool performs, by the kinds of operation it can be. */
export interface StepUse {
  readonly kinds: ReadonlySet<OperationKind>;
  readonly model?: ModelName;
  /** Whether the caller names the method of a `call`. */
  readonly anyMethod?: boolean;
}

/** What a decision about a tool needs to know of it: its upstream name and what a call can mean. */
export interface ToolUse extends StepUse {
  readonly name: string;
  /** What one call does, all of it. Absent: the one access the tool itself describes. */
  readonly steps?: readonly StepUse[];
}

/** `hidden`: not even its name is for this subject, because nobody may use the tool. */
export type ToolAccess = 'visible' | 'hidden' | Deny;

/**
 * Whether a subject may use a tool with some arguments. `tool_group_requirements` first: any one of the
 * groups is enough, administrators need none, an empty list is nobody. Then every step of the tool must be
 * within the subject's reach: at least one of the operations it can be. A tool no binding describes has none,
 * and only rules about the tool itself can hold.
 */
export function decideTool(tool: ToolUse, subject: Subject, policy: Policy): ToolAccess {
  const needed = policy.rbac.toolGroups.get(tool.name);
  if (needed !== undefined && !satisfies(subject, needed)) {
    return deny(
      'tool_not_allowed',
      `rbac.yaml:tool_group_requirements.${tool.name}`,
      `the tool ${tool.name} is not allowed: ${neededGroups(needed)}.`,
    );
  }
  for (const step of tool.steps ?? [tool]) {
    const refused = refuseStep(step, subject, policy);
    if (refused === 'nothing granted') {
      return deny(
        'tool_not_allowed',
        'model_access.yaml',
        `the tool ${tool.name} does something that is granted to ${subject.name} on no model.`,
      );
    }
    if (refused !== undefined) return refused;
  }
  return 'visible';
}

/** The operations inherited methods are: a tool that calls any method can perform them all. */
const INHERITED: ReadonlySet<OperationKind> = new Set(
  [...ORM_SIGNATURES.values()].map(({ kind }) => kind),
);

function refuseStep(
  { kinds, model, anyMethod }: StepUse,
  subject: Subject,
  policy: Policy,
): Deny | 'nothing granted' | undefined {
  let refused: Deny | 'nothing granted' | undefined;
  for (const kind of anyMethod && kinds.has('call') ? [...kinds, ...INHERITED] : kinds) {
    const refusal = refusalOfKind(kind, model, subject, policy);
    if (refusal === undefined) return undefined;
    refused ??= refusal;
  }
  return refused;
}
