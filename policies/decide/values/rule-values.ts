import { type Deny, deny } from '../../decision.ts';
import { isArray, type Json, type JsonObject } from '../../json.ts';
import type { FieldSchema, ModelSchema } from '../../model-schema.ts';
import { type FieldName, type ModelName, parseRecordId } from '../../names.ts';
import { conjunction, type Domain, disjunction, type Leaf, negation } from '../domain/domain.ts';
import { meets } from '../domain/known-value.ts';
import { type Inquiry, schemaOf } from '../inquiry.ts';
import { condition, recordsFit, refuseUnless } from '../record-rules/record-facts.ts';
import { type Narrowing, narrowingOf, refuseRecords } from '../record-rules/record-rules.ts';
import { isDeny } from '../refusal.ts';
import type { Parent, WrittenRecord } from './written-record.ts';

const NOTHING: JsonObject = Object.freeze({});
const TRUE: Domain = conjunction([]);
const FALSE: Domain = disjunction([]);
/** Types whose value can be filled in from a rule, and told from a condition. */
const PLAIN: ReadonlySet<string> = new Set([
  'boolean',
  'char',
  'date',
  'float',
  'integer',
  'many2one',
  'monetary',
  'selection',
  'text',
]);
const ID = 'id' as FieldName;
/** Odoo sets these to the account that makes a record. */
const MAKER: ReadonlySet<string> = new Set(['create_uid', 'write_uid']);

/**
 * What to give a new record beside the caller's values, so that it is within the rules on what the subject may
 * create: a field that a rule says the value of, and that was left out. Everything else must be known to hold
 * of the values; denied with what to give where it is not.
 */
export function withinRules(
  inquiry: Inquiry,
  record: WrittenRecord,
  values: JsonObject,
): JsonObject | Deny {
  const { model } = record;
  const narrowing = narrowingOf(inquiry, model, 'create');
  if (narrowing === undefined) return NOTHING;
  if (isDeny(narrowing)) return narrowing;
  const schema = schemaOf(inquiry, model);
  if (isDeny(schema)) return schema;
  const added = toFill(schema, narrowing.domain, values, record);
  const given = { inquiry, schema, record, values: { ...values, ...added }, rule: narrowing.rule };
  const left = settle(given, narrowing.domain, true);
  if (isDeny(left)) return left;
  return isTrue(left) ? added : refuseCreate(model, narrowing, left);
}

/**
 * Why records that exist may not be given these values under the rules, or undefined: they must be within
 * reach before, and what the values make of the rules' own fields must leave them there.
 */
export function refuseOutside(
  inquiry: Inquiry,
  record: WrittenRecord,
  values: JsonObject,
): Deny | undefined {
  const { model, ids = [] } = record;
  const narrowing = narrowingOf(inquiry, model, 'write');
  if (narrowing === undefined || isDeny(narrowing)) return narrowing;
  const schema = schemaOf(inquiry, model);
  if (isDeny(schema)) return schema;
  const unreachable = refuseRecords(inquiry, model, ids, 'write');
  if (unreachable) return unreachable;
  const given = { inquiry, schema, record, values, rule: narrowing.rule };
  const left = settle(given, narrowing.domain, true);
  if (isDeny(left)) return left;
  if (isTrue(left)) return undefined;
  const refused = () =>
    deny(
      'record_not_allowed',
      narrowing.rule,
      `these values would take a record of ${model} out of reach, which a record rule does not allow.`,
    );
  return isFalse(left) ? refused() : refuseUnless(inquiry, model, ids, left, refused);
}

/** Fields that the rules, all of which hold, say the value of, where nothing else says it. */
function toFill(
  schema: ModelSchema,
  domain: Domain,
  values: JsonObject,
  { within }: WrittenRecord,
): JsonObject {
  const filled: Record<string, Json> = {};
  for (const node of domain.kind === 'and' ? domain.nodes : [domain]) {
    if (node.kind !== 'leaf') continue;
    const [name, ...deeper] = node.path;
    const value = soleValue(node);
    const field = name === undefined ? undefined : schema.fields.get(name);
    if (field === undefined || deeper.length > 0 || value === undefined) continue;
    if (Object.hasOwn(values, field.name) || Object.hasOwn(filled, field.name)) continue;
    if (field.name === within?.inverse || !PLAIN.has(field.type)) continue;
    if (field.readonly || !field.store || MAKER.has(field.name)) continue;
    filled[field.name] = value;
  }
  return filled;
}

/** The one value that meets a condition. */
function soleValue({ operator, value }: Leaf): Json | undefined {
  if (operator === '=') return value;
  return operator === 'in' && isArray(value) && value.length === 1 ? value[0] : undefined;
}

/** A record, and what is known of it once the call is made. */
interface Given {
  readonly inquiry: Inquiry;
  readonly schema: ModelSchema;
  readonly record: WrittenRecord;
  readonly values: JsonObject;
  readonly rule: string;
}

/**
 * What is left of a domain when every condition on a value that is given is replaced by its truth. `positive`:
 * whether a condition found false can only make the whole false. A question to Odoo may be answered with no
 * because nobody could be asked, and under a negation that would be a yes.
 */
function settle(given: Given, domain: Domain, positive: boolean): Domain | Deny {
  switch (domain.kind) {
    case 'and':
    case 'or': {
      const nodes: Domain[] = [];
      for (const node of domain.nodes) {
        const settled = settle(given, node, positive);
        if (isDeny(settled)) return settled;
        nodes.push(settled);
      }
      return domain.kind === 'and' ? conjunction(nodes) : disjunction(nodes);
    }
    case 'not': {
      const node = settle(given, domain.node, !positive);
      return isDeny(node) ? node : negation(node);
    }
    case 'leaf':
      return settleLeaf(given, domain, positive);
    case 'sub': {
      const [name, ...deeper] = domain.path;
      const source = name === undefined ? undefined : sourceOf(given, name);
      if (name === undefined || source === undefined) return domain;
      const alone = deeper.length === 0 && domain.operator === 'any';
      return source.kind === 'value' && alone && positive
        ? pointedAt(given, name, source.value, domain.domain)
        : untold(given, name);
    }
    default:
      return domain satisfies never;
  }
}

type Source =
  | { readonly kind: 'value'; readonly value: Json }
  | { readonly kind: 'parent'; readonly parent: Parent };

/** Where the value of a field comes from, when this call says it. */
function sourceOf({ inquiry, record, values }: Given, name: FieldName): Source | undefined {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  if (value !== undefined) return { kind: 'value', value };
  if (record.ids !== undefined) return undefined;
  const uid = inquiry.subject.odoo?.uid;
  if (MAKER.has(name) && uid !== undefined) return { kind: 'value', value: uid };
  return name === record.within?.inverse
    ? { kind: 'parent', parent: record.within.parent }
    : undefined;
}

function settleLeaf(given: Given, leaf: Leaf, positive: boolean): Domain | Deny {
  const [name, ...deeper] = leaf.path;
  const source = name === undefined ? undefined : sourceOf(given, name);
  if (name === undefined || source === undefined) return leaf;
  const rest = condition(deeper.length === 0 ? [ID] : deeper, leaf.operator, leaf.value);
  if (source.kind === 'parent') return settleParent(given, name, source.parent, rest, positive);
  const field = given.schema.fields.get(name);
  const met =
    field === undefined || deeper.length > 0
      ? undefined
      : meets(field, source.value, leaf.operator, leaf.value);
  if (met !== undefined) return met ? TRUE : FALSE;
  return positive ? pointedAt(given, name, source.value, rest) : untold(given, name);
}

/** Whether the record that a many2one is made to point at fits a domain: Odoo is asked. */
function pointedAt(given: Given, name: FieldName, value: Json, domain: Domain): Domain | Deny {
  const field: FieldSchema | undefined = given.schema.fields.get(name);
  const id = parseRecordId(value);
  if (field?.type !== 'many2one' || field.relation === undefined || id === undefined) {
    return untold(given, name);
  }
  const fit = recordsFit(given.inquiry, field.relation, [id], domain);
  if (isDeny(fit)) return fit;
  return fit ? TRUE : FALSE;
}

/** Whether the record that a new one is made in fits a condition, with what it is given itself. */
function settleParent(
  given: Given,
  name: FieldName,
  parent: Parent,
  rest: Leaf,
  positive: boolean,
): Domain | Deny {
  const { inquiry, rule } = given;
  const schema = schemaOf(inquiry, parent.model);
  if (isDeny(schema)) return schema;
  const left = settle(
    { inquiry, schema, record: parent, values: parent.values, rule },
    rest,
    positive,
  );
  if (isDeny(left) || isTrue(left) || isFalse(left)) return left;
  if (parent.ids === undefined || !positive) return untold(given, name);
  const fit = recordsFit(inquiry, parent.model, parent.ids, left);
  if (isDeny(fit)) return fit;
  return fit ? TRUE : FALSE;
}

function untold({ record, rule }: Given, name: FieldName): Deny {
  return deny(
    'record_not_allowed',
    rule,
    `a record rule on ${record.model} turns on ${name}, and what this value makes of it cannot be told beforehand.`,
    { allowed: `Give ${name} a plain value, or leave it alone.` },
  );
}

function refuseCreate(model: ModelName, { rule }: Narrowing, left: Domain): Deny {
  const missing = [...new Set(namesIn(left))];
  return deny(
    'record_not_allowed',
    rule,
    missing.length === 0
      ? `with these values the new record of ${model} would be out of reach, which a record rule does not allow.`
      : `whether the new record of ${model} is within reach turns on ${missing.join(', ')}, which the values do not say.`,
    missing.length === 0 ? {} : { allowed: `Give a value for ${missing.join(', ')}.` },
  );
}

function namesIn(domain: Domain): readonly string[] {
  switch (domain.kind) {
    case 'and':
    case 'or':
      return domain.nodes.flatMap(namesIn);
    case 'not':
      return namesIn(domain.node);
    case 'leaf':
    case 'sub':
      return domain.path.slice(0, 1);
    default:
      return domain satisfies never;
  }
}

function isTrue(domain: Domain): boolean {
  return domain.kind === 'and' && domain.nodes.length === 0;
}

function isFalse(domain: Domain): boolean {
  return domain.kind === 'or' && domain.nodes.length === 0;
}
