import { type MessageHandler, relayNothing } from './call.ts';

/** `ping` (legacy): costs nothing, carries nothing. */
export function ping(): MessageHandler {
  return {
    cost: () => undefined,
    prepare: async () => ({
      kind: 'prepared',
      params: undefined,
      withCredential: false,
      filter: () => ({ result: {}, notes: [] }),
      relay: relayNothing,
      facts: {},
    }),
  };
}
