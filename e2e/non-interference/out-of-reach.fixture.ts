import { isIds, isStored, type Value } from '../../demo/engine/fields.ts';
import type { Field, Model } from '../../demo/engine/registry.ts';
import type { Row } from '../../demo/engine/store.ts';
import type { DemoState } from '../../demo/state.ts';
import type { Json } from '../../policies/json.ts';
import { isPlainColumn, otherValue } from './forbidden.fixture.ts';

/** A rule on the records of a model, and the same as a test of one of its rows. */
interface RowRule {
  readonly domain: Json;
  /** What decides of a record: it is the same in both worlds. */
  readonly columns: readonly string[];
  readonly within: (row: Row, uid: number) => boolean;
}

/** Own orders and leads, companies but no contacts of theirs, and some tags of contacts. */
const RULES: ReadonlyMap<string, RowRule> = new Map<string, RowRule>([
  [
    'sale.order',
    {
      domain: [['user_id', '=', '$uid']],
      columns: ['user_id'],
      within: ({ user_id }, uid) => user_id === uid,
    },
  ],
  [
    'crm.lead',
    {
      domain: ['|', ['user_id', '=', '$uid'], ['user_id', '=', false]],
      columns: ['user_id'],
      within: ({ user_id }, uid) => user_id === uid || !user_id,
    },
  ],
  [
    'res.partner',
    {
      domain: [['parent_id', '=', false]],
      columns: ['parent_id'],
      within: ({ parent_id }) => !parent_id,
    },
  ],
  [
    'res.partner.category',
    {
      domain: [['color', '<', 3]],
      columns: ['color'],
      within: ({ color }) => Number(color) < 3,
    },
  ],
]);

/** The rules as `rbac.yaml` has them. */
export const RECORD_RULES = Object.fromEntries(
  [...RULES].map(([model, { domain }]) => [model, [{ domain }]]),
);

/**
 * Fields that are computed from records of a narrowed model: what those say shows through them. A policy that
 * means to hide it hides them as well.
 */
export const COMPUTED_FROM_THEM = {
  'res.partner': ['sale_order_count', 'opportunity_count', 'credit'],
  'crm.lead': ['quotation_count'],
};

/** The first record of a model that the subject reaches. */
export function firstWithin({ db }: DemoState, model: string): number | undefined {
  const rule = RULES.get(model);
  return db.store.ids(model).find((id) => {
    const row = db.store.get(model, id);
    return rule === undefined || (row !== undefined && rule.within(row, uidOf(db)));
  });
}

/**
 * Makes the records out of reach different ones: other values and links, some more of them, some gone. What is
 * within reach points at the same ids as before, and the next record gets the same id in both worlds. Gives how
 * many records differ.
 */
export function differOutOfReach(real: DemoState, other: DemoState): number {
  let differing = 0;
  for (const [name, rule] of RULES) {
    const model = other.db.registry.models.get(name);
    if (model === undefined) continue;
    const kept = new Set(other.db.store.ids('res.users').map((id) => partnerOf(other, id)));
    const out = other.db.store.ids(name).filter((id) => {
      const row = other.db.store.get(name, id);
      const known = name === 'res.partner' && kept.has(id);
      return row !== undefined && !known && !rule.within(row, uidOf(other.db));
    });
    const rows = out.map((id) => other.db.store.get(name, id)).filter((row) => row !== undefined);
    for (const id of out) {
      const row = other.db.store.get(name, id);
      if (row) other.db.store.put(name, id, differently(other, model, rule, row, id));
    }
    const pointedAt = referencesTo(other, name);
    for (const id of out.filter((it) => !pointedAt.has(it)).slice(0, 2))
      other.db.store.remove(name, id);
    for (const row of rows.slice(0, 2)) {
      other.db.store.put(name, other.db.store.nextId(name), row);
      real.db.store.nextId(name);
    }
    differing += out.length;
  }
  return differing;
}

function uidOf({ store }: DemoState['db']): number {
  const admin = store.ids('res.users').find((id) => store.get('res.users', id)?.login === 'admin');
  if (admin === undefined) throw new Error('the demo has no admin');
  return admin;
}

function partnerOf({ db }: DemoState, user: number): Value | undefined {
  return db.store.get('res.users', user)?.partner_id;
}

function differently(
  state: DemoState,
  model: Model,
  { columns }: RowRule,
  row: Row,
  id: number,
): Row {
  const changed: Record<string, Value> = { ...row };
  for (const field of model.fields.values()) {
    if (!isStored(field) || columns.includes(field.name) || KEPT.has(field.name)) continue;
    const other = isPlainColumn(field)
      ? otherValue(field, row[field.name] ?? false, id)
      : otherLink(state, field, row[field.name] ?? false);
    if (other !== undefined) changed[field.name] = other;
  }
  return changed;
}

/** What the demo needs to know of a record to go on working. */
const KEPT: ReadonlySet<string> = new Set(['id', 'company_id', 'currency_id', 'create_uid']);

function otherLink({ db }: DemoState, { type, relation }: Field, value: Value): Value | undefined {
  if (relation === undefined) return undefined;
  const ids = db.store.ids(relation);
  if (type === 'many2one') return ids[(ids.indexOf(Number(value)) + 1) % ids.length];
  if (type !== 'many2many') return undefined;
  return ids.filter((id) => !(isIds(value) && value.includes(id))).slice(0, 2);
}

/** The ids that some row points at. */
function referencesTo({ db }: DemoState, name: string): ReadonlySet<number> {
  const ids = new Set<number>();
  for (const model of db.registry.models.values()) {
    const links = [...model.fields.values()].filter(({ relation }) => relation === name);
    if (links.length === 0) continue;
    for (const id of db.store.ids(model.name)) {
      const row = db.store.get(model.name, id);
      for (const { name: column } of links) {
        for (const to of [row?.[column] ?? []].flat()) ids.add(Number(to));
      }
    }
  }
  return ids;
}
