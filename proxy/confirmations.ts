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
  /** Keeps what is being asked. Answers an id nobody can guess. */
  open(pending: Pending): string;
  /** What was asked under this id of this subject, once; undefined where nothing was, or too long ago. */
  take(id: string, subject: string): Pending | undefined;
}

const KEPT_MS = 5 * 60_000;
const MOST_KEPT = 10_000;

/** `now`: milliseconds of a clock that never goes back. */
export function createConfirmations(now: () => number, mostKept = MOST_KEPT): Confirmations {
  const kept = new Map<string, Pending & { readonly until: number }>();

  return {
    open(pending) {
      const time = now();
      for (const [id, { until }] of kept) {
        if (until > time && kept.size < mostKept) break;
        kept.delete(id);
      }
      const id = randomBytes(16).toString('base64url');
      kept.set(id, { ...pending, until: time + KEPT_MS });
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
