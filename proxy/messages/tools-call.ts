import type { BoundCall, BoundTool } from '../../policies/bindings/binding.ts';
import { decideTool } from '../../policies/decide/tool-access.ts';
import { type Deny, deny } from '../../policies/decision.ts';
import { filterToolResult } from '../../policies/filter/tool-result.ts';
import { isObject, type JsonObject } from '../../policies/json.ts';
import { effectOf, type Operation } from '../../policies/operation.ts';
import type { RpcRequest } from '../wire/message.ts';
import {
  type Call,
  type Cost,
  denied,
  type MessageHandler,
  type Prepared,
  type Refused,
} from './call.ts';
import { accountOf, type HandlerContext, onBehalfOf } from './context.ts';
import { decideOperations } from './decide-operations.ts';
import { forwardedMeta, withMeta } from './envelope.ts';
import { prepareLogin } from './login.ts';
import { progressOf } from './progress.ts';
import { refuseUnlessSignedIn } from './signed-in.ts';
import { prepareUnbound, type ToolCall, unknownTool } from './unbound-tool.ts';

/** `tools/call`: the tool's rule, then the binding, then a decision on every operation the call means. */
export function toolsCall(context: HandlerContext): MessageHandler {
  return {
    needsSubject: true,
    cost: (request) => costOf(request, context),
    async prepare(call) {
      const asked = parseToolCall(call.request.params);
      if ('effect' in asked) return denied(asked);
      const tool = context.binding?.tools.get(asked.name);
      if (!tool) return prepareUnbound(call, asked, context);

      const facts = { tool: tool.name };
      const isLogin = context.binding?.identity?.tool === tool.name;
      // First: what nobody may do is no news to somebody who could sign in and do it.
      const unsigned = isLogin ? undefined : refuseUnlessSignedIn(call, context);
      if (unsigned) return denied(unsigned, facts);
      const access = decideTool(tool, call.caller.subject, context.policy);
      if (access === 'hidden') return unknownTool(tool.name);
      if (access !== 'visible') return denied(access, facts);
      return isLogin
        ? prepareLogin(call, tool, asked.args, context)
        : prepareBound(call, tool, asked.args, context);
    },
  };
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
  return { tool: name, write, units: 1 };
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
    mayChange: operations.some(changes),
    filter(result) {
      const filtered = filterToolResult(result, tool.result, decided, {
        maxResponseBytes: policy.access.maxResponseBytes,
      });
      if ('effect' in filtered) return filtered;
      return { ...filtered, notes: [...notes, ...filtered.notes] };
    },
    relay: progressOf(call),
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

function changes(operation: Operation): boolean {
  return effectOf(operation.kind) !== 'read' && !('dryRun' in operation && operation.dryRun);
}
