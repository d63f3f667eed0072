import type { KeptValue } from '../bindings/result-shape.ts';
import type { Obligation } from '../decision.ts';
import type { Operation } from '../operation.ts';
import { search } from './filtering.fixture.ts';
import type { Decided } from './findings.ts';

/** Keys that may pass, by what each may hold. */
export const keep = (kept: Readonly<Record<string, KeptValue>>) => new Map(Object.entries(kept));

/** A decided operation whose hidden values are named by one word. */
export const decided = (
  obligation: Obligation,
  operation: Operation = search,
  hidden = 'secret',
): Decided => ({ operation, obligation, mentionsHidden: (text) => text.includes(hidden) });
