import { type StreamEvent, type UpstreamAnswer, UpstreamFailure } from '../exchange.ts';

/** The events of a stream to its end, or so many of them; throws on an answer of another kind. */
export async function eventsOf(
  answer: UpstreamAnswer,
  most = Number.POSITIVE_INFINITY,
): Promise<StreamEvent[]> {
  if (answer.kind !== 'events') throw new Error(`expected events, got ${answer.kind}`);
  const events: StreamEvent[] = [];
  for await (const event of answer.events) if (events.push(event) >= most) break;
  return events;
}

/** Why an upstream gave no answer, as a word; `answered` where it gave one. */
export async function reasonOf(answer: Promise<unknown>): Promise<string> {
  const error: unknown = await answer.then(
    () => 'answered',
    (failure: unknown) => failure,
  );
  return error instanceof UpstreamFailure ? error.reason : String(error);
}
