import { filterPromptList } from '../../policies/filter/prompt-list.ts';
import type { Visibility } from '../../policies/filter/resource-list.ts';
import type { Call, MessageHandler } from './call.ts';
import type { HandlerContext } from './context.ts';
import { listRequest } from './list-request.ts';
import { isStranger } from './signed-in.ts';
import { promptTwins } from './twin-names.ts';

/** `prompts/list`: the prompts a binding describes; others where the operator lets them pass. */
export function promptsList(context: HandlerContext): MessageHandler {
  const isTwin = promptTwins(context);
  return listRequest(context, (result, call) =>
    filterPromptList(result, (name) => !isTwin(name) && isListed(name, call, context)),
  );
}

/** A bound prompt holds nothing of Odoo's until somebody fills it in, so strangers see it too. */
function isListed(name: string, call: Call, context: HandlerContext): Visibility {
  if (context.binding?.prompts.has(name)) return true;
  const passes =
    context.policy.gateway.upstream.unbound.prompts === 'allow' && !isStranger(call, context);
  return passes && 'whole';
}
