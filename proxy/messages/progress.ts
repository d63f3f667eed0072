import type { JsonObject } from '../../policies/json.ts';
import type { RpcNotification } from '../wire/message.ts';
import type { Call, Prepared } from './call.ts';
import { progressToken } from './envelope.ts';

/**
 * Progress of this very call, as numbers under the token the caller chose. Its text may carry data that no
 * obligation describes, and so may a token that is not the caller's. `inWords`: the text passes too.
 */
export function progressOf({ request }: Call, inWords = false): Prepared['relay'] {
  const token = progressToken(request.params);
  return ({ method, params }): RpcNotification | undefined => {
    if (method !== 'notifications/progress' || token === undefined) return undefined;
    const numbers = numbersOf(params);
    if (params?.progressToken !== token || !numbers) return undefined;
    const text = inWords && typeof params.message === 'string' ? { message: params.message } : {};
    return { jsonrpc: '2.0', method, params: { progressToken: token, ...numbers, ...text } };
  };
}

/** How far something is, where that is said in numbers. */
export function numbersOf({ progress, total }: JsonObject = {}): JsonObject | undefined {
  if (typeof progress !== 'number') return undefined;
  return { progress, ...(typeof total === 'number' ? { total } : {}) };
}
