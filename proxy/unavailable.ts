import { deny } from '../policies/decision.ts';
import type { Era } from './exchange.ts';
import { refusalAnswer } from './messages/denial.ts';
import { RPC_ERROR, type RpcRequest, type RpcResponse, rpcError } from './wire/message.ts';

const RETRY_MS = 2_000;

/**
 * The one answer for an upstream that gives none: a tool result where a model should read it. A call that
 * may have changed something by then must not sound as if it were safe to repeat.
 */
export function unavailable(request: RpcRequest, era: Era, mayHaveChanged: boolean): RpcResponse {
  if (request.method !== 'tools/call') {
    return rpcError(request.id, RPC_ERROR.internal, 'The server behind the guard gave no answer');
  }
  const refusal = mayHaveChanged
    ? deny(
        'upstream_unavailable',
        'upstream',
        'the server behind the guard gave no answer, so it is not known whether the call was carried out.',
        { allowed: 'Look at the records before deciding to repeat it.' },
      )
    : deny('upstream_unavailable', 'upstream', 'the server behind the guard gave no answer.', {
        retryAfterMs: RETRY_MS,
      });
  return refusalAnswer(request, { shape: 'denial', deny: refusal }, era).response;
}
