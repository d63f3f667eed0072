import {
  type Deny,
  deny,
  type FieldTreatment,
  type Note,
  type RecordObligation,
} from '../decision.ts';
import { isArray, type Json } from '../json.ts';
import type { FieldSchema, ModelSchema } from '../model-schema.ts';
import { type FieldName, type ModelName, parseFieldName } from '../names.ts';
import { type Inquiry, schemaOf } from './inquiry.ts';
import { labelTreatment } from './label.ts';
import { sortsOpenly } from './order/order.ts';
import { isNarrowed, noteNarrowed, reachOf } from './record-rules/record-rules.ts';
import { isDeny } from './refusal.ts';
import { refuseField, refuseName } from './rights/field-rights.ts';
import { unknownField } from './rights/unknown-field.ts';

/** Fields of a read that names none. */
const MOST_DEFAULT_FIELDS = 25;
export const MOST_FIELDS = 200;
const ID = 'id' as FieldName;
/** What a person looks for first, on most models. */
const LEADING = `id display_name name state stage_id partner_id user_id date date_order amount_total
  email phone`
  .split(/\s+/)
  .flatMap((name) => parseFieldName(name) ?? []);
/** Prefixes and names of fields that keep books on a record rather than say what it is. */
const BOOKKEEPING = ['activity_', 'message_', 'website_message_', 'access_'];
const BOOKKEPT: ReadonlySet<string> = new Set([
  'create_uid',
  'create_date',
  'write_uid',
  'write_date',
  'has_message',
  '__last_update',
]);

/** The fields of a read as they may be asked for, and what to do with what comes back. */
export interface ReadPlan {
  /** To send: an explicit list, never empty, `id` first. */
  readonly fields: readonly FieldName[];
  readonly obligation: RecordObligation;
}

/**
 * Plans a read of a model. Fields the subject may not read are not asked for: they come back masked. A read
 * that names no fields becomes one of the usual fields it may read, because to Odoo it means all of them.
 */
export function planRead(
  inquiry: Inquiry,
  model: ModelName,
  fields: Json | undefined,
  maxRecords: number,
  notes: Note[],
): ReadPlan | Deny {
  const schema = schemaOf(inquiry, model);
  if (isDeny(schema)) return schema;
  const asked = parseFields(fields);
  if (isDeny(asked)) return asked;
  const chosen =
    asked.length === 0 ? usualFields(inquiry, schema) : sortFields(inquiry, schema, asked);
  if (isDeny(chosen)) return chosen;

  const { readable, masked } = chosen;
  const visible = new Map<FieldName, FieldTreatment>();
  visible.set(ID, 'value');
  for (const field of readable) visible.set(field.name, treatment(inquiry, field, notes));
  const forwarded = [...visible.keys()];
  if (asked.length === 0) notes.push({ kind: 'fields_defaulted', model, fields: forwarded });
  if (masked.length > 0) notes.push({ kind: 'fields_hidden', model, fields: masked });
  const { redaction } = inquiry.policy.access;
  return {
    fields: forwarded,
    obligation: { kind: 'records', model, visible, masked, redaction, maxRecords },
  };
}

/** The fields a caller named; none: the usual ones. */
export function parseFields(fields: Json | undefined): readonly FieldName[] | Deny {
  if (fields === undefined || fields === null) return [];
  if (!isArray(fields)) return invalid('fields are a list of field names');
  if (fields.length > MOST_FIELDS) return invalid(`at most ${MOST_FIELDS} fields are read at once`);
  const names = new Set<FieldName>();
  for (const field of fields) {
    const name = parseFieldName(field);
    if (name === undefined) {
      return typeof field === 'string' && field.includes('.')
        ? invalid('fields are plain names, without dots', 'Read the related records by their ids.')
        : invalid('fields are a list of field names, spelled exactly');
    }
    if (names.has(name)) return invalid(`the field "${name}" is named twice`);
    names.add(name);
  }
  return [...names];
}

interface Sorted {
  readonly readable: readonly FieldSchema[];
  readonly masked: readonly FieldName[];
}

function sortFields(
  inquiry: Inquiry,
  schema: ModelSchema,
  asked: readonly FieldName[],
): Sorted | Deny {
  const readable: FieldSchema[] = [];
  const masked: FieldName[] = [];
  for (const name of asked) {
    const field = schema.fields.get(name);
    if (field === undefined) {
      // Odoo leaves out of the metadata what the account may not see; what the policy hides by name is then
      // masked like anywhere else, so that nobody learns which of the two it was.
      if (!refuseName(inquiry, schema.model, name, 'read')) {
        return unknownField(inquiry, schema, name, 'read');
      }
      masked.push(name);
    } else if (refuseField(inquiry, schema.model, field, 'read')) masked.push(name);
    else readable.push(field);
  }
  return { readable, masked };
}

function usualFields(inquiry: Inquiry, schema: ModelSchema): Sorted {
  const readable: FieldSchema[] = [];
  const consider = (field: FieldSchema | undefined) => {
    if (field && !refuseField(inquiry, schema.model, field, 'read')) readable.push(field);
  };
  for (const name of LEADING) {
    const field = schema.fields.get(name);
    if (name === 'display_name' || isUsual(field)) consider(field);
  }
  for (const field of schema.fields.values()) {
    if (readable.length >= MOST_DEFAULT_FIELDS) break;
    if (isUsual(field) && !LEADING.includes(field.name)) consider(field);
  }
  return { readable, masked: [] };
}

/** Whether a field says what a record is: no file, and no book kept on the record. */
export function isUsual(field: FieldSchema | undefined): boolean {
  return (
    field?.byDefault === true &&
    field.type !== 'binary' &&
    !BOOKKEPT.has(field.name) &&
    !BOOKKEEPING.some((prefix) => field.name.startsWith(prefix))
  );
}

/** The fields of these names, all of which must be readable: one that is not is denied, not masked. */
export function readableFields(
  inquiry: Inquiry,
  schema: ModelSchema,
  names: readonly FieldName[],
): readonly FieldSchema[] | Deny {
  const { model } = schema;
  const fields: FieldSchema[] = [];
  for (const name of names) {
    const field = schema.fields.get(name);
    const refused =
      field === undefined
        ? (refuseName(inquiry, model, name, 'read') ?? unknownField(inquiry, schema, name, 'read'))
        : refuseField(inquiry, model, field, 'read');
    if (refused) return refused;
    if (field !== undefined) fields.push(field);
  }
  return fields;
}

/**
 * How a readable field's value leaves: a many2one brings the label of a record of another model along, and
 * a list of related records comes in the order of their own model, with all of them in it.
 */
export function treatment(inquiry: Inquiry, field: FieldSchema, notes: Note[]): FieldTreatment {
  const { type, relation } = field;
  const isList = type === 'one2many' || type === 'many2many';
  if (!isList && type !== 'many2one') return 'value';
  if (relation !== undefined && isNarrowed(inquiry, relation, 'read')) {
    noteNarrowed(notes, relation);
    if (isList) return { kind: 'ids_within', reach: reachOf(inquiry, relation) };
  }
  if (!isList) return labelTreatment(inquiry, relation);
  return relation !== undefined && sortsOpenly(inquiry, relation) ? 'value' : 'unordered';
}

function invalid(problem: string, allowed?: string): Deny {
  return deny(
    'arguments_invalid',
    'built-in:fields',
    `${problem}.`,
    allowed === undefined ? {} : { allowed },
  );
}
