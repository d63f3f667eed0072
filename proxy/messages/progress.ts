import type { RpcNotification } from '../wire/message.ts';
import type { Call, Prepared } from './call.ts';
import { progressToken } from './envelope.ts';

/**
 * Progress of this very call, as numbers under the token the caller chose. Its text may carry data that no
 * obligation describes, and so may a token that is not the caller's.
 */
export function progressOf({ request }: Call): Prepared['relay'] {
  const token = progressToken(request.params);
  return ({ method, params = {} }): RpcNotification | undefined => {
    if (method !== 'notifications/progress' || token === undefined) return undefined;
    const { progress, total } = params;
    if (params.progressToken !== token || typeof progress !== 'number') return undefined;
    return {
      jsonrpc: '2.0',
      method,
      params: { progressToken: token, progress, ...(typeof total === 'number' ? { total } : {}) },
    };
  };
}
