import type { Binding, BoundTool } from '../../policies/bindings/binding.ts';
import { structuredAnswer } from '../../policies/filter/structured-result.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../policies/json.ts';
import type { SearchRead } from '../../policies/operation.ts';
import type { Reach } from '../../policies/reach.ts';
import type { Subject } from '../../policies/subject.ts';
import { UpstreamFailure } from '../exchange.ts';
import { ToolFailure } from '../tool-failure.ts';
import type { OnBehalf, UpstreamDoor } from '../upstream-exchange.ts';

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

export function createReachSource(door: UpstreamDoor, binding: Binding | undefined): ReachSource {
  const searchers = [...(binding?.tools.values() ?? [])].filter(searchesAnything);

  return {
    async among(reach, ids, { odoo }, behalf) {
      if (searchers.length === 0 || ids.size > MOST_IDS) return undefined;
      const companies = odoo?.companyIds ?? [];
      const found = await Promise.all(
        slices([...ids].sort((one, other) => one - other)).map((some) =>
          search(reach, some, companies, behalf),
        ),
      );
      const within = new Set<number>();
      for (const some of found) {
        if (some === undefined) return undefined;
        for (const id of some) within.add(id);
      }
      return within;
    },
  };

  async function search(
    reach: Reach,
    ids: readonly number[],
    companies: readonly number[],
    behalf: OnBehalf,
  ): Promise<readonly number[] | undefined> {
    for (const operation of waysToAsk(reach, ids, companies)) {
      for (const tool of searchers) {
        const args = tool.express(operation);
        if (args === undefined) continue;
        return idsIn(await answerOf(tool, args, behalf), new Set(ids));
      }
    }
    return undefined;
  }

  async function answerOf(
    { name, result }: BoundTool,
    args: JsonObject,
    behalf: OnBehalf,
  ): Promise<Json | undefined> {
    try {
      let part: Json | undefined = structuredAnswer(await door.callTool(name, args, behalf));
      for (const step of result.at) part = isObject(part) ? part[step] : undefined;
      return part;
    } catch (error) {
      if (error instanceof UpstreamFailure && error.reason === 'aborted') throw error;
      if (error instanceof ToolFailure || error instanceof UpstreamFailure) return undefined;
      throw error;
    }
  }
}

/** Whether a tool searches for records of any model, and does nothing else. */
function searchesAnything({ steps, model, result }: BoundTool): boolean {
  const [step, ...others] = steps;
  return (
    others.length === 0 &&
    model === undefined &&
    step.kinds.size === 1 &&
    step.kinds.has('search_read') &&
    result.kind === 'records'
  );
}

/** In the subject's own companies where the tool can say so: it is there that the call itself goes. */
function waysToAsk(
  { model, domain }: Reach,
  ids: readonly number[],
  companies: readonly number[],
): readonly SearchRead[] {
  const among: Json = ['id', 'in', ids];
  const search: SearchRead = {
    kind: 'search_read',
    model,
    domain: domain.length === 0 ? [among] : ['&', among, ...domain],
    fields: ['id'],
    limit: ids.length,
  };
  return companies.length === 0
    ? [search]
    : [{ ...search, context: { allowed_company_ids: [...companies] } }, search];
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
