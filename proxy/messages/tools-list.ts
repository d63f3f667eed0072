import { decideTool } from '../../policies/decide/rights/tool-access.ts';
import { filterToolList } from '../../policies/filter/tool-list.ts';
import type { Call, MessageHandler } from './call.ts';
import type { HandlerContext } from './context.ts';
import { listRequest } from './list-request.ts';
import { isStranger } from './signed-in.ts';
import { toolTwins } from './twin-names.ts';

/** `tools/list`: only the tools the caller could call with some arguments. */
export function toolsList(context: HandlerContext): MessageHandler {
  const isTwin = toolTwins(context);
  return listRequest(context, (result, call) => {
    context.toolHeaders.learn(result);
    return filterToolList(
      result,
      (name, tool) =>
        isVisible(name, call, context) && !isTwin(name) && context.toolHeaders.mayOffer(tool, call),
      context.binding,
      context.policy.gateway.protocol.tasks,
    );
  });
}

/**
 * A stranger sees what the server has, because clients read the list once, before anybody signs in; calling
 * is another matter. Whoever is known sees what they may call.
 */
function isVisible(name: string, call: Call, context: HandlerContext): boolean {
  const { policy, binding } = context;
  const tool = binding?.tools.get(name);
  if (!tool && policy.gateway.upstream.unbound.tools !== 'allow') return false;
  if (binding?.identity?.tool === name && !mayLogIn(call, context)) return false;
  if (isStranger(call, context)) return tool !== undefined;
  return decideTool(tool ?? { name, kinds: new Set() }, call.caller.subject, policy) === 'visible';
}

/** The login tool is offered where a login would have an effect: a connection whose identity is not given. */
function mayLogIn(call: Call, context: HandlerContext): boolean {
  return (
    context.policy.gateway.identity.login === 'allow' && call.caller.principal.kind !== 'token'
  );
}
