import type { Binding, BoundTool } from '../../policies/bindings/binding.ts';
import { structuredAnswer } from '../../policies/filter/structured-result.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../policies/json.ts';
import type { ModelSchema } from '../../policies/model-schema.ts';
import type { FieldName, RecordId } from '../../policies/names.ts';
import type { Operation, Read, SearchRead } from '../../policies/operation.ts';
import { UpstreamFailure } from '../exchange.ts';
import { ToolFailure } from '../tool-failure.ts';
import type { OnBehalf, UpstreamDoor } from '../upstream-exchange.ts';

/** Number fields of records as Odoo has them now, read through the upstream as the account of a call. */
export interface FigureSource {
  /**
   * The field of each of these records; undefined where it cannot be read of every one of them. Throws
   * `UpstreamFailure` only where the caller no longer waits.
   */
  read(asked: AskedFigures, behalf: OnBehalf): Promise<readonly number[] | undefined>;
}

export interface AskedFigures {
  readonly schema: ModelSchema;
  readonly field: FieldName;
  readonly ids: readonly RecordId[];
  /** The context the call itself goes with. */
  readonly context: Json | undefined;
}

/** More records than this are not read for the sake of a budget. */
const MOST_RECORDS = 500;

export function createFigureSource(door: UpstreamDoor, binding: Binding | undefined): FigureSource {
  const readers = [...(binding?.tools.values() ?? [])].filter(readsAnything);

  return {
    async read(asked, behalf) {
      const ids = [...new Set(asked.ids)];
      if (ids.length === 0 || ids.length > MOST_RECORDS) return undefined;
      for (const operation of waysToAsk({ ...asked, ids })) {
        for (const tool of readers) {
          const args = tool.express(operation);
          if (args === undefined) continue;
          return figuresIn(await answerOf(tool, args, behalf), { ...asked, ids });
        }
      }
      return undefined;
    },
  };

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

/** Whether a tool reads records of any model, and does nothing else. */
function readsAnything({ steps, model, result }: BoundTool): boolean {
  const [step, ...others] = steps;
  return (
    others.length === 0 &&
    model === undefined &&
    step.kinds.size === 1 &&
    (step.kinds.has('read') || step.kinds.has('search_read')) &&
    (result.kind === 'record' || result.kind === 'records')
  );
}

/** By id, which finds archived records too; then by a search for them. With the call's context, then without. */
function waysToAsk({ schema, field, ids, context }: AskedFigures): readonly Operation[] {
  const { model, fields } = schema;
  const names: readonly string[] = ['id', field];
  const read: Read = { kind: 'read', model, ids, fields: names };
  const among: Json = ['id', 'in', ids];
  const active = [...fields.values()].some(({ name, store }) => name === 'active' && store);
  const search: SearchRead = {
    kind: 'search_read',
    model,
    domain: active ? ['&', among, ['active', 'in', [true, false]]] : [among],
    fields: names,
    limit: ids.length,
  };
  const plain = [read, search];
  return context === undefined
    ? plain
    : [...plain.map((operation) => ({ ...operation, context })), ...plain];
}

function figuresIn(
  answer: Json | undefined,
  { field, ids }: AskedFigures,
): readonly number[] | undefined {
  const records = isArray(answer) ? answer : [answer];
  const figures = new Map<Json | undefined, number>();
  for (const record of records) {
    if (!isObject(record)) return undefined;
    const figure = record[field];
    if (typeof figure !== 'number' || !Number.isFinite(figure)) return undefined;
    figures.set(record.id, figure);
  }
  const found = ids.map((id) => figures.get(id));
  return found.every((figure) => figure !== undefined) ? found : undefined;
}
