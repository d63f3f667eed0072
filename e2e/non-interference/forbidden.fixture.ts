import { isStored, type Value } from '../../demo/engine/fields.ts';
import type { Field } from '../../demo/engine/registry.ts';
import type { DemoState } from '../../demo/state.ts';

/** Which of a model's fields the subject may read: what it is shown of a record, and nothing else. */
export type Readable = (model: string, fields: readonly string[]) => Promise<readonly string[]>;

/**
 * What the words of a record are made of. They are shown beside a relation to it even where the record itself
 * is not to be read, so they are no secret here.
 */
const LABELS: ReadonlySet<string> = new Set(['id', 'name', 'complete_name', 'active', 'parent_id']);
/** Values that open fields are computed from: totals of an order tell what the taxes of its lines are. */
const SHOWN_THROUGH: ReadonlyMap<string, readonly string[]> = new Map([
  ['account.tax', ['amount', 'amount_type', 'price_include']],
]);
/** A relation in two plain columns: which record a message or a file belongs to. */
const RELATIONS: ReadonlySet<string> = new Set(['model', 'res_model', 'res_id']);
/**
 * What the demo itself runs on, and what documents are processed by: changing it makes another server, or a
 * method fail that succeeds, and not other data.
 */
const MACHINERY =
  /^ir\.(?!config_parameter|attachment)|^res\.(?:groups|lang)|^stock\.(?:location|warehouse|picking\.type)$|^account\.(?:journal|account)$/;
/** The account that carries the calls. */
const BOT = { model: 'res.users', login: 'admin' };

/** Every forbidden column of the demo: model to field names. */
export async function forbiddenColumns(
  { db }: DemoState,
  readable: Readable,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const columns = new Map<string, readonly string[]>();
  for (const model of db.registry.models.values()) {
    if (MACHINERY.test(model.name) || model.view !== undefined) continue;
    const asked = [...model.fields.values()]
      .filter((field) => isPlainColumn(field) && !LABELS.has(field.name))
      .map(({ name }) => name)
      .filter((name) => !RELATIONS.has(name))
      .filter((name) => SHOWN_THROUGH.get(model.name)?.includes(name) !== true);
    const shown = new Set(asked.length === 0 ? [] : await readable(model.name, asked));
    const names = asked.filter((name) => !shown.has(name));
    if (names.length > 0) columns.set(model.name, names);
  }
  return columns;
}

/** Replaces every forbidden value by another one of its type. Relations stay: they are the shape of the data. */
export function replaceForbidden(
  { db }: DemoState,
  columns: ReadonlyMap<string, readonly string[]>,
): number {
  let replaced = 0;
  for (const [name, fields] of columns) {
    const model = db.registry.model(name);
    for (const id of db.store.ids(name)) {
      const row = db.store.get(name, id);
      if (row === undefined || (name === BOT.model && row.login === BOT.login)) continue;
      const changed: Record<string, Value> = { ...row };
      for (const field of fields) {
        const definition = model.fields.get(field);
        if (definition === undefined) continue;
        const other = otherValue(definition, row[field] ?? false, id);
        if (other === undefined) continue;
        changed[field] = other;
        replaced += 1;
      }
      db.store.put(name, id, changed);
    }
  }
  return replaced;
}

/** Whether a column holds a value of its own, and no link. */
export function isPlainColumn(field: Field): boolean {
  return (
    isStored(field) &&
    !['many2one', 'one2many', 'many2many', 'reference', 'many2one_reference'].includes(field.type)
  );
}

/** Another value of the field's type; undefined where there is no other. */
export function otherValue(field: Field, value: Value, id: number): Value | undefined {
  switch (field.type) {
    case 'char':
    case 'text':
    case 'html':
      return typeof value === 'string' && value !== ''
        ? `Other ${[...value].reverse().join('')}`
        : `Other ${id}`;
    case 'integer':
      return Number(value) + 7_919 + (id % 3);
    case 'float':
    case 'monetary':
      return Number(value) * -3 + 17.25 + id;
    case 'boolean':
      return value !== true;
    case 'date':
      return `19${70 + (id % 20)}-0${1 + (id % 9)}-11`;
    case 'datetime':
      return `19${70 + (id % 20)}-0${1 + (id % 9)}-11 03:04:05`;
    case 'selection':
      return otherChoice(field, value);
    default:
      return undefined;
  }
}

function otherChoice(field: Field, value: Value): Value | undefined {
  const { selection } = field;
  if (!Array.isArray(selection)) return undefined;
  const others = selection.map(([key]) => key).filter((key) => key !== value);
  return others[0];
}
