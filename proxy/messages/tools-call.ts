import { type Deny, deny } from '../../policies/decision.ts';
import { isObject, type JsonObject } from '../../policies/json.ts';
import { changesData, effectOf, type OperationKind } from '../../policies/operation.ts';
import type { Era } from '../exchange.ts';
import type { RpcRequest } from '../wire/message.ts';
import { prepareBound } from './bound-call.ts';
import {
  type Answered,
  type Cost,
  denied,
  type MessageHandler,
  type Prepared,
  type Refused,
} from './call.ts';
import type { HandlerContext } from './context.ts';
import { refuseDifferingHeaders } from './differing-headers.ts';
import { asTask, refuseTooMany } from './handed-out.ts';
import { parseRepeated, REPEATED_PARAMS } from './input-responses.ts';
import { prepareLogin } from './login.ts';
import { refuseUnlessSignedIn } from './signed-in.ts';
import { toolAccess } from './tool-access.ts';
import { toolTwins } from './twin-names.ts';
import { prepareUnbound, refuseRepeated, type ToolCall } from './unbound-tool.ts';
import { unknownTool } from './unknown-tool.ts';

/** `tools/call`: the tool's rule, then the binding, then a decision on every operation the call means. */
export function toolsCall(context: HandlerContext): MessageHandler {
  const isTwin = toolTwins(context);
  return {
    needsSubject: true,
    cost: (request) => costOf(request, context),
    async prepare(call) {
      const asked = parseToolCall(call.request.params, call.era);
      if ('effect' in asked) return denied(asked);
      if ('kind' in asked) return asked;
      const tool = context.binding?.tools.get(asked.name);
      const tooMany = refuseTooMany(call, context);
      if (tooMany) return denied(tooMany, { tool: asked.name });
      const handedOut = (prepared: Prepared | Answered | Refused) =>
        prepared.kind === 'prepared'
          ? asTask(call, { tool: asked.name, bound: tool !== undefined }, prepared, context)
          : prepared;
      if (!tool && isTwin(asked.name)) return unknownTool(asked.name);
      if (!tool) return handedOut(await prepareUnbound(call, asked, context));

      const facts = { tool: tool.name };
      const isLogin = context.binding?.identity?.tool === tool.name;
      // First: what nobody may do is no news to somebody who could sign in and do it.
      const unsigned = isLogin ? undefined : refuseUnlessSignedIn(call, context);
      if (unsigned) return denied(unsigned, facts);
      const access = toolAccess(tool, call, context.policy);
      if (access === 'hidden') return unknownTool(tool.name);
      if (access !== 'visible') return denied(access, facts);
      const differing = await refuseDifferingHeaders(call, asked, context);
      if (differing) return differing;
      const repeated = isLogin ? refuseRepeated(asked) : undefined;
      if (repeated) return denied(repeated, facts);
      return isLogin
        ? prepareLogin(call, tool, asked.args, context)
        : handedOut(await prepareBound(call, tool, asked, context));
    },
  };
}

/** Keys of `tools/call` parameters this version of the guard understands. */
const KNOWN_PARAMS: ReadonlySet<string> = new Set(['name', 'arguments', '_meta']);

/** `task` (2025-11-25) is for servers that hand out tasks; where they may not, it is ignored as they would. */
function parseToolCall(params: JsonObject | undefined, era: Era): ToolCall | Deny | Refused {
  const invalid = (reason: string) => deny('arguments_invalid', 'protocol', reason);
  if (!params || typeof params.name !== 'string') {
    return invalid('tools/call needs the name of a tool as a string.');
  }
  const keys = Object.keys(params);
  const unknown = keys.find(
    (key) =>
      !KNOWN_PARAMS.has(key) && !(era === 'modern' ? REPEATED_PARAMS.has(key) : key === 'task'),
  );
  if (unknown !== undefined) {
    return invalid(`tools/call parameter ${JSON.stringify(unknown)} is not supported.`);
  }
  const args = params.arguments ?? {};
  if (!isObject(args)) return invalid('the arguments of a tool call are an object.');
  const along = parseRepeated(params, era);
  if ('kind' in along) return along;
  return {
    name: params.name,
    args,
    repeated: keys.some((key) => REPEATED_PARAMS.has(key)),
    ...along,
  };
}

function costOf(request: RpcRequest, context: HandlerContext): Cost {
  const name = request.params?.name;
  if (typeof name !== 'string') return { write: false, units: 1 };
  const tool = context.binding?.tools.get(name);
  // An unbound tool may do anything: it draws on the write bucket too.
  if (!tool) return { tool: name, write: true, units: 1 };
  const args = request.params?.arguments;
  const units = tool.units(isObject(args) ? args : {});
  return { tool: name, write: [...tool.kinds].some(mayChange), units: Math.max(1, units) };
}

/** What a create needs is for those to know who may create, but asking changes nothing. */
function mayChange(kind: OperationKind): boolean {
  return kind !== 'create_requirements' && changesData(effectOf(kind));
}
