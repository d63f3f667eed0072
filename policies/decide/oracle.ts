import { isArray, type Json } from '../json.ts';
import type { SchemaView } from '../model-schema.ts';
import type { Operation, SearchRead } from '../operation.ts';
import type { Policy } from '../policy.ts';
import type { Subject } from '../subject.ts';
import { performedBy } from './orm-dispatch.ts';
import { hasHiddenFields } from './visible-field.ts';

/**
 * Whether an operation, as it was asked, can serve to guess a hidden value: its answer is next to nothing but
 * a yes or no, to a condition of the caller's own, on a model with fields the subject may not see. A count of
 * everything is no such question. Asked through a method tool it is the same question.
 */
export function isOracle(
  operation: Operation,
  subject: Subject,
  policy: Policy,
  schemas: SchemaView,
): boolean {
  const performed = performedBy(operation, policy.gateway.odoo.version);
  return isNarrow(performed) && hasHiddenFields(performed.model, subject, policy, schemas);
}

type Question = Extract<
  Operation,
  { readonly kind: 'search_count' | 'read_group' | 'name_search' | 'search_read' }
>;

function isNarrow(operation: Operation): operation is Question {
  switch (operation.kind) {
    case 'search_count':
      return narrows(operation.domain);
    case 'read_group':
      return narrows(operation.domain) || narrows(operation.having);
    case 'name_search':
      return narrows(operation.domain) || narrows(operation.name);
    case 'search_read':
      return narrows(operation.domain) && (operation.limit === 1 || asksOnlyIds(operation));
    default:
      return false;
  }
}

function asksOnlyIds({ fields }: SearchRead): boolean {
  return isArray(fields) && fields.length > 0 && fields.every((field) => field === 'id');
}

/** Whether a slot holds a condition: anything but nothing, in one of the ways to write it. */
function narrows(slot: Json | undefined): boolean {
  if (slot === undefined || slot === null || slot === '' || slot === '[]') return false;
  return !(isArray(slot) && slot.length === 0);
}
