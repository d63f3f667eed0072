import type { MessageHandler } from './call.ts';

/**
 * `ping` (legacy) asks whether the other end is there: the guard is, and says so itself. It draws on no
 * limit, so nothing of it may reach the upstream.
 */
export function ping(): MessageHandler {
  return {
    needsSubject: false,
    cost: () => undefined,
    prepare: async () => ({ kind: 'answered', result: {} }),
  };
}
