import { type Deny, deny } from '../../policies/decision.ts';
import { isObject, type JsonObject } from '../../policies/json.ts';
import type { Call, Filtered } from './call.ts';
import type { HandlerContext } from './context.ts';
import { DECISION_META } from './denial.ts';
import { filterInputRequired } from './input-required.ts';

/** The requests whose result may ask for something first (2026-07-28, multi round-trip requests). */
const MAY_ASK: ReadonlySet<string> = new Set(['tools/call', 'resources/read', 'prompts/get']);

export interface UnboundResult {
  /** What the server was told that the client can do. */
  readonly told: JsonObject;
  /** Whether asking for it may have changed something. */
  readonly effect: 'may change' | 'reads';
}

/**
 * The result of what no binding describes passes as it is, as far as it is one: a server may ask the client for
 * something instead as far as the policy lets it, and never speak in the guard's name.
 */
export function passUnbound(
  result: JsonObject,
  { request, era }: Call,
  { told, effect }: UnboundResult,
  { policy }: Pick<HandlerContext, 'policy'>,
): Filtered | Deny {
  const { maxResponseBytes } = policy.access;
  const bytes = Buffer.byteLength(JSON.stringify(result));
  if (bytes > maxResponseBytes) {
    const done = effect === 'may change' ? ' The call itself has been carried out.' : '';
    return deny(
      'result_too_large',
      'model_access.yaml:max_response_bytes',
      `the answer has ${bytes} bytes, more than the ${maxResponseBytes} that may leave.${done}`,
    );
  }
  const { resultType } = result;
  if (resultType === 'input_required' && era === 'modern' && MAY_ASK.has(request.method)) {
    return filterInputRequired(result, told);
  }
  if (resultType !== undefined && resultType !== 'complete') {
    return deny(
      'message_not_supported',
      'fail-closed',
      'the server behind answered with something other than a finished result.',
    );
  }
  return {
    // Servers of earlier revisions do not say that a result is complete.
    result: { ...(era === 'modern' ? { resultType: 'complete' } : {}), ...withoutDecision(result) },
    notes: [],
    ...(result.isError === true ? { upstreamError: 'unknown' } : {}),
  };
}

function withoutDecision(result: JsonObject): JsonObject {
  const { _meta: meta } = result;
  if (!isObject(meta) || !(DECISION_META in meta)) return result;
  const { [DECISION_META]: _forged, ...own } = meta;
  return { ...result, _meta: own };
}
