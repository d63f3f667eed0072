import { decideTool } from '../../policies/decide/tool-access.ts';
import { filterToolList } from '../../policies/filter/tool-list.ts';
import type { JsonObject } from '../../policies/json.ts';
import { type Call, type MessageHandler, relayNothing } from './call.ts';
import type { HandlerContext } from './context.ts';
import { forwardedMeta } from './envelope.ts';
import { privateToTheCaller } from './private-result.ts';
import { isStranger } from './signed-in.ts';

/**
 * `tools/list`: only the tools the caller could call with some arguments. A filtered list differs from
 * caller to caller, so shared caches must not keep it.
 */
export function toolsList(context: HandlerContext): MessageHandler {
  return {
    needsSubject: true,
    cost: () => ({ write: false, units: 1 }),
    async prepare(call) {
      const cursor = call.request.params?.cursor;
      const meta = forwardedMeta(call.request.params, call.era);
      const params: JsonObject = {
        ...(typeof cursor === 'string' ? { cursor } : {}),
        ...(meta === undefined ? {} : { _meta: meta }),
      };
      return {
        kind: 'prepared',
        params: Object.keys(params).length === 0 ? undefined : params,
        withCredential: false,
        mayChange: false,
        filter(result) {
          const listed = filterToolList(
            result,
            (name) => isVisible(name, call, context),
            context.binding,
          );
          if ('effect' in listed) return listed;
          return { result: privateToTheCaller(listed.list, call.era), notes: [] };
        },
        relay: relayNothing,
        facts: {},
      };
    },
  };
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
