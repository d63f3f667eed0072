import {
  decideTool,
  type ToolAccess,
  type ToolUse,
} from '../../policies/decide/rights/tool-access.ts';
import { deny } from '../../policies/decision.ts';
import type { Policy } from '../../policies/policy.ts';
import type { Call } from './call.ts';

/** Whether the caller may use a tool, as far as that is enforced. A call's shadow is told what the policy says. */
export function toolAccess(tool: ToolUse, { caller, shadow }: Call, policy: Policy): ToolAccess {
  if (shadow) {
    const would = decideTool(tool, shadow.subject, shadow.policy);
    if (would === 'hidden') {
      shadow.overruled(deny('tool_not_allowed', 'tools', 'the tool is hidden from everybody.'));
    } else if (would !== 'visible') shadow.overruled(would);
  }
  return decideTool(tool, caller.subject, policy);
}
