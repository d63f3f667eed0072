import type { BoundResource, BoundResourceCall } from '../../policies/bindings/binding.ts';
import { decideTool, type ToolAccess } from '../../policies/decide/rights/tool-access.ts';
import { type Deny, deny } from '../../policies/decision.ts';
import type { Visibility } from '../../policies/filter/resource-list.ts';
import type { Era } from '../exchange.ts';
import { RPC_ERROR, type RpcError } from '../wire/message.ts';
import type { Call, Refused } from './call.ts';
import type { HandlerContext } from './context.ts';
import { isStranger } from './signed-in.ts';

/** What a URI is to the guard. `unknown`: there is no such resource, as far as anybody is told. */
export type AskedResource =
  | {
      readonly kind: 'bound';
      readonly resource: BoundResource;
      readonly call: BoundResourceCall | Deny;
    }
  | { readonly kind: 'unbound' }
  | { readonly kind: 'unknown' };

/** Printable ASCII with a scheme: what every reader of a URI reads alike. */
const PLAIN_URI = /^([a-zA-Z][a-zA-Z0-9+.-]*):[\x21-\x7e]+$/;
const LONGEST_URI = 2_048;

/**
 * Which resource a URI is. What is not bound passes only where the operator lets it, and never under the
 * scheme of a bound resource: the server may read such a URI as one that the guard would have judged.
 */
export function askedResource(
  uri: string,
  { binding, policy }: Pick<HandlerContext, 'binding' | 'policy'>,
): AskedResource {
  const bound = binding?.resources ?? [];
  for (const resource of bound) {
    const call = resource.match(uri);
    if (call) return { kind: 'bound', resource, call };
  }
  if (policy.gateway.upstream.unbound.resources !== 'allow') return { kind: 'unknown' };
  const scheme = uri.length > LONGEST_URI ? undefined : PLAIN_URI.exec(uri)?.[1]?.toLowerCase();
  const owned = scheme === undefined || bound.some((resource) => schemeOf(resource) === scheme);
  return { kind: owned ? 'unknown' : 'unbound' };
}

/**
 * Whether the caller sees a URI, or a URI template, in a list. Strangers see what is bound, for clients read
 * lists once, before anybody signs in. What no binding describes is shown as it is.
 */
export function isListed(uri: string, call: Call, context: HandlerContext): Visibility {
  const bound = context.binding?.resources.find((resource) => resource.uri === uri);
  if (bound) return isStranger(call, context) || resourceAccess(bound, call, context) === 'visible';
  const scheme = PLAIN_URI.exec(uri)?.[1]?.toLowerCase();
  const passes =
    context.policy.gateway.upstream.unbound.resources === 'allow' &&
    !isStranger(call, context) &&
    !context.binding?.resources.some((resource) => schemeOf(resource) === scheme);
  return passes && 'whole';
}

/** Whether the caller may read the resource with some variables. */
export function resourceAccess(
  resource: BoundResource,
  call: Call,
  { policy }: HandlerContext,
): ToolAccess {
  return decideTool({ ...resource, name: resource.uri }, call.caller.subject, policy);
}

/** One answer for a resource that is hidden and one that does not exist. */
export function unknownResource(uri: string, era: Era): Refused {
  const { code, message, data } = resourceNotFound(uri, era);
  return {
    kind: 'refused',
    refusal: {
      shape: 'error',
      code,
      message,
      ...(data === undefined ? {} : { data }),
      deny: deny('tool_not_allowed', 'resources', 'the resource does not exist or is hidden.'),
    },
    facts: {},
  };
}

/** The error of a resource that is not there: 2026-07-28 has given its old code up. */
export function resourceNotFound(uri: string, era: Era): RpcError['error'] {
  return {
    code: era === 'modern' ? RPC_ERROR.invalidParams : RPC_ERROR.resourceNotFound,
    message: 'Resource not found',
    data: { uri: uri.slice(0, LONGEST_URI) },
  };
}

function schemeOf({ uri }: BoundResource): string {
  return uri.slice(0, uri.indexOf(':')).toLowerCase();
}
