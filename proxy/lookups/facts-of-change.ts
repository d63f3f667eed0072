import type { Question } from '../../policies/facts.ts';
import type { Subject } from '../../policies/subject.ts';
import type { FactSource } from './facts.ts';

/** What held of the records of one change, for whoever decides it once more when it has been made. */
export interface FactsOfChange {
  /** Asks Odoo, and keeps what held. */
  readonly before: FactSource;
  /**
   * What held before the change holds: by now the records are others, through the change itself if nothing else.
   * What was not asked then, a rule that is new for the subject, is asked now.
   */
  readonly afterwards: FactSource;
}

/** Keeps what holds of the records that a change turns on, for as long as the change is remembered itself. */
export function factsOfChange(facts: FactSource): FactsOfChange {
  const held = new Set<string>();
  return {
    before: {
      async ask(question, subject, behalf) {
        const holds = await facts.ask(question, subject, behalf);
        const name = nameOf(question, subject);
        if (holds) held.add(name);
        else held.delete(name);
        return holds;
      },
    },
    afterwards: {
      async ask(question, subject, behalf) {
        return held.has(nameOf(question, subject)) || facts.ask(question, subject, behalf);
      },
    },
  };
}

/** Questions are asked in the companies of whoever asks. */
function nameOf({ key }: Question, { odoo }: Subject): string {
  return JSON.stringify([key, odoo?.companyIds ?? []]);
}
