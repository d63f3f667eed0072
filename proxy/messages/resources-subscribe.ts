import { type Deny, deny } from '../../policies/decision.ts';
import type { MessageHandler, Prepared } from './call.ts';
import { denied, relayNothing } from './call.ts';
import type { HandlerContext } from './context.ts';
import { resourcesRead } from './resources-read.ts';

/** Resources one session hears of. */
const MOST_SUBSCRIPTIONS = 256;

/**
 * `resources/subscribe` (legacy): who may read a resource may hear that it has changed. It is judged as reading it,
 * and nothing of it is read.
 */
export function subscribe(context: HandlerContext): MessageHandler {
  const read = resourcesRead(context);
  return {
    ...read,
    async prepare(call) {
      const judged = await read.prepare(call);
      if (judged.kind !== 'prepared') return judged;
      const { session, subject } = call.caller;
      const uri = judged.params?.uri;
      const asked = call.request.params?.uri;
      if (!session || typeof uri !== 'string' || typeof asked !== 'string') {
        return denied(WITHOUT_SESSION, judged.facts);
      }
      const { subscriptions } = session;
      if (!subscriptions.has(uri) && subscriptions.size >= MOST_SUBSCRIPTIONS) {
        return denied(TOO_MANY, judged.facts);
      }
      return {
        ...acknowledged(judged, uri),
        filter() {
          subscriptions.set(uri, { uri: asked, subject: subject.id });
          return { result: {}, notes: [] };
        },
      };
    },
  };
}

/**
 * `resources/unsubscribe` (legacy): ends what the session itself began. What it never subscribed to is ended
 * already.
 */
export function unsubscribe(): MessageHandler {
  return {
    needsSubject: false,
    cost: () => ({ write: false, units: 1 }),
    async prepare({ request, caller: { session } }) {
      const asked = request.params?.uri;
      const known = [...(session?.subscriptions ?? [])].find(([, { uri }]) => uri === asked);
      if (!session || !known) return { kind: 'answered', result: {} };
      const [uri] = known;
      // Whatever the upstream says of it: from now on nothing of it leaves.
      session.subscriptions.delete(uri);
      return {
        ...acknowledged({ facts: {} }, uri),
        filter: () => ({ result: {}, notes: [] }),
      };
    },
  };
}

/** A request that is answered with nothing but that it was heard, and so without anybody's account. */
function acknowledged({ onError, facts }: Pick<Prepared, 'onError' | 'facts'>, uri: string) {
  return {
    kind: 'prepared',
    params: { uri },
    withCredential: false,
    mayChange: false,
    relay: relayNothing,
    ...(onError ? { onError } : {}),
    facts,
  } as const;
}

const WITHOUT_SESSION: Deny = deny(
  'message_not_supported',
  'session',
  'changes are told within a session, and there is none.',
);
const TOO_MANY: Deny = deny(
  'too_many_requests',
  'resources',
  `a session hears of ${MOST_SUBSCRIPTIONS} resources at most.`,
  { allowed: 'Unsubscribe from others first.' },
);
