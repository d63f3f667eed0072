import { type Deny, deny } from '../../decision.ts';
import type { Json } from '../../json.ts';
import { type FieldName, type ModelName, parseFieldName } from '../../names.ts';
import { type Inquiry, schemaOf } from '../inquiry.ts';
import { mayShowLabel } from '../label.ts';
import { isDeny } from '../refusal.ts';
import { listed, refuseField, refuseName } from '../rights/field-rights.ts';
import { isPassable, isTraversable } from '../rights/passage.ts';
import { unknownField } from '../rights/unknown-field.ts';
import { defaultOrderOf } from './default-order.ts';

/** One key of a sort order. */
interface SortKey {
  readonly field: FieldName;
  /** `partner_id.id` sorts by the id itself, not by the order of the comodel (Odoo 18 and 19). */
  readonly byId: boolean;
  readonly direction: 'asc' | 'desc';
  readonly nulls?: 'first' | 'last';
}

const MOST_KEYS = 8;
const LONGEST_ORDER = 1_024;
const NAME = 'name' as FieldName;
/** Orders by relations to models that are ordered by relations: longer chains than this are a loop. */
const MOST_LINKS = 4;
/** Every relation that stock models are ordered by is named so. */
const RELATION_SUFFIX = '_id';

/** Types whose column sorts in a way that means something. */
const UNSORTABLE: ReadonlySet<string> = new Set([
  'one2many',
  'many2many',
  'binary',
  'json',
  'properties',
  'properties_definition',
]);

/**
 * Judges a sort order: every key is a read and a search of its field, because the sequence of the answers
 * gives the values away. Gives it back in canonical form; undefined when there is none and the model's own
 * order gives nothing away. Where that one would, the records come in the order of their ids.
 */
export function judgeOrder(
  inquiry: Inquiry,
  model: ModelName,
  order: Json | undefined,
): string | undefined | Deny {
  const keys = parseOrder(order);
  if (keys === undefined) return orderUnsaid(inquiry, model);
  if (isDeny(keys)) return keys;
  const written: string[] = [];
  for (const key of keys) {
    const refused = refuseKey(inquiry, model, key);
    if (refused) return refused;
    written.push(emitKey(key));
  }
  return written.join(', ');
}

/** Odoo sorts anyway: by a field that this subject may not sort by, the sequence would tell of it. */
function orderUnsaid(inquiry: Inquiry, model: ModelName): string | undefined | Deny {
  const fields = defaultOrderOf(model);
  if (fields.length === 0) return undefined;
  const schema = schemaOf(inquiry, model);
  if (isDeny(schema)) return schema;
  const closed = fields.some((name) => {
    const field = schema.fields.get(name);
    if (field === undefined) return refuseName(inquiry, model, name, 'search') !== undefined;
    if (refuseField(inquiry, model, field, 'search')) return true;
    if (refuseField(inquiry, model, field, 'read')) return true;
    return field.relation !== undefined && !sortsOpenly(inquiry, field.relation);
  });
  return closed ? 'id asc' : undefined;
}

function parseOrder(order: Json | undefined): readonly SortKey[] | undefined | Deny {
  if (order === undefined || order === null || order === '') return undefined;
  if (typeof order !== 'string' || order.length > LONGEST_ORDER) return malformed();
  const parts = order.split(',');
  if (parts.length > MOST_KEYS) return malformed();
  const keys: SortKey[] = [];
  for (const part of parts) {
    const key = parseKey(part.split(' ').filter((word) => word !== ''));
    if (key === undefined) return malformed();
    keys.push(key);
  }
  return keys;
}

function parseKey(words: readonly string[]): SortKey | undefined {
  const [first, ...rest] = words;
  if (first === undefined) return undefined;
  const byId = first.endsWith('.id');
  const field = parseFieldName(byId ? first.slice(0, -'.id'.length) : first);
  if (field === undefined) return undefined;
  const lower = rest.map((word) => word.toLowerCase());
  const [head] = lower;
  const direction = head === 'asc' || head === 'desc' ? head : undefined;
  const tail = direction === undefined ? lower : lower.slice(1);
  const key = { field, byId, direction: direction ?? 'asc' } as const;
  if (tail.length === 0) return key;
  const [nulls, place] = tail;
  if (tail.length !== 2 || nulls !== 'nulls') return undefined;
  return place === 'first' || place === 'last' ? { ...key, nulls: place } : undefined;
}

function refuseKey(inquiry: Inquiry, model: ModelName, key: SortKey): Deny | undefined {
  const schema = schemaOf(inquiry, model);
  if (isDeny(schema)) return schema;
  const field = schema.fields.get(key.field);
  if (field === undefined) return unknownField(inquiry, schema, key.field, 'search');
  const refused =
    refuseField(inquiry, model, field, 'search') ?? refuseField(inquiry, model, field, 'read');
  if (refused) return refused;
  if (!field.store || UNSORTABLE.has(field.type)) {
    return deny(
      'order_invalid',
      'built-in:order',
      `records are not sorted by ${model}.${field.name}: it is ${field.store ? `of type ${field.type}` : 'not stored'}.`,
    );
  }
  if (field.type !== 'many2one') return key.byId ? malformed() : undefined;
  if (key.byId) return undefined;
  const comodel = field.relation;
  return comodel !== undefined && sortsOpenly(inquiry, comodel)
    ? undefined
    : deny(
        'order_invalid',
        'built-in:order',
        `sorting by ${model}.${field.name} sorts by the records it points at, which are not open.`,
      );
}

/**
 * Whether records may be sorted by a many2one to this model: Odoo uses the comodel's own order, all of which
 * must then be open. Of a model that may only be passed through, it begins with the name its labels show.
 */
export function sortsOpenly(inquiry: Inquiry, comodel: ModelName, links = 0): boolean {
  if (!mayShowLabel(inquiry, comodel) || links > MOST_LINKS) return false;
  const grant = inquiry.rights.on(comodel).read;
  if (!isDeny(grant)) {
    return defaultOrderOf(comodel).every(
      (name) =>
        !refuseName(inquiry, comodel, name, 'search') &&
        listed(grant, name, comodel, 'search') !== 'unlisted' &&
        (!name.endsWith(RELATION_SUFFIX) || sortsOnOpenly(inquiry, comodel, name, links)),
    );
  }
  return isPassable(inquiry, comodel) && isTraversable(inquiry, comodel, NAME);
}

/** A relation within the order of a model sorts by the order of the model it leads to in turn. */
function sortsOnOpenly(
  inquiry: Inquiry,
  model: ModelName,
  name: FieldName,
  links: number,
): boolean {
  const schema = schemaOf(inquiry, model);
  if (isDeny(schema)) return false;
  const relation = schema.fields.get(name)?.relation;
  return relation === undefined || sortsOpenly(inquiry, relation, links + 1);
}

function emitKey({ field, byId, direction, nulls }: SortKey): string {
  return `${field}${byId ? '.id' : ''} ${direction}${nulls === undefined ? '' : ` nulls ${nulls}`}`;
}

function malformed(): Deny {
  return deny(
    'order_invalid',
    'built-in:order',
    `an order lists at most ${MOST_KEYS} plain fields, separated by commas.`,
    { allowed: "For example 'date_order desc, name'." },
  );
}
