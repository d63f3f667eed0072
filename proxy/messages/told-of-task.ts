import { type Deny, deny } from '../../policies/decision.ts';
import { isObject, type Json, type JsonObject } from '../../policies/json.ts';
import type { Task } from '../tasks.ts';
import { passedError } from '../upstream-error.ts';
import { RPC_ERROR, type RpcError } from '../wire/message.ts';
import type { Call, Filtered } from './call.ts';
import type { HandlerContext } from './context.ts';
import { decisionOf, denialText, refusalAnswer, withNotes } from './denial.ts';
import { filterTaskResult } from './handed-out.ts';
import { filterInputRequired } from './input-required.ts';
import { readTask, type TaskState, writeTask } from './task-state.ts';
import { toldOf } from './unbound-request.ts';

/** Why nothing passes that a server asks for a task of a bound tool, nor an answer to it. */
export const ASKS_NOTHING = deny(
  'message_not_supported',
  'fail-closed',
  'what a server asks for a task of a tool that a binding describes does not pass, so there is nothing to answer.',
);

/** Why an answer about tasks is withheld that is none. */
export const UNREADABLE = deny(
  'result_unreadable',
  'fail-closed',
  'the server behind answered with something other than what it was asked about tasks.',
);

/** What a server says of a task, written anew with what the caller may see of it. */
export async function filterState(
  task: Task,
  said: JsonObject,
  call: Call,
  context: HandlerContext,
): Promise<Filtered | Deny> {
  const state = readTask(said, call.era);
  if (state?.upstreamId !== task.upstreamId) return UNREADABLE;
  context.tasks.extend(task, state.ttlMs);
  const written = writeTask(task.id, state, call.era, !task.bound);
  if (call.era === 'legacy') return { result: written, notes: [] };
  const came = await outcomeOf(task, state, said, call, context);
  if ('effect' in came) return came;
  return { result: { resultType: 'complete', ...written, ...came.result }, notes: came.notes };
}

/**
 * What 2026-07-28 tells with a task: its result or its error, each as the call's own answer would have been, or what
 * the server asks for. Denied where nothing of that may be asked: the task cannot go on.
 */
async function outcomeOf(
  task: Task,
  state: TaskState,
  said: JsonObject,
  call: Call,
  context: HandlerContext,
): Promise<Filtered | Deny> {
  switch (state.status) {
    case 'completed': {
      const result = isObject(said.result) ? said.result : {};
      const filtered = await filterTaskResult(task, result, call);
      if ('effect' in filtered) return withheld(filtered, call);
      const { notes } = filtered;
      return { ...filtered, result: { result: withNotes(filtered.result, notes) } };
    }
    case 'failed': {
      const error = (task.call.onError ?? passedError)(errorIn(said.error));
      return { result: { error: 'effect' in error ? errorOfDenied(error) : error }, notes: [] };
    }
    case 'cancelled':
      task.call.onFailure?.('unanswered');
      return { result: {}, notes: [] };
    case 'input_required': {
      if (task.bound) return ASKS_NOTHING;
      const { inputRequests = null } = said;
      return filterInputRequired({ inputRequests }, toldOf(call, context));
    }
    case 'working':
      return { result: {}, notes: [] };
    default:
      return state.status satisfies never;
  }
}

/** A result that may not leave is what a denied call gets, so that the model reads why. */
function withheld(refused: Deny, call: Call): Filtered {
  const request = { ...call.request, method: 'tools/call' };
  const { response } = refusalAnswer(request, { shape: 'denial', deny: refused }, call.era);
  return {
    result: 'result' in response ? { result: response.result } : {},
    notes: [{ kind: 'result_withheld', reason: refused.reason }],
  };
}

function errorOfDenied(refused: Deny): RpcError['error'] {
  return { code: RPC_ERROR.denied, message: denialText(refused), data: decisionOf(refused) };
}

function errorIn(said: Json | undefined): RpcError['error'] {
  if (!isObject(said)) return { code: RPC_ERROR.internal, message: '' };
  const { code, data } = said;
  return {
    code: typeof code === 'number' ? code : RPC_ERROR.internal,
    message: '',
    ...(data === undefined ? {} : { data }),
  };
}
