import { type Deny, deny } from '../../policies/decision.ts';
import { isObject, type JsonObject } from '../../policies/json.ts';
import type { Filtered } from './call.ts';
import { DECISION_META } from './denial.ts';

/**
 * The result of what no binding describes passes as it is, as far as it is one: a server must not ask the
 * client for something instead (2026-07-28, `input_required`), nor speak in the guard's name. `effect`: whether
 * asking for it may have changed something.
 */
export function passUnbound(
  result: JsonObject,
  maxBytes: number,
  effect: 'may change' | 'reads',
): Filtered | Deny {
  const { resultType, _meta: meta } = result;
  if (resultType !== undefined && resultType !== 'complete') {
    return deny(
      'message_not_supported',
      'fail-closed',
      'the server behind answered with something other than a finished result.',
    );
  }
  const bytes = Buffer.byteLength(JSON.stringify(result));
  if (bytes > maxBytes) {
    const done = effect === 'may change' ? ' The call itself has been carried out.' : '';
    return deny(
      'result_too_large',
      'model_access.yaml:max_response_bytes',
      `the answer has ${bytes} bytes, more than the ${maxBytes} that may leave.${done}`,
    );
  }
  return {
    result: isObject(meta) && DECISION_META in meta ? withoutDecision(result, meta) : result,
    notes: [],
    ...(result.isError === true ? { upstreamError: 'unknown' } : {}),
  };
}

function withoutDecision(result: JsonObject, meta: JsonObject): JsonObject {
  const { [DECISION_META]: _forged, ...own } = meta;
  return { ...result, _meta: own };
}
