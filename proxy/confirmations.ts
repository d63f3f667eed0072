import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../policies/json.ts';

/** What a person was asked to confirm, kept until the client repeats the call (2026-07-28). */
export interface Pending {
  readonly subject: string;
  /** Stands for the very call: what would be done, to which records, with which values. */
  readonly digest: string;
  /** Fields the person gave before. */
  readonly given?: JsonObject;
  /** What the server behind wants back with the call. */
  readonly state?: string;
}

export interface Confirmations {
  /**
   * Keeps what is being asked. Answers an id nobody can guess. A subject that asks too much forgets its own oldest
   * questions, and nobody else's.
   */
  open(pending: Pending): string;
  /** What was asked under this id of this subject, once; undefined where nothing was, or too long ago. */
  take(id: string, subject: string): Pending | undefined;
}

const KEPT_MS = 5 * 60_000;
const MOST_KEPT = 10_000;
/** More than a person can have before them at once. */
const MOST_OF_ONE = 64;

/** `now`: milliseconds of a clock that never goes back. */
export function createConfirmations(
  now: () => number,
  mostKept = MOST_KEPT,
  mostOfOne = MOST_OF_ONE,
): Confirmations {
  const kept = new Map<string, Pending & { readonly until: number }>();

  function makeRoom(subject: string): void {
    const time = now();
    for (const [id, { until }] of kept) {
      if (until > time) break;
      kept.delete(id);
    }
    const own = [...kept].filter(([, pending]) => pending.subject === subject).map(([id]) => id);
    for (const id of own.slice(0, Math.max(0, own.length + 1 - mostOfOne))) kept.delete(id);
    const [oldest] = kept.keys();
    if (kept.size >= mostKept && oldest !== undefined) kept.delete(oldest);
  }

  return {
    open(pending) {
      makeRoom(pending.subject);
      const id = randomBytes(16).toString('base64url');
      kept.set(id, { ...pending, until: now() + KEPT_MS });
      return id;
    },
    take(id, subject) {
      const found = kept.get(id);
      if (found?.subject !== subject) return undefined;
      kept.delete(id);
      return found.until > now() ? found : undefined;
    },
  };
}
