import { isLogLevel } from '../wire/log-level.ts';
import { type MessageHandler, relayNothing } from './call.ts';
import type { HandlerContext } from './context.ts';
import { invalidParams } from './denial.ts';

/**
 * `logging/setLevel` (legacy): from which level on the session hears what the server logs. The guard holds to it
 * too, for servers that have one level for everybody.
 */
export function setLevel({ policy }: Pick<HandlerContext, 'policy'>): MessageHandler {
  return {
    needsSubject: false,
    cost: () => ({ write: false, units: 1 }),
    async prepare({ request, caller: { session } }) {
      const level = request.params?.level;
      if (!isLogLevel(level)) {
        return invalidParams('level is one of the levels of RFC 5424, such as "info".');
      }
      return {
        kind: 'prepared',
        params: { level },
        withCredential: false,
        mayChange: false,
        filter() {
          if (session) session.logLevel = level;
          return { result: {}, notes: [] };
        },
        relay: relayNothing,
        facts: { rule: `gateway.yaml:protocol.logging ${policy.gateway.protocol.logging}` },
      };
    },
  };
}
