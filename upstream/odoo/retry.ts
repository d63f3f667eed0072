import { setTimeout as pauseFor } from 'node:timers/promises';
import { ConnectionFailure, callCancelled } from './errors.ts';

export interface RetrySettings {
  /** How often a call is sent again at most; 0 never. */
  readonly maxRetries: number;
  /** Milliseconds before the first retry; doubles up to {@link MAX_BACKOFF_MS}. */
  readonly backoffMs: number;
}

/** Waits; rejects when the signal is aborted meanwhile. */
export type Pause = (ms: number, signal: AbortSignal | undefined) => Promise<void>;

/** Longest pause between two attempts, in milliseconds. */
export const MAX_BACKOFF_MS = 10_000;

const pauseByTimer: Pause = (ms, signal) =>
  pauseFor(ms, undefined, signal === undefined ? {} : { signal });

/**
 * Makes the attempt again while nothing at all comes back. Only for calls that change nothing and are
 * no login. An answer that is late is not asked for again: Odoo is still working on it. Throws the last
 * failure, or trouble `cancelled` when the signal is aborted during a pause.
 */
export async function withRetries<T>(
  attempt: () => Promise<T>,
  { maxRetries, backoffMs }: RetrySettings,
  signal: AbortSignal | undefined,
  pause: Pause = pauseByTimer,
): Promise<T> {
  for (let retries = 0; ; retries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (retries >= maxRetries || !cameBackEmpty(error)) throw error;
    }
    try {
      await pause(Math.min(backoffMs * 2 ** retries, MAX_BACKOFF_MS), signal);
    } catch {
      throw callCancelled();
    }
  }
}

function cameBackEmpty(error: unknown): boolean {
  return (
    error instanceof ConnectionFailure &&
    (error.trouble === 'unreachable' || error.trouble === 'lost')
  );
}
