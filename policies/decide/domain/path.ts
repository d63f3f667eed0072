import { type Deny, deny } from '../../decision.ts';
import type { FieldSchema } from '../../model-schema.ts';
import type { FieldName, ModelName } from '../../names.ts';
import { type Inquiry, schemaOf } from '../inquiry.ts';
import { type Narrowing, narrowingOf } from '../record-rules/record-rules.ts';
import { isDeny } from '../refusal.ts';
import { codeOf, refuseField, refuseName } from '../rights/field-rights.ts';
import { isPassable, isTraversable } from '../rights/passage.ts';
import { unknownField } from '../rights/unknown-field.ts';
import { refuseUnsearchable } from './searchable.ts';

/** Relations one path may follow, those of the sub-domains around it included. */
const MOST_HOPS = 4;

/**
 * Where a path stands: on a model the subject may read, or passing one it may not, where only
 * `traversable_fields` are open.
 */
export interface Place {
  readonly model: ModelName;
  readonly passing: boolean;
  /** Relations followed to get here. */
  readonly hops: number;
}

/** A relation that was followed, and the rules that narrow the model it leads to. */
export interface Hop {
  readonly field: FieldSchema;
  readonly comodel: ModelName;
  readonly narrowing: Narrowing | undefined;
}

/** The end of a path: a field, and the part of a date where the path names one (Odoo 18 and 19). */
export interface PathEnd {
  /** The relations followed to get there. */
  readonly hops: readonly Hop[];
  readonly place: Place;
  readonly field: FieldSchema;
  readonly datePart: boolean;
}

const RELATIONAL: ReadonlySet<string> = new Set(['many2one', 'one2many', 'many2many']);
const DATE_PARTS: ReadonlySet<string> = new Set([
  'year_number',
  'quarter_number',
  'month_number',
  'iso_week_number',
  'day_of_week',
  'day_of_month',
  'day_of_year',
  'hour_number',
  'minute_number',
  'second_number',
]);

/** The model a field leads to, when it is a relation proper: no reference, property or json field. */
export function comodelOf(field: FieldSchema): ModelName | undefined {
  return RELATIONAL.has(field.type) ? field.relation : undefined;
}

/** Where a path over this model starts. Its own grant is checked by whoever judges the operation. */
export function startAt(model: ModelName): Place {
  return { model, passing: false, hops: 0 };
}

/**
 * Follows a relation into its comodel, which must be readable or have fields to pass through. Rules that narrow
 * it are the caller's matter.
 */
export function enter(inquiry: Inquiry, from: Place, comodel: ModelName): Place | Deny {
  if (from.hops >= MOST_HOPS) {
    return deny(
      'domain_invalid',
      'built-in:hops',
      `a path follows at most ${MOST_HOPS} relations, those of the sub-domains around it included.`,
    );
  }
  const hops = from.hops + 1;
  const read = inquiry.rights.on(comodel).read;
  if (!isDeny(read)) return { model: comodel, passing: false, hops };
  return isPassable(inquiry, comodel) ? { model: comodel, passing: true, hops } : read;
}

/** A field at a place, when the subject may search it there. */
function searchableAt(inquiry: Inquiry, place: Place, name: FieldName): FieldSchema | Deny {
  const { model } = place;
  if (place.passing) {
    const refused = refusePassing(inquiry, model, name);
    if (refused) return refused;
  }
  const schema = schemaOf(inquiry, model);
  if (isDeny(schema)) return schema;
  const field = schema.fields.get(name);
  if (field === undefined) return unknownField(inquiry, schema, name, 'search');
  if (!place.passing) {
    const refused = refuseField(inquiry, model, field, 'search');
    if (refused) return refused;
  }
  return field;
}

function refusePassing(inquiry: Inquiry, model: ModelName, name: FieldName): Deny | undefined {
  const refused = refuseName(inquiry, model, name, 'search');
  if (refused) return refused;
  if (isTraversable(inquiry, model, name)) return undefined;
  const read = inquiry.rights.on(model).read;
  return deny(
    codeOf('search'),
    isDeny(read) ? read.rule : 'model_access.yaml:traversable_fields',
    `a path may not use ${model}.${name}: the model is not open to it, and the field is not one it may pass through.`,
  );
}

/**
 * Resolves a dotted path hop by hop: every model on it must be open, every field searchable. Where rules narrow a
 * model on it, the path alone goes past them: they stand beside the hops.
 */
export function resolvePath(
  inquiry: Inquiry,
  start: Place,
  path: readonly FieldName[],
): PathEnd | Deny {
  let place = start;
  const hops: Hop[] = [];
  for (const [index, name] of path.entries()) {
    const field = searchableAt(inquiry, place, name);
    if (isDeny(field)) return field;
    const next = path[index + 1];
    if (next === undefined) return { hops, place, field, datePart: false };
    if (isDatePart(inquiry, field, next, index + 2 === path.length)) {
      return { hops, place, field, datePart: true };
    }
    const comodel = comodelOf(field);
    if (comodel === undefined) {
      return deny(
        'domain_invalid',
        'built-in:path',
        `a path cannot go on after ${place.model}.${name}: it is no relation (${field.type}).`,
      );
    }
    const entered = enter(inquiry, place, comodel);
    if (isDeny(entered)) return entered;
    const unsearchable = refuseUnsearchable(inquiry, place.model, field);
    if (unsearchable) return unsearchable;
    const narrowing = narrowingOf(inquiry, comodel, 'read');
    if (isDeny(narrowing)) return narrowing;
    hops.push({ field, comodel, narrowing });
    place = entered;
  }
  return deny('domain_invalid', 'built-in:path', 'a path names at least one field.');
}

function isDatePart(
  { policy }: Inquiry,
  field: FieldSchema,
  part: FieldName,
  last: boolean,
): boolean {
  return (
    last &&
    (field.type === 'date' || field.type === 'datetime') &&
    DATE_PARTS.has(part) &&
    policy.gateway.odoo.version !== 17
  );
}
