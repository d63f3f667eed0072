import { performedBy } from '../decide/orm/dispatch.ts';
import { isArray, type JsonObject } from '../json.ts';
import type { Operation, OperationKind } from '../operation.ts';
import { type ArgumentPath, pathText, valueAt } from './argument-path.ts';
import { BindingError } from './binding-error.ts';
import { type Codec, type Coercion, decode } from './codecs.ts';
import type { CompiledSlot, Place } from './compiled-slot.ts';
import type { SlotName } from './slots.ts';

/**
 * What a call costs in the rate buckets: the length of its list of work, at least one. A list that cannot be
 * read costs one: such a call is refused.
 */
export function unitsOf(
  args: JsonObject,
  paths: readonly ArgumentPath[],
  coercion: Coercion,
): number {
  const raw = paths.map((path) => valueAt(args, path)).find((value) => value !== undefined);
  const list = raw === undefined ? undefined : decode(raw, LISTS, coercion);
  return isArray(list) ? Math.max(1, list.length) : 1;
}

/** What operations cost: the records they change, whatever tool or method changes them, at least one. */
export function unitsOfOperations(operations: readonly Operation[]): number {
  return Math.max(1, ...operations.map(recordsChanged));
}

function recordsChanged(operation: Operation): number {
  const performed = performedBy(operation, undefined);
  switch (performed.kind) {
    case 'create':
      return performed.values.length;
    case 'write':
    case 'unlink':
      return performed.ids.length;
    default:
      return 1;
  }
}

const LISTS: readonly Codec[] = ['list', 'json'];
/** What an operation changes records by: as many as it has. */
const WORK: ReadonlyMap<OperationKind, SlotName> = new Map([
  ['create', 'values'],
  ['write', 'ids'],
  ['unlink', 'ids'],
]);

/**
 * The arguments that hold the list a call is counted by. Throws `BindingError` where `units` names no
 * argument, and where a list of records to change is not counted.
 */
export function compileUnits(
  units: ArgumentPath | undefined,
  known: readonly string[],
  steps: readonly {
    readonly kinds: ReadonlySet<OperationKind>;
    readonly placed: readonly CompiledSlot[];
  }[],
  place: Place,
): readonly ArgumentPath[] {
  const written = units === undefined ? undefined : pathText(units);
  if (written !== undefined && !known.includes(written))
    throw new BindingError(place.source, place.path, 'is no argument of the tool');
  const named = (slot: CompiledSlot) => slot.paths.some((path) => pathText(path) === written);
  const slots = steps.flatMap(({ placed }) => placed);
  const counted = slots.find(named);
  for (const { kinds, placed } of steps) {
    const work = new Set([...kinds].map((kind) => WORK.get(kind)));
    const lists = placed.filter(
      (slot) => work.has(slot.name) && slot.codecs.some((codec) => LISTS.includes(codec)),
    );
    const [list] = lists;
    if (list === undefined || lists.some((one) => one === counted)) continue;
    throw new BindingError(
      place.source,
      place.path,
      `must be $.${pathText(list.paths[0])}: each record of that list counts as a call`,
    );
  }
  return counted?.paths ?? (units === undefined ? [] : [units]);
}
