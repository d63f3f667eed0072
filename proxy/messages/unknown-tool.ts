import { deny } from '../../policies/decision.ts';
import { RPC_ERROR } from '../wire/message.ts';
import type { Refused } from './call.ts';

/** One answer for a tool that is hidden and one that does not exist. */
export function unknownTool(name: string): Refused {
  const message = `Unknown tool: ${name.slice(0, 128)}`;
  return {
    kind: 'refused',
    refusal: {
      shape: 'error',
      code: RPC_ERROR.invalidParams,
      message,
      deny: deny('tool_not_allowed', 'tools', 'the tool does not exist or is hidden.'),
    },
    facts: { tool: name },
  };
}
