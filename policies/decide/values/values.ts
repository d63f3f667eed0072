import { type Deny, type DenyCode, deny, MASK } from '../../decision.ts';
import type { Json, JsonObject } from '../../json.ts';
import type { FieldSchema } from '../../model-schema.ts';
import { type ModelName, parseFieldName, type RecordId } from '../../names.ts';
import { MOST_RECORDS_CHANGED } from '../ids.ts';
import { type Inquiry, schemaOf } from '../inquiry.ts';
import { isDeny, isFinal, PENDING } from '../refusal.ts';
import { refuseField } from '../rights/field-rights.ts';
import { unknownField } from '../rights/unknown-field.ts';
import { judgeCommands, startBatch, type WriteBatch } from './commands.ts';
import { judgeFieldValue } from './field-value.ts';
import { refuseHandedOn } from './handed-on.ts';
import { writesItself } from './known-inverse.ts';
import { refuseOutside, withinRules } from './rule-values.ts';
import { isReachedByMethods } from './steps.ts';
import type { WrittenRecord } from './written-record.ts';

/** Characters the values of one record may have as JSON, and those of all records of one call. */
const LARGEST_VALUES = 100_000;
const LARGEST_BATCH = 4_000_000;
const MAGIC: ReadonlySet<string> = new Set([
  'id',
  'display_name',
  'create_uid',
  'create_date',
  'write_uid',
  'write_date',
  'parent_path',
  '__last_update',
]);

/** Judges the values of a create: one object per record, all of them judged alike. */
export function judgeCreated(
  inquiry: Inquiry,
  model: ModelName,
  records: readonly JsonObject[],
): readonly JsonObject[] | Deny {
  if (records.length === 0) return invalid('values of at least one record are needed');
  if (records.length > MOST_RECORDS_CHANGED) {
    return invalid(`at most ${MOST_RECORDS_CHANGED} records are created by one call`);
  }
  const judged: JsonObject[] = [];
  let pending = false;
  let size = 0;
  for (const values of records) {
    const written = JSON.stringify(values).length;
    size += written;
    if (size > LARGEST_BATCH) {
      return invalid(`values of one call have at most ${LARGEST_BATCH} characters as JSON`);
    }
    const answer =
      refuseOversize(written) ??
      judgeRecord(inquiry, { model, ids: undefined }, values, startBatch());
    if (answer === PENDING) pending = true;
    else if (isDeny(answer)) return answer;
    else judged.push(answer);
  }
  return pending ? PENDING : judged;
}

/** Judges the values of a write of these records, and whether the rules let them be written. */
export function judgeWritten(
  inquiry: Inquiry,
  model: ModelName,
  ids: readonly RecordId[],
  values: JsonObject,
): JsonObject | Deny {
  if (Object.keys(values).length === 0) return invalid('values of at least one field are needed');
  return (
    refuseOversize(JSON.stringify(values).length) ??
    judgeRecord(inquiry, { model, ids }, values, startBatch())
  );
}

/**
 * Judges the values of one record: every field must exist and be writable, every value must be of its type,
 * what the rules say of the record must hold, and commands of x2many fields are operations on the comodel,
 * judged as such. Gives them in canonical form, with what the rules add to a new record.
 */
export function judgeRecord(
  inquiry: Inquiry,
  record: WrittenRecord,
  values: JsonObject,
  batch: WriteBatch,
): JsonObject | Deny {
  const { model } = record;
  const schema = schemaOf(inquiry, model);
  if (isDeny(schema)) return schema;
  const use = record.ids === undefined ? 'create' : 'write';
  const judged: Record<string, Json> = {};
  const lists: [FieldSchema, Json][] = [];
  let pending = false;
  for (const key of Object.keys(values)) {
    const name = parseFieldName(key);
    if (name === undefined) return invalid(`values are named by plain fields of ${model}`);
    const field = schema.fields.get(name);
    if (field === undefined) return unknownField(inquiry, schema, name, use);
    const value = values[key] ?? null;
    const refused =
      refuseHandedOn(inquiry, record, name, values) ??
      refuseWrite(inquiry, model, field, value, use);
    if (isFinal(refused)) return refused;
    if (refused) pending = true;
    else if (isList(field)) lists.push([field, value]);
    else {
      const answer = judgePlain(inquiry, model, field, value);
      if (answer === PENDING) pending = true;
      else if (isDeny(answer)) return answer;
      else judged[name] = answer;
    }
  }
  if (pending) return PENDING;
  // Lists last: the records in them may turn on what their parent is given.
  const written = {
    ...judged,
    ...Object.fromEntries(lists.map(([{ name }, value]) => [name, value])),
  };
  const added =
    use === 'create'
      ? withinRules(inquiry, record, written)
      : (refuseOutside(inquiry, record, written) ?? {});
  if (isDeny(added)) return added;
  Object.assign(judged, added);
  const parent = { ...record, values: judged };
  for (const [field, value] of lists) {
    const answer = judgeCommands(inquiry, parent, field, value, batch);
    if (answer === PENDING) pending = true;
    else if (isDeny(answer)) return answer;
    else judged[field.name] = answer;
  }
  return pending ? PENDING : judged;
}

function isList({ type }: FieldSchema): boolean {
  return type === 'one2many' || type === 'many2many';
}

/** Why this field may not be given this value, whatever its type wants. */
function refuseWrite(
  inquiry: Inquiry,
  model: ModelName,
  field: FieldSchema,
  value: Json,
  use: 'create' | 'write',
): Deny | undefined {
  const refused = refuseFixed(model, field, use) ?? refuseField(inquiry, model, field, use);
  if (refused) return refused;
  if (value === MASK) {
    const hidden = refuseField(inquiry, model, field, 'read');
    if (hidden === PENDING) return hidden;
    if (hidden) {
      const reason = `"${MASK}" stands for the value of ${model}.${field.name} that is hidden, and would overwrite it.`;
      return deny('field_not_writable', hidden.rule, reason, { allowed: 'Leave the field out.' });
    }
  }
  return undefined;
}

function judgePlain(
  inquiry: Inquiry,
  model: ModelName,
  field: FieldSchema,
  value: Json,
): Json | Deny {
  const answer = judgeFieldValue(inquiry, field, value);
  return isFinal(answer)
    ? deny(answer.code, answer.rule, `${model}.${field.name}: ${answer.reason}`)
    : answer;
}

/**
 * Fields Odoo keeps itself, and computed ones whose inverse nobody can know over RPC. A new record is given what
 * forms set once and never again, such as the type of an invoice, but no state: that is reached by steps.
 */
function refuseFixed(
  model: ModelName,
  field: FieldSchema,
  use: 'create' | 'write',
): Deny | undefined {
  const kept = refuseKept(model, field);
  if (kept) return kept;
  const givenOnce =
    use === 'create' && field.required && field.store && !field.related && field.name !== 'state';
  if (isReachedByMethods(model, field.name)) {
    return fixed(model, field, 'is reached by methods, each of which is granted by itself');
  }
  if (field.readonly && !givenOnce) return fixed(model, field, 'is read-only in Odoo');
  if (!field.store && field.related === undefined && !writesItself(model, field.name)) {
    return fixed(model, field, 'is computed, and what writing it would change is not known');
  }
  return undefined;
}

/** Refuses a value for a field that Odoo keeps itself on every record. */
export function refuseKept(model: ModelName, field: FieldSchema): Deny | undefined {
  return MAGIC.has(field.name) ? fixed(model, field, 'is kept by Odoo itself') : undefined;
}

function fixed(model: ModelName, { name }: FieldSchema, reason: string): Deny {
  return deny('field_not_writable', 'built-in:fixed-field', `${model}.${name} ${reason}.`);
}

/** Refuses the values of one record that have more characters as JSON than any form could. */
export function refuseOversize(characters: number): Deny | undefined {
  return characters > LARGEST_VALUES
    ? invalid(`values have at most ${LARGEST_VALUES} characters as JSON`)
    : undefined;
}

function invalid(problem: string): Deny {
  const code: DenyCode = 'values_invalid';
  return deny(code, 'built-in:values', `${problem}.`);
}
