import { deny } from '../../policies/decision.ts';
import type { Era } from '../exchange.ts';
import { RPC_ERROR } from '../wire/message.ts';
import type { MessageHandler, Refusal } from './call.ts';
import { mayHearLog } from './client-capabilities.ts';
import { completionComplete } from './completion-complete.ts';
import type { HandlerContext } from './context.ts';
import { FAMILIES, type Family, passes } from './families.ts';
import { tasksPass } from './handed-out.ts';
import { discover, initialize } from './handshake.ts';
import { ping } from './liveness.ts';
import { promptsGet } from './prompts-get.ts';
import { promptsList } from './prompts-list.ts';
import { resourcesList, resourceTemplatesList } from './resources-list.ts';
import { resourcesRead } from './resources-read.ts';
import { subscribe, unsubscribe } from './resources-subscribe.ts';
import { setLevel } from './set-level.ts';
import { subscriptionsListen } from './subscriptions-listen.ts';
import { tasksCancel, tasksGet, tasksList, tasksResult, tasksUpdate } from './task-requests.ts';
import { toolsCall } from './tools-call.ts';
import { toolsList } from './tools-list.ts';

/**
 * Every request a client may send, per era, with what handles it. What is not in here does not exist for
 * the guard's clients.
 */
export function requestHandlers(
  context: HandlerContext,
): Readonly<Record<Era, ReadonlyMap<string, MessageHandler>>> {
  const families: Readonly<Record<Family, readonly [string, MessageHandler][]>> = {
    tools: [
      ['tools/list', toolsList(context)],
      ['tools/call', toolsCall(context)],
    ],
    resources: [
      ['resources/list', resourcesList(context)],
      ['resources/templates/list', resourceTemplatesList(context)],
      ['resources/read', resourcesRead(context)],
    ],
    prompts: [
      ['prompts/list', promptsList(context)],
      ['prompts/get', promptsGet(context)],
    ],
    completions: [['completion/complete', completionComplete(context)]],
  };
  const both = FAMILIES.filter((family) => passes(family, context)).flatMap(
    (family) => families[family],
  );
  const inSession: [string, MessageHandler][] = [];
  if (passes('resources', context)) {
    inSession.push(['resources/subscribe', subscribe(context)]);
    inSession.push(['resources/unsubscribe', unsubscribe()]);
  }
  if (mayHearLog(context)) inSession.push(['logging/setLevel', setLevel(context)]);
  const tasks = tasksPass(context) ? taskHandlers(context) : NO_TASKS;
  return {
    legacy: new Map([
      ['initialize', initialize(context)],
      ['ping', ping()],
      ...both,
      ...inSession,
      ...tasks.legacy,
    ]),
    modern: new Map([
      ['server/discover', discover(context)],
      ['subscriptions/listen', subscriptionsListen(context)],
      ...both,
      ...tasks.modern,
    ]),
  };
}

type Handlers = Readonly<Record<Era, readonly [string, MessageHandler][]>>;
const NO_TASKS: Handlers = { legacy: [], modern: [] };

function taskHandlers(context: HandlerContext): Handlers {
  const both: [string, MessageHandler][] = [
    ['tasks/get', tasksGet(context)],
    ['tasks/cancel', tasksCancel(context)],
  ];
  return {
    legacy: [...both, ['tasks/result', tasksResult(context)], ['tasks/list', tasksList(context)]],
    modern: [...both, ['tasks/update', tasksUpdate(context)]],
  };
}

/** The refusal of a method that is not among the handlers. */
export function unknownMethod(method: string): Refusal {
  return {
    shape: 'error',
    code: RPC_ERROR.methodNotFound,
    message: 'Method not found',
    deny: deny(
      'message_not_supported',
      'messages',
      `the method ${method.slice(0, 64)} is not relayed.`,
    ),
  };
}

/** Notifications a client may send. Anything else is dropped and audited. */
export const CLIENT_NOTIFICATIONS: Readonly<Record<Era, ReadonlySet<string>>> = {
  legacy: new Set([
    'notifications/initialized',
    'notifications/cancelled',
    'notifications/progress',
    'notifications/roots/list_changed',
  ]),
  modern: new Set(['notifications/cancelled']),
};
