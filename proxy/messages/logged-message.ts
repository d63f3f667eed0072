import { isAtLeast, isLogLevel, type LogLevel } from '../wire/log-level.ts';
import type { RpcNotification } from '../wire/message.ts';

/**
 * A server's `notifications/message` with its known parts and no other; undefined for any other notification, one
 * that is malformed, and one that is less urgent than `least`.
 */
export function loggedMessage(
  { method, params = {} }: RpcNotification,
  least?: LogLevel,
): RpcNotification | undefined {
  const { level, logger, data } = params;
  if (method !== 'notifications/message' || !isLogLevel(level) || data === undefined) {
    return undefined;
  }
  if (least !== undefined && !isAtLeast(level, least)) return undefined;
  const from = typeof logger === 'string' ? { logger } : {};
  return { jsonrpc: '2.0', method, params: { level, ...from, data } };
}
