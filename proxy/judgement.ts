import { type Deny, deny } from '../policies/decision.ts';
import type { JsonObject } from '../policies/json.ts';
import type { Era } from './exchange.ts';
import type { Filtered, Prepared } from './messages/call.ts';
import { refusalAnswer, withNotes } from './messages/denial.ts';
import { passedError } from './upstream-error.ts';
import { type RpcRequest, type RpcResponse, rpcError } from './wire/message.ts';

/** How a relayed exchange ended, for the audit. */
export type Relayed =
  | { readonly outcome: 'answered'; readonly filtered: Filtered; readonly bytes: number }
  /** `fault`: what went wrong inside the guard, where that is why. */
  | { readonly outcome: 'refused'; readonly deny: Deny; readonly fault?: unknown }
  | { readonly outcome: 'upstream_error'; readonly error: string };

/** An answer as it may leave. */
export interface Judged {
  readonly response: RpcResponse;
  readonly relayed: Relayed;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status?: number;
}

/** The upstream's answer as it may leave, and how it ended for the audit. */
export async function judge(
  { request, era }: { readonly request: RpcRequest; readonly era: Era },
  response: RpcResponse,
  prepared: Prepared,
): Promise<Judged> {
  if ('error' in response) {
    prepared.onFailure?.('refused');
    const told = (prepared.onError ?? passedError)(response.error);
    if ('effect' in told) return withheld(request, era, { deny: told });
    return {
      response: rpcError(request.id, told.code, told.message, told.data),
      relayed: { outcome: 'upstream_error', error: `json-rpc ${response.error.code}` },
    };
  }
  const verdict = await filterClosed(prepared, response.result);
  if ('deny' in verdict) return withheld(request, era, verdict);
  const { filtered } = verdict;
  const result = withNotes(filtered.result, filtered.notes);
  const passed: RpcResponse = { jsonrpc: '2.0', id: request.id, result };
  return {
    response: passed,
    relayed: { outcome: 'answered', filtered, bytes: Buffer.byteLength(JSON.stringify(passed)) },
  };
}

/** A refusal in the place of what the upstream has said. */
function withheld(
  request: RpcRequest,
  era: Era,
  verdict: Extract<Verdict, { readonly deny: Deny }>,
): Judged {
  const answer = refusalAnswer(request, { shape: 'denial', deny: verdict.deny }, era);
  return {
    response: answer.response,
    status: answer.status,
    ...(answer.headers ? { headers: answer.headers } : {}),
    relayed: { outcome: 'refused', ...verdict },
  };
}

type Verdict = { readonly filtered: Filtered } | { readonly deny: Deny; readonly fault?: unknown };

/** A filter that throws has not vouched for the result. */
async function filterClosed(prepared: Prepared, result: JsonObject): Promise<Verdict> {
  try {
    const filtered = await prepared.filter(result);
    return 'effect' in filtered ? { deny: filtered } : { filtered };
  } catch (fault) {
    const done = prepared.mayChange ? ' It may have been carried out: do not repeat it.' : '';
    const reason = `the answer could not be checked, so it was withheld.${done}`;
    return { deny: deny('result_unreadable', 'fail-closed', reason), fault };
  }
}

/** What the audit says where the guard itself failed. */
export function internalRefusal(): Deny {
  return deny('result_unreadable', 'fail-closed', 'the guard failed while handling the request.');
}
