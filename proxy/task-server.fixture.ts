import { isObject, type JsonObject } from '../policies/json.ts';
import { type Act, error, json, likeOdoo, stream, toolCallOf } from './memory-upstream.fixture.ts';
import type { RpcMessage } from './wire/message.ts';

/** How one of the server's tasks stands. */
export interface ServerTask {
  readonly status: string;
  readonly result?: JsonObject;
  readonly error?: JsonObject;
  readonly inputRequests?: JsonObject;
}

export interface TaskServer {
  readonly act: Act;
  /** Its tasks, by the names it gives them: `task-1`, `task-2` and so on. */
  readonly tasks: Map<string, ServerTask>;
  /** The names it was asked about, oldest first. */
  readonly asked: string[];
  /** What it was answered for its tasks. */
  readonly updates: JsonObject[];
}

const TIMES = { createdAt: '2026-11-29T10:00:00Z', lastUpdatedAt: '2026-11-29T10:00:01.5Z' };

/** A secret of the server's, told wherever a task has room for words. */
export const WORDS = 'K7F3-99Q2 is what it found';

/**
 * A server of both eras that makes a task of every call whose client wants or knows tasks, except of its questions
 * about fields. `more`: keys of every task besides.
 */
export function taskServer(more: JsonObject = {}): TaskServer {
  const tasks = new Map<string, ServerTask>();
  const asked: string[] = [];
  const updates: JsonObject[] = [];
  let made = 0;

  const described = (id: string, modern: boolean): JsonObject => {
    const {
      status,
      result,
      error: failure,
      inputRequests,
    } = tasks.get(id) ?? { status: 'working' };
    return {
      ...{ taskId: id, status, statusMessage: WORDS, ...TIMES },
      ...(modern ? { ttlMs: 60_000, pollIntervalMs: 100 } : { ttl: 60_000, pollInterval: 100 }),
      ...more,
      ...(modern && result ? { result } : {}),
      ...(modern && failure ? { error: failure } : {}),
      ...(modern && inputRequests ? { inputRequests } : {}),
    };
  };

  return {
    tasks,
    asked,
    updates,
    async act(request, context) {
      const { method, params = {} } = request;
      const modern = context.era === 'modern';
      const id = String(params.taskId);
      if (method.startsWith('tasks/') && method !== 'tasks/list') {
        asked.push(id);
        if (!tasks.has(id)) return error(request, -32602, WORDS);
      }
      switch (method) {
        case 'initialize':
          return json(request, {
            protocolVersion: '2025-11-25',
            capabilities: {
              tools: {},
              tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } },
            },
            serverInfo: { name: 'odoo-mcp-upstream', version: '1' },
          });
        case 'server/discover':
          return json(request, {
            supportedVersions: ['2026-07-28'],
            capabilities: { tools: {}, extensions: { 'io.modelcontextprotocol/tasks': {} } },
          });
        case 'tools/call':
          break;
        case 'tasks/get':
          return json(request, {
            ...described(id, modern),
            ...(modern ? { resultType: 'complete' } : {}),
          });
        case 'tasks/list':
          return json(request, {
            tasks: [...tasks.keys()].map((one) => described(one, false)),
            nextCursor: 'more',
          });
        case 'tasks/result': {
          const { result, error: failure } = tasks.get(id) ?? {};
          const related = { 'io.modelcontextprotocol/related-task': { taskId: id } };
          if (failure) return error(request, Number(failure.code), WORDS);
          return json(request, { ...result, _meta: { ...related, note: WORDS } });
        }
        case 'tasks/update':
          updates.push(isObject(params.inputResponses) ? params.inputResponses : {});
          return json(request, { resultType: 'complete' });
        case 'subscriptions/listen': {
          const asked = isObject(params.notifications) ? params.notifications : {};
          const events: RpcMessage[] = [
            { jsonrpc: '2.0', method: 'notifications/tasks', params: { note: WORDS } },
            {
              ...{ jsonrpc: '2.0', method: 'notifications/subscriptions/acknowledged' },
              params: { notifications: asked },
            },
            ...[...tasks.keys()].map((one) => ({
              ...{ jsonrpc: '2.0' as const, method: 'notifications/tasks' },
              params: described(one, true),
            })),
          ];
          return stream(events);
        }
        case 'tasks/cancel':
          tasks.set(id, { status: 'cancelled' });
          return json(request, modern ? { resultType: 'complete' } : described(id, false));
        default:
          return likeOdoo(request, context);
      }
      const { name, args } = toolCallOf(request);
      const isOwnQuestion = name === 'login' || 'attributes' in args;
      const wanted = modern ? knowsTasks(params) : isObject(params.task);
      if (isOwnQuestion || !wanted) return likeOdoo(request, context);
      made += 1;
      const task = `task-${made}`;
      tasks.set(task, { status: 'working' });
      if (modern) return json(request, { resultType: 'task', ...described(task, true) });
      return json(request, {
        task: described(task, false),
        _meta: { 'io.modelcontextprotocol/model-immediate-response': WORDS },
      });
    },
  };
}

function knowsTasks({ _meta: meta }: JsonObject): boolean {
  const capabilities = isObject(meta) ? meta['io.modelcontextprotocol/clientCapabilities'] : {};
  return isObject(capabilities) && isObject(capabilities.extensions);
}

/** The envelope of a modern client that knows tasks. */
export const TASKS_META: JsonObject = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {
    extensions: { 'io.modelcontextprotocol/tasks': {} },
  },
};
