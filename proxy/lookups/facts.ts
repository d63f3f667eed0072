import type { Binding, BoundTool } from '../../policies/bindings/binding.ts';
import type { Question } from '../../policies/facts.ts';
import { structuredAnswer } from '../../policies/filter/structured-result.ts';
import { isObject, type Json, type JsonObject } from '../../policies/json.ts';
import type { SearchCount } from '../../policies/operation.ts';
import type { Subject } from '../../policies/subject.ts';
import { ToolFailure } from '../tool-failure.ts';
import type { OnBehalf, UpstreamDoor } from '../upstream-exchange.ts';

/**
 * Answers what decisions ask about records, through the upstream itself and as the account that carries the
 * calls. Answers are never kept from one call to the next: records change hands in between.
 */
export interface FactSource {
  /**
   * Whether all the records of a question exist and fit its domain. False where nobody can tell: the binding
   * has no tool that counts, or the count failed. Throws `UpstreamFailure` when nothing answers at all.
   */
  ask(question: Question, subject: Subject, behalf: OnBehalf): Promise<boolean>;
}

export function createFactSource(door: UpstreamDoor, binding: Binding | undefined): FactSource {
  const counters = [...(binding?.tools.values() ?? [])].filter(countsOnly);

  async function count(
    { name, result }: BoundTool,
    args: JsonObject,
    behalf: OnBehalf,
  ): Promise<Json | undefined> {
    try {
      const answer = structuredAnswer(await door.callTool(name, args, behalf));
      let counted: Json | undefined = answer;
      for (const step of result.at) counted = isObject(counted) ? counted[step] : undefined;
      return counted;
    } catch (error) {
      if (error instanceof ToolFailure) return undefined;
      throw error;
    }
  }

  return {
    async ask(question, subject, behalf) {
      const asked = countOf(question);
      // In the subject's own companies where the tool can say so: it is there that the call itself goes.
      const companies = subject.odoo?.companyIds ?? [];
      const scoped =
        companies.length > 0
          ? [{ ...asked, context: { allowed_company_ids: [...companies] } }, asked]
          : [asked];
      for (const operation of scoped) {
        for (const tool of counters) {
          const args = tool.express(operation);
          if (args === undefined) continue;
          return (await count(tool, args, behalf)) === question.ids.length;
        }
      }
      return false;
    },
  };
}

/** Whether a tool counts the records of any model, and does nothing else. */
function countsOnly({ steps, model, result }: BoundTool): boolean {
  const [step, ...others] = steps;
  return (
    others.length === 0 &&
    model === undefined &&
    step.kinds.size === 1 &&
    step.kinds.has('search_count') &&
    result.kind === 'count'
  );
}

/** The domain of the question keeps its arity: every operator stands in front of its operands. */
function countOf({ model, ids, domain }: Question): SearchCount {
  const among: Json = ['id', 'in', ids];
  return {
    kind: 'search_count',
    model,
    domain: domain.length === 0 ? [among] : ['&', among, ...domain],
  };
}
