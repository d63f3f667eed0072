import type { BoundCall, BoundTool } from '../../policies/bindings/binding.ts';
import { decideTool } from '../../policies/decide/tool-access.ts';
import { type Deny, deny } from '../../policies/decision.ts';
import { filterToolResult } from '../../policies/filter/tool-result.ts';
import { isObject, type JsonObject } from '../../policies/json.ts';
import type { Operation } from '../../policies/operation.ts';
import { RPC_ERROR, type RpcNotification, type RpcRequest } from '../wire/message.ts';
import {
  type Call,
  type Cost,
  denied,
  type Filtered,
  type MessageHandler,
  type Prepared,
  type Refused,
} from './call.ts';
import { accountOf, type HandlerContext, onBehalfOf } from './context.ts';
import { decideOperations } from './decide-operations.ts';
import { forwardedMeta, withMeta } from './envelope.ts';
import { prepareLogin } from './login.ts';
import { refuseUnlessSignedIn } from './signed-in.ts';

/** `tools/call`: the tool's rule, then the binding, then a decision on every operation the call means. */
export function toolsCall(context: HandlerContext): MessageHandler {
  return {
    cost: (request) => costOf(request, context),
    async prepare(call) {
      const asked = parseToolCall(call.request.params);
      if ('effect' in asked) return denied(asked);
      const tool = context.binding?.tools.get(asked.name);
      if (!tool) return prepareUnbound(call, asked, context);

      const { subject } = call.caller;
      const access = decideTool(tool, subject, context.policy);
      if (access === 'hidden') return unknownTool(asked.name);
      if (access !== 'visible') return denied(access, { tool: tool.name });
      if (context.binding?.identity?.tool === tool.name) {
        return prepareLogin(call, tool, asked.args, context);
      }
      const unsigned = refuseUnlessSignedIn(call, context);
      if (unsigned) return denied(unsigned, { tool: tool.name });
      return prepareBound(call, tool, asked.args, context);
    },
  };
}

interface ToolCall {
  readonly name: string;
  readonly args: JsonObject;
}

/** Keys of `tools/call` parameters this version of the guard understands. */
const KNOWN_PARAMS: ReadonlySet<string> = new Set(['name', 'arguments', '_meta']);

function parseToolCall(params: JsonObject | undefined): ToolCall | Deny {
  const invalid = (reason: string) => deny('arguments_invalid', 'protocol', reason);
  if (!params || typeof params.name !== 'string') {
    return invalid('tools/call needs the name of a tool as a string.');
  }
  const unknown = Object.keys(params).find((key) => !KNOWN_PARAMS.has(key));
  if (unknown !== undefined) {
    return invalid(`tools/call parameter ${JSON.stringify(unknown)} is not supported.`);
  }
  const args = params.arguments ?? {};
  if (!isObject(args)) return invalid('the arguments of a tool call are an object.');
  return { name: params.name, args };
}

function costOf(request: RpcRequest, context: HandlerContext): Cost {
  const name = request.params?.name;
  if (typeof name !== 'string') return { write: false, units: 1 };
  const tool = context.binding?.tools.get(name);
  // An unbound tool may do anything: it draws on the write bucket too.
  const write = tool
    ? [...tool.effects].some((effect) => effect !== 'read' && effect !== 'login')
    : true;
  return tool ? { tool: name, write, units: 1 } : { write, units: 1 };
}

async function prepareBound(
  call: Call,
  tool: BoundTool,
  args: JsonObject,
  context: HandlerContext,
): Promise<Prepared | Refused> {
  const bound = tool.bind(args);
  if ('effect' in bound) return denied(bound, { tool: tool.name });
  const facts = { tool: tool.name, operations: bound.operations };

  const { policy } = context;
  const decided = await decideOperations(
    bound.operations,
    call.caller.subject,
    policy,
    context.schemas,
    accountOf(call),
    onBehalfOf(call, true),
  );
  if ('effect' in decided) return denied(decided, facts);

  const operations = decided.map((allow) => allow.operation);
  const notes = decided.flatMap((allow) => allow.notes);
  const emitted = emit(bound, operations);
  if (!emitted) {
    const reason = 'the decided call cannot be written in the arguments of this tool.';
    return denied(deny('arguments_invalid', 'binding', reason), facts);
  }
  const meta = forwardedMeta(call.request.params, call.era);
  return {
    kind: 'prepared',
    params: withMeta({ name: tool.name, arguments: emitted }, meta),
    withCredential: true,
    filter(result) {
      const filtered = filterToolResult(result, tool.result, decided, {
        maxResponseBytes: policy.access.maxResponseBytes,
      });
      if ('effect' in filtered) return filtered;
      return { ...filtered, notes: [...notes, ...filtered.notes] };
    },
    relay: progressOnly,
    facts: { tool: tool.name, operations, rule: decided.map((allow) => allow.rule).join(', ') },
  };
}

/** What the upstream is sent; undefined where the decision cannot be said to this tool. */
function emit(bound: BoundCall, decided: readonly Operation[]): JsonObject | undefined {
  try {
    return bound.emit(decided);
  } catch {
    return undefined;
  }
}

/** A tool no binding describes: tool-level rules are all that can hold, and only if the operator said so. */
function prepareUnbound(call: Call, asked: ToolCall, context: HandlerContext): Prepared | Refused {
  const { policy } = context;
  if (policy.gateway.upstream.unboundTools !== 'allow') return unknownTool(asked.name);
  const unsigned = refuseUnlessSignedIn(call, context);
  if (unsigned) return denied(unsigned, { tool: asked.name });
  const access = decideTool({ name: asked.name, kinds: new Set() }, call.caller.subject, policy);
  if (access === 'hidden') return unknownTool(asked.name);
  if (access !== 'visible') return denied(access, { tool: asked.name });
  return {
    kind: 'prepared',
    params: withMeta(
      { name: asked.name, arguments: asked.args },
      forwardedMeta(call.request.params, call.era),
    ),
    withCredential: true,
    filter: (result) => passUnbound(result, policy.access.maxResponseBytes),
    relay: progressOnly,
    facts: { tool: asked.name, rule: 'gateway.yaml:upstream.unbound.tools' },
  };
}

function passUnbound(result: JsonObject, maxBytes: number): Filtered | Deny {
  const bytes = Buffer.byteLength(JSON.stringify(result));
  if (bytes > maxBytes) {
    return deny(
      'result_too_large',
      'model_access.yaml:max_response_bytes',
      `the answer has ${bytes} bytes, more than the ${maxBytes} that may leave.`,
    );
  }
  return { result, notes: [] };
}

/** One answer for a tool that is hidden and one that does not exist. */
function unknownTool(name: string): Refused {
  const message = `Unknown tool: ${name.slice(0, 128)}`;
  return {
    kind: 'refused',
    refusal: {
      shape: 'error',
      code: RPC_ERROR.invalidParams,
      message,
      deny: deny('tool_not_allowed', 'tools', 'the tool does not exist or is hidden.'),
    },
    facts: {},
  };
}

/** Progress may pass as numbers; its text may carry data that no obligation describes. */
function progressOnly(notification: RpcNotification): RpcNotification | undefined {
  if (notification.method !== 'notifications/progress') return undefined;
  const { progressToken, progress, total } = notification.params ?? {};
  if (typeof progress !== 'number') return undefined;
  if (typeof progressToken !== 'string' && typeof progressToken !== 'number') return undefined;
  return {
    jsonrpc: '2.0',
    method: notification.method,
    params: { progressToken, progress, ...(typeof total === 'number' ? { total } : {}) },
  };
}
