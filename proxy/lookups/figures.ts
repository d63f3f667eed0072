import type { Binding } from '../../policies/bindings/binding.ts';
import { isArray, isObject, type Json } from '../../policies/json.ts';
import type { ModelSchema } from '../../policies/model-schema.ts';
import type { FieldName, RecordId } from '../../policies/names.ts';
import type { Operation, Read, SearchRead } from '../../policies/operation.ts';
import type { OnBehalf, UpstreamDoor } from '../upstream-exchange.ts';
import { amongIds, createLookup, unlessUpstreamFails } from './lookup.ts';

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

/** Reads by the tools of a binding that read records of any model. */
export function createFigureSource(
  door: Pick<UpstreamDoor, 'callTool'>,
  binding: Binding | undefined,
): FigureSource {
  const reads = createLookup(door, binding, {
    kinds: ['read', 'search_read'],
    results: ['record', 'records'],
  });

  return {
    async read(asked, behalf) {
      const ids = [...new Set(asked.ids)];
      if (ids.length === 0 || ids.length > MOST_RECORDS) return undefined;
      const distinct = { ...asked, ids };
      const answer = await unlessUpstreamFails(reads.ask(waysToAsk(distinct), behalf));
      return figuresIn(answer, distinct);
    },
  };
}

/** By id, which finds archived records too; then by a search for them. With the call's context, then without. */
function waysToAsk({ schema, field, ids, context }: AskedFigures): readonly Operation[] {
  const { model, fields } = schema;
  const names: readonly string[] = ['id', field];
  const read: Read = { kind: 'read', model, ids, fields: names };
  const active = [...fields.values()].some(({ name, store }) => name === 'active' && store);
  const search: SearchRead = {
    kind: 'search_read',
    model,
    domain: amongIds(ids, active ? [['active', 'in', [true, false]]] : []),
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
