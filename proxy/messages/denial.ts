import { type Deny, deny, type Note } from '../../policies/decision.ts';
import { isObject, type JsonObject } from '../../policies/json.ts';
import type { Era } from '../exchange.ts';
import { RPC_ERROR, type RpcRequest, type RpcResponse, rpcError } from '../wire/message.ts';
import type { Refusal, Refused } from './call.ts';
import { relatedTask } from './task-state.ts';

/** Where the guard's own words stand in `_meta`. */
export const DECISION_META = 'odoo-mcp-guard/decision';

/** A refusal as the caller's protocol says it, with the HTTP status it travels under. */
export interface RefusalAnswer {
  readonly response: RpcResponse;
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Gives a refusal its wire shape. A refused `tools/call`, and the refused result of one that became a task, is a
 * result with `isError`, because models read those and recover, while a JSON-RPC error ends many agents' runs;
 * anything else is an error outside the ranges JSON-RPC and MCP reserve. A hidden thing is answered like one that
 * does not exist. Some errors have an HTTP status of their own in 2026-07-28, and 200 before.
 */
export function refusalAnswer(request: RpcRequest, refusal: Refusal, era: Era): RefusalAnswer {
  if (refusal.shape === 'error') {
    const { code, message, data } = refusal;
    return {
      response: rpcError(request.id, code, message, data),
      status: era === 'modern' ? modernStatus(code) : 200,
    };
  }
  const { deny } = refusal;
  const headers = retryHeaders(deny);
  const { method, params } = request;
  if (method === 'tools/call' || method === 'tasks/result') {
    const taskId = method === 'tasks/result' ? params?.taskId : undefined;
    const related = typeof taskId === 'string' ? relatedTask(taskId) : {};
    return {
      response: { jsonrpc: '2.0', id: request.id, result: deniedToolResult(deny, era, related) },
      status: 200,
      ...headers,
    };
  }
  const code = deny.retryAfterMs === undefined ? RPC_ERROR.denied : RPC_ERROR.limited;
  return {
    response: rpcError(request.id, code, denialText(deny), decisionOf(deny)),
    status: 200,
    ...headers,
  };
}

/** The HTTP status under which 2026-07-28 wants an error to travel; what it says nothing of is 200. */
export function modernStatus(code: number): number {
  switch (code) {
    case RPC_ERROR.methodNotFound:
      return 404;
    case RPC_ERROR.headerMismatch:
    case RPC_ERROR.missingCapability:
    case RPC_ERROR.unsupportedVersion:
      return 400;
    default:
      return 200;
  }
}

/** A request that is not what its method takes. */
export function invalidParams(reason: string): Refused {
  return {
    kind: 'refused',
    refusal: {
      shape: 'error',
      code: RPC_ERROR.invalidParams,
      message: reason,
      deny: deny('arguments_invalid', 'protocol', reason),
    },
    facts: {},
  };
}

/** When to come back, for HTTP clients (RFC 9110, 10.2.3); nothing where a retry cannot help. */
export function retryHeaders(deny: Deny): { headers?: Readonly<Record<string, string>> } {
  if (deny.retryAfterMs === undefined) return {};
  return { headers: { 'retry-after': String(Math.ceil(deny.retryAfterMs / 1000)) } };
}

function deniedToolResult(deny: Deny, era: Era, related: JsonObject): JsonObject {
  return {
    ...(era === 'modern' ? { resultType: 'complete' } : {}),
    content: [{ type: 'text', text: denialText(deny) }],
    isError: true,
    _meta: { ...related, [DECISION_META]: decisionOf(deny) },
  };
}

/** The sentence a model reads: what was refused, by which rule, what would be allowed, whether to retry. */
export function denialText(deny: Deny): string {
  const allowed = deny.allowed === undefined ? '' : ` ${deny.allowed}`;
  const again =
    deny.retryAfterMs === undefined
      ? 'Do not retry unchanged.'
      : `Retry in ${Math.ceil(deny.retryAfterMs / 1000)} s.`;
  return `Denied by ${deny.rule}: ${deny.reason}${allowed} ${again}`;
}

/** The denial as data. */
export function decisionOf(deny: Deny): JsonObject {
  return {
    effect: 'deny',
    code: deny.code,
    rule: deny.rule,
    reason: deny.reason,
    ...(deny.retryAfterMs === undefined ? {} : { retry_after_ms: deny.retryAfterMs }),
  };
}

/** Tells the caller what the guard changed in a call that it let through. Unchanged results stay as they are. */
export function withNotes(result: JsonObject, notes: readonly Note[]): JsonObject {
  if (notes.length === 0) return result;
  const meta = result._meta;
  const decision: JsonObject = { effect: 'allow', changes: notes.map(describeNote) };
  return {
    ...result,
    _meta: { ...(isObject(meta) ? meta : {}), [DECISION_META]: decision },
  };
}

function describeNote(note: Note): JsonObject {
  switch (note.kind) {
    case 'fields_hidden':
    case 'fields_defaulted':
      return { change: note.kind, model: note.model, fields: [...note.fields] };
    case 'limit_capped':
      return {
        change: note.kind,
        limit: note.limit,
        ...(note.asked === undefined ? {} : { asked: note.asked }),
      };
    case 'context_dropped':
    case 'keys_dropped':
      return { change: note.kind, keys: [...note.keys] };
    case 'result_withheld':
      return { change: note.kind, reason: note.reason };
    case 'records_narrowed':
      return { change: note.kind, model: note.model };
    case 'budget_low': {
      const { kind: change, rule, per, max, left, reason } = note;
      return {
        ...{ change, rule, per, max },
        ...(left === undefined ? {} : { left }),
        ...(reason === undefined ? {} : { reason }),
      };
    }
    default:
      return note satisfies never;
  }
}
