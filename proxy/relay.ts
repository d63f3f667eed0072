import { type Deny, deny } from '../policies/decision.ts';
import type { EventSink, Inbound, UpstreamAnswer } from './exchange.ts';
import { UpstreamFailure } from './exchange.ts';
import type { Filtered, Prepared } from './messages/call.ts';
import { refusalAnswer, withNotes } from './messages/denial.ts';
import {
  isNotification,
  isResponse,
  RPC_ERROR,
  type RpcRequest,
  type RpcResponse,
  rpcError,
} from './wire/message.ts';

/** How a relayed exchange ended, for the audit. */
export type Relayed =
  | { readonly outcome: 'answered'; readonly filtered: Filtered; readonly bytes: number }
  | { readonly outcome: 'refused'; readonly deny: Deny }
  | { readonly outcome: 'upstream_error'; readonly error: string };

/**
 * Hands the upstream's answer to the caller, every message of it through the filter first. The answer keeps
 * its form: one JSON body stays one, a stream stays a stream. Event ids are not passed on: a stream that
 * cannot be resumed here must not look as if it could.
 */
export async function relayAnswer(
  inbound: Inbound & { readonly message: RpcRequest },
  answer: UpstreamAnswer,
  prepared: Prepared,
  headers: Readonly<Record<string, string>>,
): Promise<Relayed> {
  const { reply, message: request } = inbound;
  switch (answer.kind) {
    case 'status':
      throw new UpstreamFailure('invalid', `HTTP ${answer.status} instead of a response`);
    case 'message': {
      const judged = await judge(request, answer.message, prepared, inbound);
      reply.respond(judged.response, {
        status: 'status' in judged ? judged.status : errorStatus(answer),
        headers: { ...headers, ...judged.headers },
      });
      return judged.relayed;
    }
    case 'events':
      return relayEvents(inbound, answer.events, prepared, headers);
    default:
      return answer satisfies never;
  }
}

/** An upstream's JSON-RPC error keeps the HTTP status it came with: clients tell the eras apart by it. */
function errorStatus(answer: UpstreamAnswer & { kind: 'message' }): number {
  return 'error' in answer.message && answer.status >= 400 && answer.status < 500
    ? answer.status
    : 200;
}

async function relayEvents(
  inbound: Inbound & { readonly message: RpcRequest },
  events: UpstreamEvents,
  prepared: Prepared,
  headers: Readonly<Record<string, string>>,
): Promise<Relayed> {
  let sink: EventSink | undefined;
  const open = () => {
    sink ??= inbound.reply.stream({ headers });
    return sink;
  };
  try {
    for await (const event of events) {
      const { message } = event;
      if (!message) continue;
      if (isNotification(message)) {
        const passed = prepared.relay(message);
        if (passed) await open().write({ message: passed });
      } else if (isResponse(message)) {
        const judged = await judge(inbound.message, message, prepared, inbound);
        await open().write({ message: judged.response });
        return judged.relayed;
      }
      // A request of the server has nothing to answer it here: the client was announced without any
      // capability that would allow one.
    }
    throw new UpstreamFailure('closed', 'the stream ended without a response');
  } catch (error) {
    if (!sink || !(error instanceof UpstreamFailure)) throw error;
    if (error.reason !== 'aborted') {
      await sink.write({ message: unavailable(inbound.message, inbound) });
    }
    return { outcome: 'upstream_error', error: error.reason };
  } finally {
    sink?.end();
  }
}

type UpstreamEvents = Extract<UpstreamAnswer, { kind: 'events' }>['events'];

interface Judged {
  readonly response: RpcResponse;
  readonly relayed: Relayed;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status?: number;
}

async function judge(
  request: RpcRequest,
  response: RpcResponse,
  prepared: Prepared,
  inbound: Inbound,
): Promise<Judged> {
  if ('error' in response) {
    prepared.onFailure?.('refused');
    return {
      response: rpcError(request.id, response.error.code, errorText(response.error.code)),
      relayed: { outcome: 'upstream_error', error: `json-rpc ${response.error.code}` },
    };
  }
  const filtered = await filterClosed(prepared, response.result);
  if ('effect' in filtered) {
    const answer = refusalAnswer(request, { shape: 'denial', deny: filtered }, inbound.era);
    return {
      response: answer.response,
      status: answer.status,
      ...(answer.headers ? { headers: answer.headers } : {}),
      relayed: { outcome: 'refused', deny: filtered },
    };
  }
  const result = withNotes(filtered.result, filtered.notes);
  const passed: RpcResponse = { jsonrpc: '2.0', id: request.id, result };
  return {
    response: passed,
    ...(filtered.headers ? { headers: filtered.headers } : {}),
    relayed: {
      outcome: 'answered',
      filtered,
      bytes: Buffer.byteLength(JSON.stringify(passed)),
    },
  };
}

/** A filter that throws has not vouched for the result. */
async function filterClosed(
  prepared: Prepared,
  result: Extract<RpcResponse, { result: unknown }>['result'],
): Promise<Filtered | Deny> {
  try {
    return await prepared.filter(result);
  } catch {
    return deny(
      'result_unreadable',
      'fail-closed',
      'the answer could not be checked, so it was withheld.',
    );
  }
}

/** Error texts of an upstream may carry anything; the code says enough for a client to act on. */
function errorText(code: number): string {
  switch (code) {
    case RPC_ERROR.methodNotFound:
      return 'Method not found';
    case RPC_ERROR.invalidParams:
      return 'The server refused the parameters';
    case RPC_ERROR.unsupportedVersion:
      return 'Unsupported protocol version';
    default:
      return 'The server behind the guard reported an error';
  }
}

/** The one answer for an upstream that gives none: a tool result where a model should read it. */
export function unavailable(request: RpcRequest, inbound: Pick<Inbound, 'era'>): RpcResponse {
  const refusal = deny(
    'upstream_unavailable',
    'upstream',
    'the server behind the guard gave no answer.',
    { retryAfterMs: 2_000 },
  );
  if (request.method !== 'tools/call') {
    return rpcError(request.id, RPC_ERROR.internal, 'The server behind the guard gave no answer');
  }
  return refusalAnswer(request, { shape: 'denial', deny: refusal }, inbound.era).response;
}
