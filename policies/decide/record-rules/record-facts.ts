import { type Deny, deny } from '../../decision.ts';
import { askWhether, askWhetherNone, type Question } from '../../facts.ts';
import type { Json } from '../../json.ts';
import type { ModelSchema } from '../../model-schema.ts';
import { type FieldName, type ModelName, parseFieldName, type RecordId } from '../../names.ts';
import { conjunction, type Domain, type Leaf, type Operator } from '../domain/domain.ts';
import { emitDomain } from '../domain/emit.ts';
import { holds, type Inquiry, schemaOf } from '../inquiry.ts';
import { isDeny, PENDING } from '../refusal.ts';

/** Fields by which Odoo leaves archived records out of a search: the first that a model has counts. */
const ACTIVE = ['active', 'x_active'].flatMap((name) => parseFieldName(name) ?? []);

/**
 * Whether all these records exist and fit the domain; `PENDING` as long as that was not asked. Archived
 * records are records: a call by id reaches them. No is also the answer where nobody can be asked, so it must
 * never be what lets a call through.
 */
export function recordsFit(
  inquiry: Inquiry,
  model: ModelName,
  ids: readonly RecordId[],
  domain: Domain,
): boolean | Deny {
  return answered(inquiry, model, domain, (all) => askWhether(model, ids, all));
}

function answered(
  inquiry: Inquiry,
  model: ModelName,
  domain: Domain,
  question: (domain: readonly Json[]) => Question,
): boolean | Deny {
  const schema = schemaOf(inquiry, model);
  if (isDeny(schema)) return schema;
  const all = conjunction([...archivedToo(schema), domain]);
  return holds(inquiry, question(emitDomain(all))) ?? PENDING;
}

/**
 * The given denial, unless all these records exist and fit the domain; undefined when they do. As long as that
 * was not asked the judgement goes on, to learn of everything else to ask: `decide` waits for the answers.
 */
export function refuseUnless(
  inquiry: Inquiry,
  model: ModelName,
  ids: readonly RecordId[],
  domain: Domain,
  refused: () => Deny,
): Deny | undefined {
  return refuseUnlessTrue(inquiry, model, recordsFit(inquiry, model, ids, domain), refused);
}

/** The given denial, unless no record fits the domain, archived ones included; asked like `refuseUnless`. */
export function refuseUnlessNone(
  inquiry: Inquiry,
  model: ModelName,
  domain: Domain,
  refused: () => Deny,
): Deny | undefined {
  const none = answered(inquiry, model, domain, (all) => askWhetherNone(model, all));
  return refuseUnlessTrue(inquiry, model, none, refused);
}

function refuseUnlessTrue(
  inquiry: Inquiry,
  model: ModelName,
  fit: boolean | Deny,
  refused: () => Deny,
): Deny | undefined {
  if (fit === PENDING) return inquiry.schemas.get(model) === undefined ? PENDING : undefined;
  if (isDeny(fit)) return fit;
  return fit ? undefined : refused();
}

/** The condition under which a search finds archived records too, where the model has such. */
export function archivedToo(schema: ModelSchema): readonly Domain[] {
  const active = ACTIVE.find((name) => schema.fields.has(name));
  const field = active === undefined ? undefined : schema.fields.get(active);
  return field?.searchable === true && field.type === 'boolean'
    ? [condition([field.name], 'in', [true, false])]
    : [];
}

/** One condition of a domain. */
export function condition(path: readonly FieldName[], operator: Operator, value: Json): Leaf {
  return { kind: 'leaf', path, operator, value };
}

/** The denial of records that are not there, or not for this subject: which of the two, it does not tell. */
export function outOfReach(model: ModelName, rule: string, more = ''): Deny {
  return deny(
    'record_not_allowed',
    rule,
    `not every record of ${model} named here exists and is within reach${more}.`,
  );
}
