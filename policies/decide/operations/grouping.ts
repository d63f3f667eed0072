import { type Deny, deny, type GroupTreatment, type Note } from '../../decision.ts';
import type { Json } from '../../json.ts';
import type { FieldSchema, ModelSchema } from '../../model-schema.ts';
import type { ReadGroup } from '../../operation.ts';
import { judgeContext, withContext } from '../context.ts';
import { emitDomain } from '../domain/emit.ts';
import { judgeSearchedDomain } from '../domain/searched-domain.ts';
import { type Inquiry, schemaOf } from '../inquiry.ts';
import type { Judged } from '../judged.ts';
import { labelTreatment } from '../label.ts';
import { sortsOpenly } from '../order/order.ts';
import { refuseThrough } from '../record-rules/record-rules.ts';
import { isDeny, isFinal } from '../refusal.ts';
import { refuseField } from '../rights/field-rights.ts';
import { unknownField } from '../rights/unknown-field.ts';
import { judgeLimit, judgeOffset } from '../window.ts';
import {
  AGGREGATE_FUNCTIONS,
  type AggregateFunction,
  type AggregateTerm,
  COUNT,
  type Granularity,
  type GroupTerm,
  parseAggregates,
  parseGroupby,
  parseGroupOrder,
} from './group-terms.ts';
import { judgeHaving } from './having.ts';

const NUMBERS = ['integer', 'float', 'monetary'];
const DATES = ['date', 'datetime'];
const TEXTS = ['char', 'text', 'selection'];
/** Types whose groups are values, or records of one model. A reference names its model in the value. */
const GROUPABLE: ReadonlySet<string> = new Set([
  ...[...NUMBERS, ...DATES, ...TEXTS],
  ...['boolean', 'many2one', 'many2many'],
]);
const COUNTABLE: ReadonlySet<string> = new Set([
  ...[...NUMBERS, ...DATES, ...TEXTS],
  ...['html', 'boolean', 'many2one'],
]);
const SUMMABLE: ReadonlySet<string> = new Set(NUMBERS);
const SORTABLE: ReadonlySet<string> = new Set([...NUMBERS, ...DATES, ...TEXTS]);
const LOGICAL: ReadonlySet<string> = new Set(['boolean']);
/** The types of field each function is computed over. */
const TYPES_OF: { readonly [Name in AggregateFunction]: ReadonlySet<string> } = {
  sum: SUMMABLE,
  avg: SUMMABLE,
  min: SORTABLE,
  max: SORTABLE,
  count: COUNTABLE,
  count_distinct: COUNTABLE,
  bool_and: LOGICAL,
  bool_or: LOGICAL,
};

/**
 * Judges a grouping. Grouping by a field and computing over one both show its values, so both are reads and
 * searches of it; what comes back is limited to the keys that were asked for.
 */
export function judgeReadGroup(
  inquiry: Inquiry,
  operation: ReadGroup,
  notes: Note[],
): Judged | Deny {
  const { model } = operation;
  const granted = inquiry.rights.on(model).read;
  if (isDeny(granted)) return granted;
  const limit = judgeLimit(operation.limit, inquiry.policy.access.maxRecords, notes);
  if (isDeny(limit)) return limit;
  const offset = judgeOffset(operation.offset);
  if (isDeny(offset)) return offset;
  const context = judgeContext(operation.context, inquiry.subject, notes);
  if (isDeny(context)) return context;
  const domain = judgeSearchedDomain(inquiry, operation, notes);
  if (isFinal(domain)) return domain;
  const plan = planGroups(inquiry, operation, notes);
  if (isDeny(plan)) return plan;
  if (isDeny(domain)) return domain;
  const { redaction } = inquiry.policy.access;
  return {
    operation: {
      kind: 'read_group',
      model,
      domain: emitDomain(domain),
      groupby: plan.groupby,
      aggregates: plan.aggregates,
      limit,
      ...(plan.having === undefined ? {} : { having: plan.having }),
      ...(plan.order === undefined ? {} : { order: plan.order }),
      ...(offset === undefined ? {} : { offset }),
      ...withContext(context),
    },
    obligation: { kind: 'groups', model, visible: plan.visible, redaction, maxGroups: limit },
    rule: granted.rule,
  };
}

interface GroupPlan {
  readonly groupby: readonly string[];
  readonly aggregates: readonly string[];
  readonly having: readonly Json[] | undefined;
  readonly order: string | undefined;
  readonly visible: ReadonlyMap<string, GroupTreatment>;
}

function planGroups(inquiry: Inquiry, operation: ReadGroup, notes: Note[]): GroupPlan | Deny {
  const terms = parseGroupby(operation.groupby);
  if (isDeny(terms)) return terms;
  const figures = parseAggregates(operation.aggregates);
  if (isDeny(figures)) return figures;
  const schema = schemaOf(inquiry, operation.model);
  if (isDeny(schema)) return schema;

  const visible = new Map<string, GroupTreatment>([[COUNT, 'count']]);
  const groupby: string[] = [];
  /** Keys of relations whose order would tell what their labels may not. */
  const closed = new Set<string>();
  for (const term of terms) {
    const field = groupableField(inquiry, schema, term);
    if (isDeny(field)) return field;
    const key = groupKey(field, term.granularity);
    if (visible.has(key)) return malformed(`groupby names ${key} twice`);
    visible.set(key, groupTreatment(inquiry, field));
    groupby.push(key);
    const { relation } = field;
    if (relation !== undefined && !sortsOpenly(inquiry, relation)) closed.add(key);
  }

  const aggregates = new Set<string>();
  const aliases = new Map<string, string>();
  const numbers = new Set<string>();
  for (const figure of figures) {
    const { by, alias } = figure;
    // Odoo's own clients name the grouped fields among the figures; their values come anyway.
    if (by === undefined && terms.some(({ field }) => field === figure.field)) continue;
    const field = aggregableField(inquiry, schema, figure);
    if (isDeny(field)) return field;
    const key = by === undefined ? field.name : `${field.name}:${by}`;
    aggregates.add(key);
    if (alias !== undefined) aliases.set(alias, key);
    if (by !== undefined && isNumber(by, field)) numbers.add(key);
    // Which function Odoo chooses for a bare field only Odoo knows; some servers leave it out of the key.
    for (const one of by === undefined ? AGGREGATE_FUNCTIONS : [by])
      visible.set(`${field.name}:${one}`, 'value');
    if (!visible.has(field.name)) visible.set(field.name, 'value');
  }
  // A figure comes under the name of its field: under another it could pass for another field's value.
  if (aliases.size > 0) notes.push({ kind: 'keys_dropped', keys: [...aliases.keys()] });

  const having = judgeHaving(operation.having, { numbers, aliases });
  if (isDeny(having)) return having;
  const order = judgeGroupOrder(operation.order, [...groupby, ...aggregates], aliases, closed);
  return isDeny(order) ? order : { groupby, aggregates: [...aggregates], having, order, visible };
}

/** Whether a figure is a number: the least of some dates is none. */
function isNumber(by: AggregateFunction, { type }: FieldSchema): boolean {
  switch (by) {
    case 'sum':
    case 'avg':
    case 'count':
    case 'count_distinct':
      return true;
    case 'min':
    case 'max':
      return SUMMABLE.has(type);
    case 'bool_and':
    case 'bool_or':
      return false;
    default:
      return by satisfies never;
  }
}

function groupableField(
  inquiry: Inquiry,
  schema: ModelSchema,
  { field: name, granularity }: GroupTerm,
): FieldSchema | Deny {
  const { model } = schema;
  const field = openField(inquiry, schema, name);
  if (isDeny(field)) return field;
  // A group of one id carries the label of its record, and is no group.
  if (!field.store || !GROUPABLE.has(field.type) || field.name === 'id') {
    return malformed(`records are not grouped by ${model}.${field.name}: ${whyNot(field)}`);
  }
  if (granularity !== undefined && !DATES.includes(field.type)) {
    return malformed(`${model}.${field.name} is no date, and has no ${granularity}`);
  }
  // Each record of the list is a group: of those out of reach too.
  const { relation } = field;
  const reaches = field.type === 'many2many' && relation !== undefined;
  return (reaches ? refuseThrough(inquiry, relation, 'read') : undefined) ?? field;
}

function aggregableField(
  inquiry: Inquiry,
  schema: ModelSchema,
  { field: name, by }: AggregateTerm,
): FieldSchema | Deny {
  const field = openField(inquiry, schema, name);
  if (isDeny(field)) return field;
  const types = by === undefined ? SUMMABLE : TYPES_OF[by];
  if (field.store && types.has(field.type)) return field;
  const what = by === undefined ? 'has no figure of its own' : `has no ${by}`;
  return malformed(`${schema.model}.${field.name} ${what}: ${whyNot(field)}`);
}

/** A field whose values may be told and searched. */
function openField(
  inquiry: Inquiry,
  schema: ModelSchema,
  name: GroupTerm['field'],
): FieldSchema | Deny {
  const field = schema.fields.get(name);
  if (field === undefined) return unknownField(inquiry, schema, name, 'search');
  return (
    refuseField(inquiry, schema.model, field, 'search') ??
    refuseField(inquiry, schema.model, field, 'read') ??
    field
  );
}

/** The key of a group's value. Odoo 17 and 18 take a bare date for its month, 19 refuses it. */
function groupKey(field: FieldSchema, granularity: Granularity | undefined): string {
  return DATES.includes(field.type) ? `${field.name}:${granularity ?? 'month'}` : field.name;
}

function groupTreatment(inquiry: Inquiry, { type, relation }: FieldSchema): GroupTreatment {
  if (DATES.includes(type)) return 'period';
  if (type !== 'many2one' && type !== 'many2many') return 'value';
  return labelTreatment(inquiry, relation);
}

/**
 * The order to send. Left to itself Odoo orders groups by what they are grouped by, a relation by the order
 * of its comodel: where that may not be told, the groups come by size.
 */
function judgeGroupOrder(
  written: Json | undefined,
  keys: readonly string[],
  aliases: ReadonlyMap<string, string>,
  closed: ReadonlySet<string>,
): string | undefined | Deny {
  const parsed = parseGroupOrder(written);
  if (isDeny(parsed)) return parsed;
  if (parsed.length === 0) return closed.size === 0 ? undefined : `${COUNT} desc`;
  const terms: string[] = [];
  for (const { key, direction } of parsed) {
    const known = [...keys, COUNT].includes(key) ? key : aliases.get(key);
    const named = known === undefined ? keys.filter((one) => one.split(':')[0] === key) : [known];
    const [found, ...others] = named;
    if (found === undefined || others.length > 0) return notAKey(keys);
    if (closed.has(found)) return sortsClosed(found);
    terms.push(`${found} ${direction}`);
  }
  return terms.join(', ');
}

function whyNot(field: FieldSchema): string {
  return field.store ? `it is of type ${field.type}` : 'it is not stored';
}

function malformed(problem: string): Deny {
  return deny('arguments_invalid', 'built-in:grouping', `${problem}.`);
}

function notAKey(keys: readonly string[]): Deny {
  return deny('order_invalid', 'built-in:order', 'groups are ordered by keys of the answer.', {
    allowed: `Keys: ${[...keys, COUNT].join(', ')}.`,
  });
}

function sortsClosed(key: string): Deny {
  return deny(
    'order_invalid',
    'built-in:order',
    `ordering groups by ${key} orders them by the records it points at, which are not open.`,
    { allowed: `Order by ${COUNT} or by a figure.` },
  );
}
