import { type Deny, deny, type Note } from '../../policies/decision.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../policies/json.ts';
import type { Task } from '../tasks.ts';
import { RPC_ERROR } from '../wire/message.ts';
import {
  type Call,
  denied,
  type Filtered,
  type MessageHandler,
  type Prepared,
  type Refused,
  relayNothing,
} from './call.ts';
import { TASKS_EXTENSION } from './client-capabilities.ts';
import type { HandlerContext } from './context.ts';
import { invalidParams } from './denial.ts';
import { forwardedMeta, withMeta } from './envelope.ts';
import { filterTaskResult, knowsTasks, taskCapability } from './handed-out.ts';
import { forwardedRepeated, isInputResponse } from './input-responses.ts';
import { refuseUnlessSignedIn } from './signed-in.ts';
import { readTask, relatedTask, writeTask } from './task-state.ts';
import { ASKS_NOTHING, filterState, UNREADABLE } from './told-of-task.ts';
import { toolAccess } from './tool-access.ts';
import { toldOf, unboundMeta } from './unbound-request.ts';
import { unknownTool } from './unknown-tool.ts';

/** `tasks/get`: how a task of the caller's stands; in 2026-07-28 with what came of it. */
export function tasksGet(context: HandlerContext): MessageHandler {
  return aboutOne(context, [], (task, call) => ({
    filter: (result) => filterState(task, result, call, context),
  }));
}

/** `tasks/result` (2025-11-25): waits for what the call itself would have answered, and judges it like that. */
export function tasksResult(context: HandlerContext): MessageHandler {
  return aboutOne(context, [], (task, call) => ({
    async filter(result) {
      const filtered = await filterTaskResult(task, result, call);
      if ('effect' in filtered) return filtered;
      const meta = isObject(filtered.result._meta) ? filtered.result._meta : {};
      return {
        ...filtered,
        result: { ...filtered.result, _meta: { ...meta, ...relatedTask(task.id) } },
      };
    },
    relay: (notification) => task.call.relay(notification),
  }));
}

/**
 * `tasks/update` (2026-07-28): what the caller answers to what the server asked for a task, where it may ask. A server
 * ignores what answers nothing it asked for: what is no answer to anything is left out before it gets there.
 */
export function tasksUpdate(context: HandlerContext): MessageHandler {
  return aboutOne(context, ['inputResponses'], (task, call) => {
    const responses = call.request.params?.inputResponses;
    if (!isObject(responses)) return invalidParams('inputResponses is an object.');
    if (task.bound) return denied(ASKS_NOTHING, { tool: task.tool });
    const given = Object.entries(responses).filter(([, response]) => isInputResponse(response));
    const answers = Object.fromEntries(given);
    const along = forwardedRepeated({ inputResponses: answers }, toldOf(call, context));
    if ('effect' in along) return denied(along, { tool: task.tool });
    if ('refusal' in along) return along;
    const ignored = Object.keys(responses).filter((key) => !Object.hasOwn(answers, key));
    const notes: readonly Note[] =
      ignored.length === 0 ? [] : [{ kind: 'keys_dropped', keys: ignored }];
    return {
      params: along.params,
      mayChange: task.call.mayChange,
      filter: () => ({ ...acknowledged(), notes }),
    };
  });
}

/** `tasks/cancel`: the server is told that the caller no longer wants it. */
export function tasksCancel(context: HandlerContext): MessageHandler {
  return aboutOne(context, [], (task, call) => ({
    filter(result) {
      // Nobody can tell how far it had come.
      task.call.onFailure?.('unanswered');
      if (call.era === 'modern') return acknowledged();
      return filterState(task, result, call, context);
    },
  }));
}

/** `tasks/list` (2025-11-25): the caller's own tasks among those the server lists. */
export function tasksList(context: HandlerContext): MessageHandler {
  return {
    needsSubject: true,
    cost: () => ({ write: false, units: 1 }),
    async prepare(call) {
      const unsigned = refuseUnlessSignedIn(call, context);
      if (unsigned) return denied(unsigned);
      const cursor = call.request.params?.cursor;
      return {
        kind: 'prepared',
        params: typeof cursor === 'string' ? { cursor } : {},
        withCredential: true,
        mayChange: false,
        filter: (result) => filterList(result, call, context),
        relay: relayNothing,
        facts: {},
      };
    },
  };
}

function filterList(result: JsonObject, call: Call, context: HandlerContext): Filtered | Deny {
  if (!isArray(result.tasks)) return UNREADABLE;
  const tasks = result.tasks.flatMap((said): JsonObject[] => {
    const state = readTask(said, call.era);
    const task = state && context.tasks.named(call, state.upstreamId);
    return state && task ? [writeTask(task.id, state, call.era, !task.bound)] : [];
  });
  const { nextCursor } = result;
  return {
    result: { tasks, ...(typeof nextCursor === 'string' ? { nextCursor } : {}) },
    notes: [],
  };
}

/** What is particular about one of the requests about one task. `params`: beside the task's name. */
type About = Partial<Prepared> & Pick<Prepared, 'filter'>;

/** A request about one task: its owner's, who may still call the tool, and nobody else's. */
function aboutOne(
  context: HandlerContext,
  keys: readonly string[],
  about: (task: Task, call: Call) => About | Refused,
): MessageHandler {
  const known = new Set(['taskId', '_meta', ...keys]);
  return {
    needsSubject: true,
    cost: () => ({ write: false, units: 1 }),
    async prepare(call) {
      const { params = {} } = call.request;
      if (call.era === 'modern' && !knowsTasks(call)) return missingCapability();
      const unknown = Object.keys(params).find((key) => !known.has(key));
      if (unknown !== undefined) {
        return invalidParams(`parameter ${JSON.stringify(unknown)} is not supported.`);
      }
      const task = ownTask(params.taskId, call, context);
      if ('kind' in task) return task;
      const refused = refuseTool(task, call, context);
      if (refused) return refused;
      const one = about(task, call);
      if ('refusal' in one) return one;
      const meta = task.bound
        ? forwardedMeta(params, call.era, taskCapability(call, context))
        : unboundMeta(call, context);
      return {
        kind: 'prepared',
        withCredential: task.call.withCredential,
        mayChange: false,
        relay: relayNothing,
        facts: { tool: task.tool, ...(task.call.facts.rule ? { rule: task.call.facts.rule } : {}) },
        ...(task.call.inWords ? { inWords: true } : {}),
        ...one,
        params: withMeta({ taskId: task.upstreamId, ...one.params }, meta),
      };
    },
  };
}

/** The caller's own task. One answer for a task that is somebody else's and one that there is not. */
function ownTask(id: Json | undefined, call: Call, context: HandlerContext): Task | Refused {
  if (typeof id !== 'string') return invalidParams('taskId is a string.');
  const task = context.tasks.find(call, id);
  if (task) return task;
  return {
    kind: 'refused',
    refusal: {
      shape: 'error',
      code: RPC_ERROR.invalidParams,
      message: 'Unknown task',
      deny: deny('arguments_invalid', 'tasks', "the task does not exist or is somebody else's."),
    },
    facts: {},
  };
}

/** Whoever may no longer call the tool has nothing to ask about its calls. */
function refuseTool(task: Task, call: Call, context: HandlerContext): Refused | undefined {
  const facts = { tool: task.tool };
  const unsigned = refuseUnlessSignedIn(call, context);
  if (unsigned) return denied(unsigned, facts);
  const tool = context.binding?.tools.get(task.tool) ?? { name: task.tool, kinds: new Set() };
  const access = toolAccess(tool, call, context.policy);
  if (access === 'visible') return undefined;
  return access === 'hidden' ? unknownTool(task.tool) : denied(access, facts);
}

function acknowledged(): Filtered {
  return { result: { resultType: 'complete' }, notes: [] };
}

/** What a client gets that asks about tasks and does not say that it knows them. */
export function missingCapability(): Refused {
  return {
    kind: 'refused',
    refusal: {
      shape: 'error',
      code: RPC_ERROR.missingCapability,
      message: `This needs a client that offers ${TASKS_EXTENSION}`,
      data: { requiredCapabilities: { extensions: { [TASKS_EXTENSION]: {} } } },
      deny: deny('arguments_invalid', 'protocol', 'the client does not say that it knows tasks.'),
    },
    facts: {},
  };
}
