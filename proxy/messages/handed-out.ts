import { type Deny, deny } from '../../policies/decision.ts';
import { isObject, type JsonObject } from '../../policies/json.ts';
import type { Task } from '../tasks.ts';
import { META, metaOf } from '../wire/envelope.ts';
import type { Call, Filtered, Prepared } from './call.ts';
import { TASKS_EXTENSION } from './client-capabilities.ts';
import type { HandlerContext } from './context.ts';
import { readTask, type TaskState, writeTask } from './task-state.ts';

/** What a client may show its model until the task is done (2025-11-25). */
const IMMEDIATE_RESPONSE = 'io.modelcontextprotocol/model-immediate-response';

/** Which tool a call is of, and whether a binding describes it. */
export interface Called {
  readonly tool: string;
  readonly bound: boolean;
}

/** Whether servers may hand out calls as tasks at all. */
export function tasksPass({ policy }: Pick<HandlerContext, 'policy'>): boolean {
  return policy.gateway.protocol.tasks === 'allow';
}

/** Whether the client of a modern request says that it knows tasks. */
export function knowsTasks({ request }: Call): boolean {
  const capabilities = metaOf(request.params)?.[META.clientCapabilities];
  const extensions = isObject(capabilities) ? capabilities.extensions : undefined;
  return isObject(extensions) && isObject(extensions[TASKS_EXTENSION]);
}

/** The capability that lets a server answer this request with a task (2026-07-28), where it may. */
export function taskCapability(call: Call, context: HandlerContext): JsonObject {
  const may = call.era === 'modern' && tasksPass(context) && knowsTasks(call);
  return may ? { extensions: { [TASKS_EXTENSION]: {} } } : {};
}

/** The parameter by which a legacy client asks for a task, where it may have one. */
export function taskParameter(call: Call, context: HandlerContext): JsonObject {
  const asked = call.request.params?.task;
  if (!isObject(asked) || !mayHandOut(call, context)) return {};
  const { ttl } = asked;
  return { task: typeof ttl === 'number' && ttl >= 0 ? { ttl } : {} };
}

/** Whether a task may be the answer to this call: its client has asked for one, or knows what to do with it. */
function mayHandOut(call: Call, context: HandlerContext): boolean {
  if (!tasksPass(context)) return false;
  return call.era === 'legacy' ? isObject(call.request.params?.task) : knowsTasks(call);
}

/** Denies a call that might become one task too many. */
export function refuseTooMany(call: Call, context: HandlerContext): Deny | undefined {
  if (!mayHandOut(call, context) || context.tasks.hasRoom(call)) return undefined;
  return deny(
    'too_many_requests',
    'gateway.yaml:protocol.tasks',
    'too many tasks are kept already: wait until some have expired.',
    { retryAfterMs: RETRY_MS },
  );
}

const RETRY_MS = 60_000;

/**
 * A decided call whose answer may be a task instead of a result. The task is kept with the decision, so that its
 * result is judged as the answer would have been. A task that nobody asked for is refused.
 */
export function asTask(
  call: Call,
  { tool, bound }: Called,
  prepared: Prepared,
  context: HandlerContext,
): Prepared {
  const { goOn } = prepared;
  return {
    ...prepared,
    ...(goOn
      ? {
          async goOn(result) {
            const next = await goOn(result);
            return next?.kind === 'prepared' ? asTask(call, { tool, bound }, next, context) : next;
          },
        }
      : {}),
    filter(result) {
      const created = createdTask(result, call);
      if (created === 'none') return prepared.filter(result);
      // It is under way: what it takes of budgets is settled when its result comes, or else kept.
      if (created === 'unreadable' || !mayHandOut(call, context)) {
        prepared.onFailure?.('unanswered');
        return UNEXPECTED;
      }
      const made = { upstreamId: created.upstreamId, tool, bound, call: prepared };
      const task = context.tasks.keep(call, made, created.ttlMs);
      return { result: handedOut(task, created, result, call), notes: [] };
    },
  };
}

const UNFINISHED = deny(
  'message_not_supported',
  'fail-closed',
  'the server behind ended a task with something other than a finished result.',
);

const UNEXPECTED = deny(
  'message_not_supported',
  'fail-closed',
  'the server behind answered with a task where none may be. The call may have been carried out: do not repeat it.',
);

/** The task that a server answers a call with, where it does. */
function createdTask(result: JsonObject, { era }: Call): TaskState | 'none' | 'unreadable' {
  const said =
    era === 'modern'
      ? result.resultType === 'task'
        ? result
        : undefined
      : isObject(result.task) && result.content === undefined
        ? result.task
        : undefined;
  return said === undefined ? 'none' : (readTask(said, era) ?? 'unreadable');
}

function handedOut(task: Task, state: TaskState, result: JsonObject, { era }: Call): JsonObject {
  const written = writeTask(task.id, state, era, !task.bound);
  if (era === 'modern') return { resultType: 'task', ...written };
  const immediate = isObject(result._meta) ? result._meta[IMMEDIATE_RESPONSE] : undefined;
  const told = typeof immediate === 'string' && !task.bound;
  return { task: written, ...(told ? { _meta: { [IMMEDIATE_RESPONSE]: immediate } } : {}) };
}

/** The result of a task, judged as the call was decided and as it would be decided now. */
export async function filterTaskResult(
  task: Task,
  result: JsonObject,
  call: Call,
): Promise<Filtered | Deny> {
  const { resultType } = result;
  if (resultType !== undefined && resultType !== 'complete') return UNFINISHED;
  const first = await task.call.filter(result);
  if ('effect' in first) return first;
  const anew = await task.call.anew?.(call);
  if (anew === undefined) return first;
  if ('effect' in anew) return anew;
  // What is told of a failure holds nothing of a record.
  if (first.result.isError === true) return first;
  const second = await anew.filter(first.result);
  if ('effect' in second) return second;
  return { ...first, ...second, notes: [...first.notes, ...second.notes] };
}
