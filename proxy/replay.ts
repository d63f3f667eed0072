import type { Audit } from './audit/audit.ts';
import type { Origin } from './exchange.ts';
import type { Caller } from './identity/resolve.ts';
import { judge } from './judgement.ts';
import type { Trail } from './resumption.ts';
import type { RpcResponse } from './wire/message.ts';

/** An answer out of a replay, as it may leave. Call `left` when it has. */
export interface Replayed {
  readonly response: RpcResponse;
  left(): void;
}

/**
 * Judges a response that comes on a resumed stream as the answer to the request the stream began with, under what
 * was decided for it. Undefined where it answers another request, where nobody waits for it, or where the session
 * is another subject's by now: what somebody else was answered is not for them.
 */
export async function relayReplayed(
  response: RpcResponse,
  { caller, origin }: { readonly caller: Caller; readonly origin: Origin },
  trail: Trail,
  audit: Audit,
): Promise<Replayed | undefined> {
  const { call } = trail;
  if (!call || response.id !== call.askedAs || !call.wanted()) return undefined;
  if (call.subject !== caller.subject.id) return undefined;
  const { request, prepared } = call;
  const judged = await judge({ request, era: 'legacy' }, response, prepared);
  return {
    response: judged.response,
    left() {
      if (!trail.answered && trail.settle(judged.relayed)) return;
      // The first record was written without this: with an answer that the client did not get, or with none.
      const entry = audit.begin({ message: request, origin });
      entry.caller(caller);
      entry.facts(prepared.facts);
      entry.relayed(judged.relayed);
      entry.end();
    },
  };
}
