import { isObject, type Json, type JsonObject } from '../../policies/json.ts';
import { showsForms } from '../elicitation.ts';
import type { HandlerContext } from './context.ts';

/**
 * Whether anything passes in the words of the server that no binding describes. Only beside such things may it
 * ask and log in words of its own: beside a bound call these could hold what the filter takes out of the answer.
 */
export function passesUnjudged({ policy }: Pick<HandlerContext, 'policy'>): boolean {
  const { tools, resources, prompts } = policy.gateway.upstream.unbound;
  return [tools, resources, prompts].includes('allow');
}

/** Whether what the server logs can reach a client at all. */
export function mayHearLog(context: Pick<HandlerContext, 'policy'>): boolean {
  return context.policy.gateway.protocol.logging === 'allow' && passesUnjudged(context);
}

/**
 * What of a client's capabilities the server is told (2025-11-25, lifecycle): those the policy lets it make use
 * of, in the parts the guard knows. A server that is told of none never asks.
 */
export function forwardedCapabilities(
  sent: Json | undefined,
  context: Pick<HandlerContext, 'policy'>,
): JsonObject {
  if (!isObject(sent)) return {};
  const { sampling, elicitation, roots } = context.policy.gateway.protocol;
  const inWords = passesUnjudged(context);
  return {
    ...(inWords && sampling === 'allow' && isObject(sent.sampling)
      ? { sampling: parts(sent.sampling, ['tools', 'context']) }
      : {}),
    ...(inWords && elicitation !== 'deny' ? asking(sent.elicitation, elicitation) : {}),
    ...(roots === 'allow' && isObject(sent.roots)
      ? { roots: sent.roots.listChanged === true ? { listChanged: true } : {} }
      : {}),
    ...openExtensions(sent.extensions, context),
  };
}

/** The extension of 2026-07-28 that tasks are in (SEP-2663). */
export const TASKS_EXTENSION = 'io.modelcontextprotocol/tasks';

/** The extensions of either side that the other may hear of, with what is said of each. */
export function openExtensions(
  sent: Json | undefined,
  { policy }: Pick<HandlerContext, 'policy'>,
): JsonObject {
  if (!isObject(sent)) return {};
  const { extensions, tasks } = policy.gateway.protocol;
  const ids = tasks === 'allow' ? [...extensions, TASKS_EXTENSION] : extensions;
  const open = ids.flatMap((id) => {
    const said = Object.hasOwn(sent, id) ? sent[id] : undefined;
    return isObject(said) ? [[id, said] as const] : [];
  });
  return open.length === 0 ? {} : { extensions: Object.fromEntries(open) };
}

/** `{}` means forms and nothing else, and stays as it is: older servers know no other. */
function asking(sent: Json | undefined, allowed: 'forms' | 'allow'): JsonObject {
  if (!isObject(sent)) return {};
  const forms = showsForms(sent);
  const url = allowed === 'allow' && isObject(sent.url);
  if (!forms && !url) return {};
  if (sent.form === undefined && sent.url === undefined) return { elicitation: {} };
  return { elicitation: { ...(forms ? { form: {} } : {}), ...(url ? { url: {} } : {}) } };
}

function parts(sent: JsonObject, known: readonly string[]): JsonObject {
  return Object.fromEntries(known.filter((key) => isObject(sent[key])).map((key) => [key, {}]));
}
