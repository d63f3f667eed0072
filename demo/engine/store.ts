import type { Value } from './fields.ts';

/** One record's stored columns. Rows are never changed in place. */
export type Row = { readonly [column: string]: Value };

/** The tables, with an undo log so that a failed call leaves no trace. */
export interface Store {
  readonly ids: (model: string) => readonly number[];
  readonly get: (model: string, id: number) => Row | undefined;
  readonly put: (model: string, id: number, row: Row) => void;
  readonly remove: (model: string, id: number) => void;
  readonly nextId: (model: string) => number;
  /** Runs `work`; when it throws, every change it made is taken back. */
  readonly transaction: <T>(work: () => T) => T;
  /** Runs `work` and takes back every change it made, whatever becomes of it. */
  readonly preview: <T>(work: () => T) => T;
}

/** A row as it was before a change; undefined: it was not there. */
interface Change {
  readonly model: string;
  readonly id: number;
  readonly row: Row | undefined;
}

/** An empty set of tables. `views` names models that show another's records, and whose. */
export function createStore(views: ReadonlyMap<string, string> = new Map()): Store {
  const tables = new Map<string, Map<number, Row>>();
  const sequences = new Map<string, number>();
  let undo: Change[] = [];

  const table = (name: string): Map<number, Row> => {
    const model = views.get(name) ?? name;
    const known = tables.get(model);
    if (known) return known;
    const fresh = new Map<number, Row>();
    tables.set(model, fresh);
    return fresh;
  };
  const remember = (model: string, id: number) => {
    undo.push({ model, id, row: table(model).get(id) });
  };

  const takeBack = (changes: readonly Change[]) => {
    for (const { model, id, row } of [...changes].reverse()) {
      if (row === undefined) table(model).delete(id);
      else table(model).set(id, row);
    }
  };

  return {
    ids: (model) => [...table(model).keys()].sort((a, b) => a - b),
    get: (model, id) => table(model).get(id),
    put: (model, id, row) => {
      remember(model, id);
      table(model).set(id, row);
      sequences.set(model, Math.max(sequences.get(model) ?? 0, id));
    },
    remove: (model, id) => {
      remember(model, id);
      table(model).delete(id);
    },
    nextId: (model) => {
      const id = (sequences.get(model) ?? 0) + 1;
      sequences.set(model, id);
      return id;
    },
    preview: (work) => {
      const before = undo;
      undo = [];
      try {
        return work();
      } finally {
        takeBack(undo);
        undo = before;
      }
    },
    transaction: (work) => {
      undo = [];
      try {
        return work();
      } catch (error) {
        takeBack(undo);
        throw error;
      } finally {
        undo = [];
      }
    },
  };
}
