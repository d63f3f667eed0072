import { type Deny, deny } from '../../policies/decision.ts';
import { isObject, type JsonObject } from '../../policies/json.ts';
import { passedError } from '../upstream-error.ts';
import { META, metaOf } from '../wire/envelope.ts';
import { isLogLevel, type LogLevel } from '../wire/log-level.ts';
import { RPC_ERROR, type RpcError } from '../wire/message.ts';
import type { Call, Prepared } from './call.ts';
import { forwardedCapabilities, mayHearLog } from './client-capabilities.ts';
import type { HandlerContext } from './context.ts';
import { foreignMeta, forwardedMeta } from './envelope.ts';
import { loggedMessage } from './logged-message.ts';
import { progressOf } from './progress.ts';
import { visitRequired } from './told-addresses.ts';
import { passUnbound } from './unbound-result.ts';

/**
 * What a 2026-07-28 request tells the server of its client: as much of what it declares as the policy lets a server
 * make use of. Legacy clients have told it with their handshake.
 */
export function toldOf(call: Call, context: HandlerContext): JsonObject {
  const { request, era } = call;
  if (era !== 'modern') return {};
  const declared = metaOf(request.params)?.[META.clientCapabilities];
  return forwardedCapabilities(declared, context);
}

/** The `_meta` of a request that names nothing a binding describes: lists, and what passes unjudged. */
export function unboundMeta(call: Call, context: HandlerContext): JsonObject | undefined {
  return forwardedMeta(call.request.params, call.era, toldOf(call, context));
}

/** How a request for what no binding describes is forwarded and answered; everything but its parameters. */
export function unboundRequest(
  call: Call,
  context: HandlerContext,
  effect: 'may change' | 'reads',
): Required<Pick<Prepared, 'filter' | 'relay' | 'onError'>> & { readonly inWords: true } {
  const told = toldOf(call, context);
  const progress = progressOf(call, true);
  const level = askedLevel(call, context);
  return {
    inWords: true,
    filter: (result) => passUnbound(result, call, { told, effect }, context),
    relay: (notification) =>
      progress(notification) ?? (level && loggedMessage(notification, level)),
    onError: (error) =>
      lackedCapability(error, call, told) ??
      (call.era === 'legacy' ? visitRequired(error, call.caller.session) : undefined) ??
      passedError(error),
  };
}

/**
 * The `_meta` of such a request: with the level from which on the caller wants to hear what the server logs, and
 * with what means nothing to MCP.
 */
export function wordyMeta(call: Call, context: HandlerContext): JsonObject | undefined {
  const level = askedLevel(call, context);
  const meta = {
    ...foreignMeta(call.request.params),
    ...unboundMeta(call, context),
    ...(level ? { [META.logLevel]: level } : {}),
  };
  return Object.keys(meta).length === 0 ? undefined : meta;
}

function askedLevel({ request, era }: Call, context: HandlerContext): LogLevel | undefined {
  const level = era === 'modern' ? metaOf(request.params)?.[META.logLevel] : undefined;
  return isLogLevel(level) && mayHearLog(context) ? level : undefined;
}

/**
 * The error of a server that lacks a capability of the client which the client has declared: the policy has kept
 * it from the server, so declaring it again would not help.
 */
function lackedCapability(
  { code, data }: RpcError['error'],
  { request }: Call,
  told: JsonObject,
): Deny | undefined {
  const required = isObject(data) ? data.requiredCapabilities : undefined;
  const declared = metaOf(request.params)?.[META.clientCapabilities];
  if (code !== RPC_ERROR.missingCapability || !isObject(required) || !isObject(declared)) {
    return undefined;
  }
  const kept = Object.keys(required).find(
    (name) => has(declared, name, required) && !has(told, name, required),
  );
  if (kept === undefined) return undefined;
  const name = KEPT.has(kept) ? kept : 'a capability';
  return deny(
    'message_not_supported',
    KEPT.has(kept) ? `gateway.yaml:protocol.${kept}` : 'protocol',
    `the server needs ${name} of the client for this, and is not told that the client has it.`,
  );
}

const KEPT: ReadonlySet<string> = new Set(['sampling', 'elicitation', 'roots']);

/** Whether these capabilities hold the one of that name, with the parts of it that are required. */
function has(capabilities: JsonObject, name: string, required: JsonObject): boolean {
  const [own, wanted] = [capabilities[name], required[name]];
  return (
    isObject(own) && (!isObject(wanted) || Object.keys(wanted).every((part) => isObject(own[part])))
  );
}
