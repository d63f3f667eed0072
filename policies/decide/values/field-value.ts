import { type Deny, deny } from '../../decision.ts';
import { isArray, isObject, type Json } from '../../json.ts';
import type { FieldSchema } from '../../model-schema.ts';
import { type ModelName, parseModelName, parseRecordId, type RecordId } from '../../names.ts';
import type { Inquiry } from '../inquiry.ts';
import { mayPointAt } from '../label.ts';
import { refuseRecords } from '../record-rules/record-rules.ts';
import { isDeny } from '../refusal.ts';

const LONGEST_TEXT = 65_536;
const DEEPEST_JSON = 5;
/**
 * What people put into fields of type json: shares of accounts and banks. Odoo keeps its own notes in the others, and
 * acts on them: written to an invoice, they have it sent, to anybody and in anybody's name.
 */
const DISTRIBUTIONS: ReadonlySet<string> = new Set([
  'analytic_distribution',
  'salary_distribution',
]);
const OF_THE_SERVER = 'fields of type json are written by Odoo itself, but for distributions';
const COMPANIES: string = 'res.company';
const BASE64_MARKS = new Set(['+', '/', '=', '\n', '\r']);

/**
 * Judges the value of a field that is no x2many, by its type, exactly. `null` and `false` both empty a field,
 * and are written `false`. The reason of a denial does not name the field: the caller does.
 */
export function judgeFieldValue(inquiry: Inquiry, field: FieldSchema, value: Json): Json | Deny {
  const { type } = field;
  if (type === 'boolean') {
    return typeof value === 'boolean' ? value : invalid('the value is true or false');
  }
  if (value === null || value === false) return false;
  switch (type) {
    case 'char':
    case 'text':
    case 'html':
    case 'selection':
    case 'date':
    case 'datetime':
      return isText(value)
        ? value
        : invalid(`the value is a text of at most ${LONGEST_TEXT} characters`);
    case 'integer':
      return Number.isSafeInteger(value) ? value : invalid('the value is a whole number');
    case 'float':
    case 'monetary':
      return Number.isFinite(value) ? value : invalid('the value is a number');
    case 'binary':
      return isText(value) && isBase64(value)
        ? value
        : invalid(`the value is a file in base64, of at most ${LONGEST_TEXT} characters`);
    case 'many2one':
      return judgeTarget(inquiry, field.relation, value);
    case 'reference':
      return judgeReference(inquiry, value);
    case 'json':
      if (!DISTRIBUTIONS.has(field.name)) return invalid(OF_THE_SERVER);
      return isPlain(value) ? value : invalid('the value is a plain value, or an object of them');
    default:
      return invalid(`fields of type ${type} are not written through the guard`);
  }
}

/** Why a record may not be made to point at a record of another model, or undefined. */
export function refuseTarget(inquiry: Inquiry, comodel: ModelName, id: RecordId): Deny | undefined {
  const unreachable = refuseRecords(inquiry, comodel, [id], 'read');
  if (unreachable) return unreachable;
  if (!mayPointAt(inquiry, comodel)) {
    const read = inquiry.rights.on(comodel).read;
    const rule = isDeny(read) ? read.rule : 'model_access.yaml:hidden_labels';
    return deny('field_not_writable', rule, `it points at ${comodel}, which is not open.`);
  }
  const companies = inquiry.subject.odoo?.companyIds;
  return comodel === COMPANIES && companies !== undefined && !companies.includes(id)
    ? deny(
        'values_invalid',
        'built-in:companies',
        'a company that is not one of the subject’s own cannot be set.',
      )
    : undefined;
}

function judgeTarget(inquiry: Inquiry, comodel: ModelName | undefined, value: Json): Json | Deny {
  const id = parseRecordId(value);
  if (id === undefined || comodel === undefined) {
    return invalid('the value is the id of a record, or false');
  }
  return refuseTarget(inquiry, comodel, id) ?? id;
}

/** `"res.partner,7"`: the model stands in the value, so it is judged there. */
function judgeReference(inquiry: Inquiry, value: Json): Json | Deny {
  const [name, digits, ...rest] = typeof value === 'string' ? value.split(',') : [];
  const model = parseModelName(name);
  const id = parseRecordId(Number(digits));
  if (model === undefined || id === undefined || String(id) !== digits || rest.length > 0) {
    return invalid("the value is a model and an id, such as 'res.partner,7', or false");
  }
  const read = inquiry.rights.on(model).read;
  if (isDeny(read)) return deny('field_not_writable', read.rule, read.reason);
  return refuseRecords(inquiry, model, [id], 'read') ?? value;
}

function isText(value: Json): value is string {
  return typeof value === 'string' && value.length <= LONGEST_TEXT;
}

function isBase64(text: string): boolean {
  for (const char of text) {
    const plain =
      (char >= 'A' && char <= 'Z') || (char >= 'a' && char <= 'z') || (char >= '0' && char <= '9');
    if (!plain && !BASE64_MARKS.has(char)) return false;
  }
  return true;
}

/** A plain value, or an object of plain values (`analytic_distribution`): nothing that could define anything. */
function isPlain(value: Json): boolean {
  if (isArray(value)) return false;
  if (!isObject(value)) return typeof value !== 'string' || isText(value);
  return Object.values(value).every((inner) => isScalarList(inner, DEEPEST_JSON - 1));
}

function isScalarList(value: Json, depth: number): boolean {
  if (isArray(value)) return depth > 0 && value.every((item) => isScalarList(item, depth - 1));
  return !isObject(value) && (typeof value !== 'string' || isText(value));
}

function invalid(problem: string): Deny {
  return deny('values_invalid', 'built-in:values', `${problem}.`);
}
