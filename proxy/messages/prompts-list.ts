import { filterPromptList } from '../../policies/filter/prompt-list.ts';
import type { Call, MessageHandler } from './call.ts';
import type { HandlerContext } from './context.ts';
import { listRequest } from './list-request.ts';
import { isStranger } from './signed-in.ts';

/** `prompts/list`: the prompts a binding describes; others where the operator lets them pass. */
export function promptsList(context: HandlerContext): MessageHandler {
  return listRequest((result, call) =>
    filterPromptList(result, (name) => isListed(name, call, context)),
  );
}

/** A bound prompt holds nothing of Odoo's until somebody fills it in, so strangers see it too. */
function isListed(name: string, call: Call, context: HandlerContext): boolean {
  if (context.binding?.prompts.has(name)) return true;
  return context.policy.gateway.upstream.unbound.prompts === 'allow' && !isStranger(call, context);
}
