import { decideTool } from '../../policies/decide/tool-access.ts';
import { type Deny, deny } from '../../policies/decision.ts';
import { isObject, type JsonObject } from '../../policies/json.ts';
import { RPC_ERROR } from '../wire/message.ts';
import { type Call, denied, type Filtered, type Prepared, type Refused } from './call.ts';
import type { HandlerContext } from './context.ts';
import { DECISION_META } from './denial.ts';
import { forwardedMeta, withMeta } from './envelope.ts';
import { progressOf } from './progress.ts';
import { refuseUnlessSignedIn } from './signed-in.ts';

/** A tool call whose envelope was read. */
export interface ToolCall {
  readonly name: string;
  readonly args: JsonObject;
}

/** A tool no binding describes: tool-level rules are all that can hold, and only if the operator said so. */
export function prepareUnbound(
  call: Call,
  asked: ToolCall,
  context: HandlerContext,
): Prepared | Refused {
  const { policy } = context;
  const facts = { tool: asked.name };
  if (policy.gateway.upstream.unbound.tools !== 'allow') return unknownTool(asked.name);
  const unsigned = refuseUnlessSignedIn(call, context);
  if (unsigned) return denied(unsigned, facts);
  const access = decideTool({ name: asked.name, kinds: new Set() }, call.caller.subject, policy);
  if (access === 'hidden') return unknownTool(asked.name);
  if (access !== 'visible') return denied(access, facts);
  return {
    kind: 'prepared',
    params: withMeta(
      { name: asked.name, arguments: asked.args },
      forwardedMeta(call.request.params, call.era),
    ),
    withCredential: true,
    mayChange: true,
    filter: (result) => passUnbound(result, policy.access.maxResponseBytes),
    relay: progressOf(call),
    facts: { ...facts, rule: 'gateway.yaml:upstream.unbound.tools' },
  };
}

/**
 * The result of an unbound tool passes as it is, as far as it is one: a server must not ask the client for
 * something instead (2026-07-28, `input_required`), nor speak in the guard's name.
 */
function passUnbound(result: JsonObject, maxBytes: number): Filtered | Deny {
  const { resultType, _meta: meta } = result;
  if (resultType !== undefined && resultType !== 'complete') {
    return deny(
      'message_not_supported',
      'fail-closed',
      'the server behind answered with something other than a finished result.',
    );
  }
  const bytes = Buffer.byteLength(JSON.stringify(result));
  if (bytes > maxBytes) {
    return deny(
      'result_too_large',
      'model_access.yaml:max_response_bytes',
      `the answer has ${bytes} bytes, more than the ${maxBytes} that may leave. The call itself has been carried out.`,
    );
  }
  return {
    result: isObject(meta) && DECISION_META in meta ? withoutDecision(result, meta) : result,
    notes: [],
    ...(result.isError === true ? { upstreamError: 'unknown' } : {}),
  };
}

function withoutDecision(result: JsonObject, meta: JsonObject): JsonObject {
  const { [DECISION_META]: _forged, ...own } = meta;
  return { ...result, _meta: own };
}

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
