import { type Deny, deny } from '../../policies/decision.ts';
import type { JsonObject } from '../../policies/json.ts';
import { type Call, denied, type Prepared, type Refused } from './call.ts';
import type { HandlerContext } from './context.ts';
import { refuseDifferingHeaders } from './differing-headers.ts';
import { withMeta } from './envelope.ts';
import { taskParameter } from './handed-out.ts';
import { forwardedRepeated, type Repeated } from './input-responses.ts';
import { refuseUnlessSignedIn } from './signed-in.ts';
import { toolAccess } from './tool-access.ts';
import { toldOf, unboundRequest, wordyMeta } from './unbound-request.ts';
import { unknownTool } from './unknown-tool.ts';

/** A tool call whose envelope was read. */
export interface ToolCall extends Repeated {
  readonly name: string;
  readonly args: JsonObject;
  /** Whether it is made once more, with what its first result asked for. */
  readonly repeated: boolean;
}

/** Denies a repeated call of a tool that never asks for anything. */
export function refuseRepeated({ name, repeated }: ToolCall): Deny | undefined {
  return repeated
    ? deny(
        'arguments_invalid',
        'protocol',
        `${name} asks for nothing: it takes no inputResponses and no requestState.`,
      )
    : undefined;
}

/** A tool no binding describes: tool-level rules are all that can hold, and only if the operator said so. */
export async function prepareUnbound(
  call: Call,
  asked: ToolCall,
  context: HandlerContext,
): Promise<Prepared | Refused> {
  const { policy } = context;
  const facts = { tool: asked.name };
  if (policy.gateway.upstream.unbound.tools !== 'allow') return unknownTool(asked.name);
  const unsigned = refuseUnlessSignedIn(call, context);
  if (unsigned) return denied(unsigned, facts);
  const access = toolAccess({ name: asked.name, kinds: new Set() }, call, policy);
  if (access === 'hidden') return unknownTool(asked.name);
  if (access !== 'visible') return denied(access, facts);
  const differing = await refuseDifferingHeaders(call, asked, context);
  if (differing) return differing;
  const along = forwardedRepeated(asked, toldOf(call, context));
  if ('effect' in along) return denied(along, facts);
  if ('refusal' in along) return { ...along, facts };
  return {
    kind: 'prepared',
    params: withMeta(
      { name: asked.name, arguments: asked.args, ...along.params, ...taskParameter(call, context) },
      wordyMeta(call, context),
    ),
    withCredential: true,
    mayChange: true,
    ...unboundRequest(call, context, 'may change'),
    facts: { ...facts, rule: 'gateway.yaml:upstream.unbound.tools' },
  };
}
