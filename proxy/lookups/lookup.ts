import type { Binding, BoundTool } from '../../policies/bindings/binding.ts';
import { partAt, structuredAnswer } from '../../policies/filter/structured-result.ts';
import type { Json } from '../../policies/json.ts';
import type {
  Operation,
  OperationKind,
  SearchCount,
  SearchRead,
} from '../../policies/operation.ts';
import type { Subject } from '../../policies/subject.ts';
import { UpstreamFailure } from '../exchange.ts';
import { ToolFailure } from '../tool-failure.ts';
import type { OnBehalf, UpstreamDoor } from '../upstream-exchange.ts';

/** Asks Odoo on the guard's own account of things, through the tools of a binding. */
export interface Lookup {
  /** Whether the binding has a tool that could be asked at all. */
  readonly possible: boolean;
  /**
   * What the first of the operations answers that some tool can say; undefined where no tool can say any, or the
   * tool reports an error. Throws `UpstreamFailure` when nothing answers, or the caller no longer waits.
   */
  ask(operations: readonly Operation[], behalf: OnBehalf): Promise<Json | undefined>;
}

/** What a lookup asks for: one kind of operation, or several that serve it alike, and results of these shapes. */
export interface Wanted {
  readonly kinds: readonly OperationKind[];
  readonly results: readonly BoundTool['result']['kind'][];
}

/** A lookup by the tools of a binding that do what is wanted on records of any model, and nothing else. */
export function createLookup(
  door: Pick<UpstreamDoor, 'callTool'>,
  binding: Binding | undefined,
  wanted: Wanted,
): Lookup {
  const tools = [...(binding?.tools.values() ?? [])].filter((tool) => serves(tool, wanted));

  return {
    possible: tools.length > 0,
    async ask(operations, behalf) {
      for (const operation of operations) {
        for (const tool of tools) {
          const args = tool.express(operation);
          if (args === undefined) continue;
          try {
            const answer = await door.callTool(tool.name, args, behalf);
            return partAt(structuredAnswer(answer), tool.result.at);
          } catch (error) {
            if (error instanceof ToolFailure) return undefined;
            throw error;
          }
        }
      }
      return undefined;
    },
  };
}

/**
 * What a lookup finds, or undefined where the upstream fails: for questions whose answer only narrows or counts.
 * Throws `UpstreamFailure` only where the caller no longer waits.
 */
export async function unlessUpstreamFails<Found>(
  lookup: Promise<Found>,
): Promise<Found | undefined> {
  try {
    return await lookup;
  } catch (error) {
    if (error instanceof UpstreamFailure && error.reason !== 'aborted') return undefined;
    throw error;
  }
}

/** The operation in the companies of a subject, for the call itself goes there; then, for tools that cannot say so, without. */
export function inOwnCompanies<Search extends SearchCount | SearchRead>(
  operation: Search,
  { odoo }: Subject,
): readonly Search[] {
  const companies = odoo?.companyIds ?? [];
  return companies.length === 0
    ? [operation]
    : [{ ...operation, context: { allowed_company_ids: [...companies] } }, operation];
}

/** A domain that holds of those of the ids which meet the other: each operator stands before its operands. */
export function amongIds(ids: readonly number[], domain: readonly Json[]): readonly Json[] {
  const among: Json = ['id', 'in', ids];
  return domain.length === 0 ? [among] : ['&', among, ...domain];
}

function serves({ steps, model, result }: BoundTool, { kinds, results }: Wanted): boolean {
  const [step, ...others] = steps;
  const [kind, ...moreKinds] = step.kinds;
  return (
    others.length === 0 &&
    model === undefined &&
    kind !== undefined &&
    moreKinds.length === 0 &&
    kinds.includes(kind) &&
    results.includes(result.kind)
  );
}
