import { type Deny, deny } from '../decision.ts';
import type { ModelName } from '../names.ts';
import type { OperationKind } from '../operation.ts';
import type { Policy } from '../policy.ts';
import type { Subject } from '../subject.ts';
import { refusalOfKind } from './model-access.ts';
import { neededGroups, satisfies } from './model-rights.ts';

/** What a decision about a tool needs to know of it: its upstream name and what a call can mean. */
export interface ToolUse {
  readonly name: string;
  /** Empty for a tool no binding describes: then only rules about the tool itself can hold. */
  readonly kinds: ReadonlySet<OperationKind>;
  readonly model?: ModelName;
}

/** `hidden`: not even its name is for this subject, because nobody may use the tool. */
export type ToolAccess = 'visible' | 'hidden' | Deny;

/**
 * Whether a subject may use a tool with some arguments. `tool_group_requirements` first: any one of the
 * groups is enough, administrators need none, an empty list is nobody. Then at least one of the operations
 * the tool can perform must be within the subject's reach.
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
  let refused: Deny | 'nothing granted' | undefined;
  for (const kind of tool.kinds) {
    const refusal = refusalOfKind(kind, tool.model, subject, policy);
    if (refusal === undefined) return 'visible';
    refused ??= refusal;
  }
  if (refused === undefined) return 'visible';
  if (refused === 'nothing granted') {
    return deny(
      'tool_not_allowed',
      'model_access.yaml',
      `the tool ${tool.name} does nothing that is granted to ${subject.name} on any model.`,
    );
  }
  return refused;
}
