/** Milliseconds that an answer may take. */
export interface Patience {
  /** Until the whole of a plain answer, or the start of a stream. */
  readonly timeoutMs: number;
  /** Between what comes on a stream; 0 for any time. */
  readonly idleMs: number;
}

const SILENT_MS = 5 * 60_000;

/**
 * Milliseconds that may pass between what comes on a stream: five minutes, or as long as the operator lets an answer
 * take, for a server may open a stream at once and say nothing on it until the answer is there.
 */
export function silenceFor(timeoutMs: number): number {
  return Math.max(SILENT_MS, timeoutMs);
}

/** A task is kept no longer than this, so nobody waits longer for its result. */
const LONGEST_WAIT_MS = 24 * 60 * 60_000;

/**
 * How long the answer to a request may take. Two of MCP's requests are for waiting: `subscriptions/listen` may be
 * silent for any time, and `tasks/result` is answered when the task has ended (2025-11-25, tasks).
 */
export function patienceFor(method: string, usual: Patience): Patience {
  switch (method) {
    case 'subscriptions/listen':
      return { ...usual, idleMs: 0 };
    case 'tasks/result':
      return { timeoutMs: LONGEST_WAIT_MS, idleMs: 0 };
    default:
      return usual;
  }
}
