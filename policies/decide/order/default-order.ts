import type { FieldName, ModelName } from '../../names.ts';
import { parseFieldName } from '../../names.ts';
import { DEFAULT_ORDERS } from './default-order-table.ts';

const BY_ID: readonly FieldName[] = Object.freeze([]);
const ORDERS: ReadonlyMap<string, readonly FieldName[]> = readTable(DEFAULT_ORDERS);

/** The fields a model is sorted by when nobody says how; none where that is the id, or is not known. */
export function defaultOrderOf(model: ModelName): readonly FieldName[] {
  return ORDERS.get(model) ?? BY_ID;
}

function readTable(table: string): ReadonlyMap<string, readonly FieldName[]> {
  const orders = new Map<string, readonly FieldName[]>();
  let fields: readonly FieldName[] = BY_ID;
  for (const line of table.split('\n')) {
    const [first = '', second] = line.split(':');
    if (second !== undefined) {
      fields = first
        .trim()
        .split(' ')
        .flatMap((name) => parseFieldName(name) ?? []);
    }
    for (const model of (second ?? first).trim().split(' ')) orders.set(model, fields);
  }
  return orders;
}
