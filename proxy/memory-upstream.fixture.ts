import { isObject, type Json, type JsonObject } from '../policies/json.ts';
import {
  type StreamEvent,
  type Upstream,
  type UpstreamAnswer,
  type UpstreamContext,
  UpstreamFailure,
} from './exchange.ts';
import { isRequest, type RpcMessage, type RpcRequest } from './wire/message.ts';

/** What an upstream in memory does with one request. */
export type Act = (
  request: RpcRequest,
  context: UpstreamContext,
) => Promise<UpstreamAnswer> | UpstreamAnswer;

export interface MemoryUpstream extends Upstream {
  /** Everything that reached it, oldest first, and what came along. */
  readonly received: readonly { readonly message: RpcMessage; readonly context: UpstreamContext }[];
  /** The same, by method. */
  readonly methods: readonly string[];
  /** Contexts of the GET streams that were asked for, and of the sessions that were ended. */
  readonly listened: readonly UpstreamContext[];
  readonly ended: readonly UpstreamContext[];
}

export interface MemoryUpstreamOptions {
  /** What it answers a notification with; status 202 unless said otherwise. */
  readonly notified?: () => UpstreamAnswer;
  /** What it answers a GET with; status 405 unless said otherwise. */
  readonly listen?: (context: UpstreamContext) => UpstreamAnswer | Promise<UpstreamAnswer>;
}

/** An upstream in memory: keeps what it is sent, does what `act` does. */
export function memoryUpstream(act: Act, options: MemoryUpstreamOptions = {}): MemoryUpstream {
  const received: { message: RpcMessage; context: UpstreamContext }[] = [];
  const listened: UpstreamContext[] = [];
  const ended: UpstreamContext[] = [];
  return {
    name: 'memory',
    received,
    listened,
    ended,
    get methods() {
      return received.map(({ message }) => ('method' in message ? message.method : 'response'));
    },
    async exchange(message, context) {
      received.push({ message, context });
      if (isRequest(message)) return act(message, context);
      return options.notified?.() ?? { kind: 'status', status: 202 };
    },
    async listen(context) {
      listened.push(context);
      return options.listen?.(context) ?? { kind: 'status', status: 405 };
    },
    async endSession(context) {
      ended.push(context);
    },
    async close() {},
  };
}

/** One JSON answer to the request. */
export function json(request: RpcRequest, result: JsonObject, session?: string): UpstreamAnswer {
  return {
    kind: 'message',
    status: 200,
    message: { jsonrpc: '2.0', id: request.id, result },
    ...(session === undefined ? {} : { upstreamSession: session }),
  };
}

/** A JSON-RPC error in answer to the request. */
export function error(
  request: RpcRequest,
  code: number,
  message = 'no',
  status = 200,
  data?: Json,
): UpstreamAnswer {
  const problem = data === undefined ? { code, message } : { code, message, data };
  return { kind: 'message', status, message: { jsonrpc: '2.0', id: request.id, error: problem } };
}

/** A stream of these messages, which then ends, or fails where a failure is given. */
export function stream(messages: readonly RpcMessage[], failure?: Error): UpstreamAnswer {
  async function* events(): AsyncGenerator<StreamEvent> {
    for (const message of messages) yield { message };
    if (failure) throw failure;
  }
  return { kind: 'events', status: 200, events: events() };
}

/** The response that `json` gives, as a message for a stream. */
export function response(request: RpcRequest, result: JsonObject): RpcMessage {
  return { jsonrpc: '2.0', id: request.id, result };
}

/** No answer until the exchange is aborted. */
export function silence({ signal }: Pick<UpstreamContext, 'signal'>): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(new UpstreamFailure('aborted', 'the caller went away'));
    if (signal.aborted) fail();
    else signal.addEventListener('abort', fail, { once: true });
  });
}

/** The name and arguments of a tool call. */
export function toolCallOf({ params }: RpcRequest): { name: string; args: JsonObject } {
  return {
    name: String(params?.name),
    args: isObject(params?.arguments) ? params.arguments : {},
  };
}

/** A tool's structured answer with its text copy. */
export function toolResult(structured: JsonObject): JsonObject {
  return {
    content: [{ type: 'text', text: JSON.stringify(structured) }],
    structuredContent: structured,
  };
}

/** A tool's failure, as the bundled upstream reports one of this class. */
export function toolError(errorClass: string, text = 'That did not work.'): JsonObject {
  return {
    content: [{ type: 'text', text }],
    isError: true,
    _meta: { 'odoo-mcp/error': { class: errorClass } },
  };
}

export const FIELDS: JsonObject = {
  id: { type: 'integer', store: true },
  name: { type: 'char', store: true },
  display_name: { type: 'char', store: false },
  vat: { type: 'char', store: true },
};

/** Answers like the bundled upstream in front of an Odoo where `right` is everybody's password. */
export const likeOdoo: Act = (request) => {
  switch (request.method) {
    case 'initialize':
      return json(request, {
        protocolVersion: '2025-11-25',
        capabilities: { tools: {}, prompts: {} },
        serverInfo: { name: 'odoo-mcp-upstream', version: '1' },
      });
    case 'server/discover':
      return json(request, {
        resultType: 'complete',
        supportedVersions: ['2026-07-28'],
        capabilities: { tools: {} },
      });
    case 'tools/list':
      return json(request, {
        tools: ['login', 'search_count', 'search_read', 'create_record', 'mystery'].map((name) => ({
          name,
          inputSchema: { type: 'object' },
        })),
      });
    case 'tools/call':
      return json(request, toolAnswer(request));
    default:
      return json(request, {});
  }
};

function toolAnswer(request: RpcRequest): JsonObject {
  const { name, args } = toolCallOf(request);
  const model = args.model ?? null;
  switch (name) {
    case 'login':
      return args.credential === 'right'
        ? toolResult(identityOf(String(args.username)))
        : toolError('auth', 'Odoo refused the credential.');
    case 'get_model_fields':
      return toolResult({ fields: FIELDS, model, count: 4 });
    case 'search_count':
      return toolResult({ count: 5, model });
    case 'create_record':
      return toolResult({ id: 42, model });
    default:
      return toolResult({ echoed: args });
  }
}

/** What the login tool says of a user. */
export function identityOf(login: string): JsonObject {
  return {
    user: login,
    login,
    uid: login.length + 10,
    groups: ['base.group_user'],
    is_admin: login === 'admin',
    database: 'demo',
    partner_id: 8,
    company_ids: [1],
  };
}
