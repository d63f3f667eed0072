import { deny } from '../../policies/decision.ts';
import { RPC_ERROR } from '../wire/message.ts';
import type { Call, Refused } from './call.ts';
import type { HandlerContext } from './context.ts';
import type { ToolCall } from './unbound-tool.ts';
import { unknownTool } from './unknown-tool.ts';

/**
 * The refusal of a tool call whose `Mcp-Param-*` headers say something else than its arguments (2026-07-28,
 * Streamable HTTP): whoever stands between the client and the guard may act on the headers. Undefined where
 * they agree. A tool that no client may call over HTTP does not exist.
 */
export async function refuseDifferingHeaders(
  call: Call,
  { name, args }: ToolCall,
  { toolHeaders }: HandlerContext,
): Promise<Refused | undefined> {
  const checked = await toolHeaders.check(call, name, args);
  switch (checked.kind) {
    case 'equal':
      return undefined;
    case 'invalid':
      return unknownTool(name);
    case 'differs': {
      const { header } = checked;
      const reason = `${header} is missing, cannot be decoded or differs from the argument it repeats.`;
      return {
        kind: 'refused',
        refusal: {
          shape: 'error',
          code: RPC_ERROR.headerMismatch,
          message: `The headers do not match the request: ${reason}`,
          data: { mismatch: { header, received: call.origin.paramHeaders[header] ?? null } },
          deny: deny('arguments_invalid', 'protocol', reason),
        },
        facts: { tool: name },
      };
    }
    default:
      return checked satisfies never;
  }
}
