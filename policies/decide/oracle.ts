import { isArray, type Json } from '../json.ts';
import type { SchemaView } from '../model-schema.ts';
import type { Operation } from '../operation.ts';
import type { Policy } from '../policy.ts';
import type { Subject } from '../subject.ts';
import { performedBy } from './orm/dispatch.ts';
import { hasHiddenFields } from './rights/visible-field.ts';

/**
 * The question that an operation asks, where it can serve to guess a hidden value: whether, or of how many
 * records, a condition of the caller's own holds, on a model with fields the subject may not see. Any search
 * answers that, however many records it may bring: records that are sure to come can stand beside the one in
 * question. Undefined where it asks nothing of the kind. Two operations with the same question have the same
 * text for it: a page after the first asks nothing new. A list of everything is no question, and neither is a
 * search by ids alone. Asked through a method tool it is the same question.
 */
export function oracleQuestion(
  operation: Operation,
  subject: Subject,
  policy: Policy,
  schemas: SchemaView,
): string | undefined {
  const performed = performedBy(operation, policy.gateway.odoo.version);
  const question = questionOf(performed);
  if (question === undefined || !hasHiddenFields(question.model, subject, policy, schemas))
    return undefined;
  // How names are compared is said in the arguments of the method, and nowhere else.
  const more =
    operation.kind === 'call' && performed.kind === 'name_search'
      ? [operation.args, operation.kwargs]
      : [];
  return JSON.stringify([question, ...more]);
}

interface Question {
  readonly model: Extract<Operation, { readonly kind: 'search_read' }>['model'];
  readonly conditions: readonly Json[];
}

function questionOf(operation: Operation): Question | undefined {
  switch (operation.kind) {
    case 'search_count':
    case 'search_read':
      return asks(operation, [operation.domain]);
    case 'read_group': {
      // Over the same records another grouping is another question.
      const { domain, having, groupby = null, aggregates = null } = operation;
      const question = asks(operation, [domain, having]);
      return question && { ...question, conditions: [...question.conditions, groupby, aggregates] };
    }
    case 'name_search':
      return asks(operation, [operation.domain, operation.name]);
    default:
      return undefined;
  }
}

function asks(
  { model }: Pick<Question, 'model'>,
  slots: readonly (Json | undefined)[],
): Question | undefined {
  return slots.some(narrows)
    ? { model, conditions: slots.map((slot) => (narrows(slot) ? (slot ?? null) : null)) }
    : undefined;
}

/** Whether a slot holds a condition on anything but ids. */
function narrows(slot: Json | undefined): boolean {
  if (slot === undefined || slot === null || slot === '' || slot === '[]') return false;
  return !(isArray(slot) && slot.every(isById));
}

function isById(leaf: Json): boolean {
  if (!isArray(leaf)) return false;
  const [field, operator] = leaf;
  return leaf.length === 3 && field === 'id' && (operator === '=' || operator === 'in');
}
