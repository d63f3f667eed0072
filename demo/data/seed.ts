import type { Database } from '../engine/env.ts';
import { emptyValue, type Value } from '../engine/fields.ts';

/** Values of a sample record, fields under their names in Odoo 17 and 18. */
export type SampleValues = { readonly [field: string]: Value };

/** Puts sample records into a database. */
export interface Seed {
  readonly version: number;
  /** Adds a record, with an XML id when given (`base.main_company`), and returns its id. */
  readonly add: (model: string, values: SampleValues, xmlId?: string) => number;
  /** True when the demo has the model: its app is there, and the series has it. */
  readonly has: (model: string) => boolean;
  /** Changes columns of a record that was added before. */
  readonly set: (model: string, id: number, values: SampleValues) => void;
  /** The id of a record added with this XML id; throws for an unknown one. */
  readonly ref: (xmlId: string) => number;
}

/** When the sample database was "installed": creation date of every sample record. */
const INSTALLED = '2026-01-05 08:00:00';

/** A seed for one database. Fields the series does not have are left out. */
export function seedOf(db: Database): Seed {
  const byXmlId = new Map<string, number>();
  const { registry, store, version } = db;

  const put = (model: string, values: SampleValues): number => {
    const definition = registry.model(model);
    const id = store.nextId(model);
    const row: { [column: string]: Value } = {
      create_uid: 1,
      create_date: INSTALLED,
      write_uid: 1,
      write_date: INSTALLED,
    };
    for (const field of definition.fields.values()) {
      if (field.name === 'active' && field.related === undefined) row.active = true;
      const preset = field.default;
      if (preset !== undefined && typeof preset !== 'function') row[field.name] = preset;
      else if (field.required && field.related === undefined && !field.compute) {
        row[field.name] ??= emptyValue(field);
      }
    }
    for (const [key, value] of Object.entries(values)) {
      const name = registry.nameOf(model, key);
      // A leading ~ marks a column that is no field: Odoo keeps key hashes so.
      if (definition.fields.has(name) || name.startsWith('~')) row[name] = value;
    }
    store.put(model, id, row);
    return id;
  };

  return {
    version,
    has: (model) => registry.models.has(model),
    set: (model, id, values) => store.put(model, id, { ...store.get(model, id), ...values }),
    add: (model, values, xmlId) => {
      const id = put(model, values);
      if (xmlId !== undefined) {
        const [module = '', name = ''] = xmlId.split('.', 2);
        byXmlId.set(xmlId, id);
        put('ir.model.data', { module, name, model, res_id: id, noupdate: true });
      }
      return id;
    },
    ref: (xmlId) => {
      const id = byXmlId.get(xmlId);
      if (id === undefined) throw new Error(`No sample record has the XML id ${xmlId}`);
      return id;
    },
  };
}

/** The `index`-th of a list, starting over at its end: how sample values are spread. */
export function pick<T>(list: readonly T[], index: number): T {
  const item = list[index % list.length];
  if (item === undefined) throw new Error('Nothing to pick from an empty list');
  return item;
}

/** A date `days` after the first of January 2026, as `YYYY-MM-DD`. */
export function day(days: number): string {
  return new Date(Date.UTC(2026, 0, 1) + days * 86_400_000).toISOString().slice(0, 10);
}
