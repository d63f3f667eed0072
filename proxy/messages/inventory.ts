import type { Era } from '../exchange.ts';
import type { MessageHandler } from './call.ts';
import type { HandlerContext } from './context.ts';
import { discover, initialize } from './handshake.ts';
import { ping } from './liveness.ts';
import { toolsCall } from './tools-call.ts';
import { toolsList } from './tools-list.ts';

/**
 * Every request a client may send, per era, with what handles it. What is not in here does not exist for
 * the guard's clients: resources, prompts, completions, tasks and subscriptions are refused until the guard
 * can filter what they return.
 */
export function requestHandlers(
  context: HandlerContext,
): Readonly<Record<Era, ReadonlyMap<string, MessageHandler>>> {
  const call = toolsCall(context);
  const list = toolsList(context);
  return {
    legacy: new Map([
      ['initialize', initialize(context)],
      ['ping', ping()],
      ['tools/list', list],
      ['tools/call', call],
    ]),
    modern: new Map([
      ['server/discover', discover(context)],
      ['tools/list', list],
      ['tools/call', call],
    ]),
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

/** Notifications a server may send outside an exchange, on a legacy session's own stream. */
export const SERVER_NOTIFICATIONS: ReadonlySet<string> = new Set([
  'notifications/tools/list_changed',
]);
