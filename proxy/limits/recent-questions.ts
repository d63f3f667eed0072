import { createHash } from 'node:crypto';

/** The questions that subjects have asked lately, to tell a new one from the next page of an old one. */
export interface RecentQuestions {
  /** Whether the subject asked this lately. */
  has(subjectId: string, question: string): boolean;
  add(subjectId: string, question: string): void;
}

/** Milliseconds a question is the same one: long enough to page through a list. */
const RECENT_MS = 10 * 60_000;
/** Questions kept for one subject. One that is forgotten counts anew. */
const MOST_QUESTIONS = 32;
const MOST_SUBJECTS = 10_000;

/** Questions of a running guard, in memory. `now`: milliseconds of a clock that never goes back. */
export function createRecentQuestions(now: () => number): RecentQuestions {
  const asked = new Map<string, Map<string, number>>();

  return {
    has(subjectId, question) {
      const at = asked.get(subjectId)?.get(digest(question));
      return at !== undefined && now() - at < RECENT_MS;
    },
    add(subjectId, question) {
      const own = asked.get(subjectId) ?? new Map<string, number>();
      const key = digest(question);
      own.delete(key);
      own.set(key, now());
      forgetOldest(own, MOST_QUESTIONS);
      asked.delete(subjectId);
      asked.set(subjectId, own);
      forgetOldest(asked, MOST_SUBJECTS);
    },
  };
}

/** Maps give their keys in the order in which they were set. */
function forgetOldest(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}

function digest(question: string): string {
  return createHash('sha256').update(question).digest('base64');
}
