import type { Allow, Note } from '../decision.ts';
import { parseFieldName } from '../names.ts';

/** An allowed operation and what must be done to its answer. */
export type Decided = Pick<Allow, 'operation' | 'obligation' | 'mentionsHidden'>;

/** What filtering one result changed, gathered on the way and told once. */
export interface Findings {
  /** A key that no rule lets pass. */
  dropped(key: string): void;
  /** Something that was taken out for another reason. Said once, however often it happens. */
  withheld(reason: string): void;
  notes(): readonly Note[];
}

/** Most keys one note names. */
const MAX_KEYS = 20;

/**
 * Starts an empty list of findings. A dropped key is named only where it reads like a field name: a key that
 * does not may itself be data.
 */
export function startFindings(): Findings {
  const keys = new Set<string>();
  const reasons = new Set<string>();
  return {
    dropped: (key) => {
      keys.add(parseFieldName(key) ?? '?');
    },
    withheld: (reason) => {
      reasons.add(reason);
    },
    notes: () => [
      ...(keys.size > 0
        ? [{ kind: 'keys_dropped' as const, keys: [...keys].sort().slice(0, MAX_KEYS) }]
        : []),
      ...[...reasons].map((reason) => ({ kind: 'result_withheld' as const, reason })),
    ],
  };
}
