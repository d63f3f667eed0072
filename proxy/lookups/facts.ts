import type { Binding } from '../../policies/bindings/binding.ts';
import type { Question } from '../../policies/facts.ts';
import type { SearchCount } from '../../policies/operation.ts';
import type { Subject } from '../../policies/subject.ts';
import type { OnBehalf, UpstreamDoor } from '../upstream-exchange.ts';
import { amongIds, createLookup, inOwnCompanies } from './lookup.ts';

/**
 * Answers what decisions ask about records, through the upstream itself and as the account that carries the
 * calls. Answers are never kept from one call to the next: records change hands in between.
 */
export interface FactSource {
  /**
   * Whether all the records of a question exist and fit its domain, or none does. False where nobody can tell: the binding
   * has no tool that counts, or the count failed. Throws `UpstreamFailure` when nothing answers at all.
   */
  ask(question: Question, subject: Subject, behalf: OnBehalf): Promise<boolean>;
}

/** Counts by the tools of a binding that count records of any model. */
export function createFactSource(
  door: Pick<UpstreamDoor, 'callTool'>,
  binding: Binding | undefined,
): FactSource {
  const counts = createLookup(door, binding, { kinds: ['search_count'], results: ['count'] });

  return {
    async ask(question, subject, behalf) {
      const ways = inOwnCompanies(countOf(question), subject);
      return (await counts.ask(ways, behalf)) === (question.ids?.length ?? 0);
    },
  };
}

function countOf({ model, ids, domain }: Question): SearchCount {
  return {
    kind: 'search_count',
    model,
    domain: ids === undefined ? domain : amongIds(ids, domain),
  };
}
