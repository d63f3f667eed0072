import { setTimeout } from 'node:timers/promises';
import { type UpstreamAnswer, UpstreamFailure } from './exchange.ts';

/** How to come back to a stream that can be resumed (2025-11-25, Streamable HTTP: resumability). */
export interface ComingBack {
  /** Opens the rest of a stream, from behind that event. */
  resume(lastEventId: string): Promise<UpstreamAnswer>;
  /** Aborted when nobody waits any more. */
  readonly signal: AbortSignal;
}

/** Where a stream has ended, and the milliseconds its server wants to be left alone; undefined: it has not said. */
export interface Ended {
  readonly lastEventId: string;
  readonly retryMs: number | undefined;
}

export type UpstreamEvents = Extract<UpstreamAnswer, { kind: 'events' }>;

/** Until a stream is resumed whose server did not say how long, in milliseconds. */
const USUAL_PAUSE_MS = 1_000;
/** Whatever a server says: not as fast as it goes, and not when nobody remembers. */
const SHORTEST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 30_000;

/**
 * The rest of a stream that a server has ended before its answer. Throws `UpstreamFailure` where nobody waits for it
 * any more, or the server does not go on.
 */
export async function comeBack(
  { lastEventId, retryMs = USUAL_PAUSE_MS }: Ended,
  { resume, signal }: ComingBack,
): Promise<UpstreamEvents> {
  const pause = Math.max(SHORTEST_PAUSE_MS, Math.min(retryMs, LONGEST_PAUSE_MS));
  try {
    await setTimeout(pause, undefined, { signal });
  } catch {
    throw new UpstreamFailure('aborted', 'the caller no longer waits');
  }
  const answer = await resume(lastEventId);
  if (answer.kind === 'events') return answer;
  throw new UpstreamFailure('closed', 'the upstream does not resume its stream');
}
