import { isObject, type JsonObject } from '../../policies/json.ts';
import type {
  StreamEvent,
  Upstream,
  UpstreamAnswer,
  UpstreamContext,
} from '../../proxy/exchange.ts';
import {
  isRequest,
  type RpcError,
  type RpcMessage,
  type RpcRequest,
} from '../../proxy/wire/message.ts';

/** What a scripted server says to one request. */
export interface Answer {
  readonly result?: JsonObject;
  readonly error?: RpcError['error'];
  /** Notifications and requests sent before the response, on an event stream only. */
  readonly before?: readonly RpcMessage[];
}
export type Respond = (request: RpcRequest, context: UpstreamContext) => Answer | Promise<Answer>;

/** One message that reached the upstream, and what the guard sent along. */
export interface Received {
  readonly message: RpcMessage;
  readonly context: UpstreamContext;
}

export interface RecordingUpstream extends Upstream {
  /** Everything that reached it, oldest first. */
  readonly received: readonly Received[];
  /** The arguments of each call of a tool. */
  argumentsOf(tool: string): readonly JsonObject[];
}

/** An upstream in memory: it keeps what it is sent and says what `respond` says, as JSON or as events. */
export function createRecordingUpstream(
  respond: Respond,
  form: 'json' | 'events' = 'json',
): RecordingUpstream {
  const received: Received[] = [];
  return {
    name: 'recording upstream',
    received,
    argumentsOf: (tool) =>
      received.flatMap(({ message }) => {
        const params = 'params' in message ? message.params : undefined;
        return params?.name === tool && isObject(params.arguments) ? [params.arguments] : [];
      }),
    async exchange(message, context): Promise<UpstreamAnswer> {
      received.push({ message, context });
      if (!isRequest(message)) return { kind: 'status', status: 202 };
      const { result, error, before = [] } = await respond(message, context);
      const response = error
        ? { jsonrpc: '2.0' as const, id: message.id, error }
        : { jsonrpc: '2.0' as const, id: message.id, result: result ?? {} };
      if (form === 'json') return { kind: 'message', status: 200, message: response };
      return { kind: 'events', status: 200, events: eventsOf([...before, response]) };
    },
    listen: async () => ({ kind: 'status', status: 405 }),
    endSession: async () => {},
    close: async () => {},
  };
}

async function* eventsOf(messages: readonly RpcMessage[]): AsyncGenerator<StreamEvent> {
  for (const message of messages) yield { message };
}
