import { cancellation } from './cancellation.ts';
import type { UpstreamAnswer } from './exchange.ts';
import type { Session } from './identity/sessions.ts';
import type { Call, Prepared } from './messages/call.ts';
import { type HandlerContext, onBehalfOf } from './messages/context.ts';
import type { Answering } from './relay.ts';
import type { Resumption } from './resumption.ts';
import type { Unasked } from './unasked.ts';
import { onBehalfOfSession } from './upstream-exchange.ts';

type AnsweringParts = Pick<HandlerContext, 'door'> & {
  readonly unasked: Unasked;
  readonly resumption: Resumption;
};

/** Milliseconds the upstream may take to receive that nobody waits any more. */
const ABANDON_MS = 5_000;

/**
 * What comes with the answer to a legacy call besides: what the server says on its stream, and that the stream can
 * be resumed. A handshake has neither: its client knows of no session yet.
 */
export function besidesAnswer(
  call: Call,
  prepared: Prepared,
  answer: UpstreamAnswer,
  wanted: () => boolean,
  { door, unasked, resumption }: AnsweringParts,
): Pick<Answering, 'beside' | 'trail' | 'resume' | 'abandon'> {
  const { era, request, origin, caller } = call;
  const { session } = caller;
  if (era !== 'legacy' || !session || request.method === 'initialize') return {};
  const beside = unasked.on({ caller: { ...caller, session }, origin, prepared });
  if (answer.kind !== 'events' || answer.askedAs === undefined || prepared.once) return { beside };
  const { askedAs } = answer;
  const trail = resumption.begin(session, {
    ...{ request, prepared, askedAs, wanted },
    subject: caller.subject.id,
  });
  return {
    beside,
    trail,
    // A client on stdio has nothing to resume with.
    ...(origin.transport === 'stdio'
      ? {
          resume: (lastEventId) =>
            door.listen(onBehalfOf(call, false), { lastEventId, answers: true }),
        }
      : {}),
    abandon: () => abandon(session, askedAs),
  };

  function abandon(of: Session, requestId: string | number): void {
    const { signal } = call;
    const tells = prepared.inWords ? { tellsReason: true as const } : {};
    const { method, params } = cancellation(requestId, { signal, ...tells });
    void door.notify(method, params, onBehalfOfSession(of, ABANDON_MS));
  }
}
