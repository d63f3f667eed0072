import type { Binding } from '../../policies/bindings/binding.ts';
import { isArray, isObject, type Json } from '../../policies/json.ts';
import type { SearchRead } from '../../policies/operation.ts';
import type { Reach } from '../../policies/reach.ts';
import type { Subject } from '../../policies/subject.ts';
import type { OnBehalf, UpstreamDoor } from '../upstream-exchange.ts';
import { amongIds, createLookup, inOwnCompanies, unlessUpstreamFails } from './lookup.ts';

/** Tells which records are within reach, through the upstream itself and as the account that carries the calls. */
export interface ReachSource {
  /**
   * Those of the ids that are; undefined where nobody can tell: the binding has no tool that searches any model,
   * the search failed, or there are too many. Throws `UpstreamFailure` only where the caller no longer waits.
   */
  among(
    reach: Reach,
    ids: ReadonlySet<number>,
    subject: Subject,
    behalf: OnBehalf,
  ): Promise<ReadonlySet<number> | undefined>;
}

/** Ids of one question: every server answers as many records at once. */
const MOST_AT_ONCE = 200;
/** More ids than this are not asked about for the sake of one answer. */
const MOST_IDS = 4_000;

/** Searches by the tools of a binding that search any model, for so many records at a time. */
export function createReachSource(
  door: Pick<UpstreamDoor, 'callTool'>,
  binding: Binding | undefined,
): ReachSource {
  const searches = createLookup(door, binding, { kinds: ['search_read'], results: ['records'] });

  return {
    async among(reach, ids, subject, behalf) {
      if (!searches.possible || ids.size > MOST_IDS) return undefined;
      const found = await Promise.all(
        slices([...ids].sort((one, other) => one - other)).map(async (some) => {
          const ways = inOwnCompanies(searchFor(reach, some), subject);
          const answer = await unlessUpstreamFails(searches.ask(ways, behalf));
          return idsIn(answer, new Set(some));
        }),
      );
      const within = new Set<number>();
      for (const some of found) {
        if (some === undefined) return undefined;
        for (const id of some) within.add(id);
      }
      return within;
    },
  };
}

function searchFor({ model, domain }: Reach, ids: readonly number[]): SearchRead {
  return {
    kind: 'search_read',
    model,
    domain: amongIds(ids, domain),
    fields: ['id'],
    limit: ids.length,
  };
}

function idsIn(
  answer: Json | undefined,
  asked: ReadonlySet<number>,
): readonly number[] | undefined {
  if (!isArray(answer)) return undefined;
  const found: number[] = [];
  for (const record of answer) {
    const id = isObject(record) ? record.id : undefined;
    if (typeof id !== 'number' || !asked.has(id)) return undefined;
    found.push(id);
  }
  return found;
}

function slices(ids: readonly number[]): readonly (readonly number[])[] {
  const some: (readonly number[])[] = [];
  for (let start = 0; start < ids.length; start += MOST_AT_ONCE)
    some.push(ids.slice(start, start + MOST_AT_ONCE));
  return some;
}
