import { blockedModel } from '../../guardrails.ts';
import type { FieldName, ModelName } from '../../names.ts';
import type { Inquiry } from '../inquiry.ts';

/**
 * What `traversable_fields` may open on a model a guardrail blocks: enough to say who is responsible for a
 * record. The policy can narrow this and not widen it, as with every guardrail.
 */
const OPEN_ON_BLOCKED: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['res.users', new Set(['id', 'name', 'display_name', 'company_id', 'active'])],
]);

/** Whether a path may pass through, or end at, this field of a model that the subject may not read. */
export function isTraversable({ policy }: Inquiry, model: ModelName, field: FieldName): boolean {
  if (policy.access.traversableFields.get(model)?.has(field) !== true) return false;
  return blockedModel(model) === undefined || OPEN_ON_BLOCKED.get(model)?.has(field) === true;
}

/** Whether a path may enter a model that the subject may not read at all. */
export function isPassable({ policy }: Inquiry, model: ModelName): boolean {
  const fields = policy.access.traversableFields.get(model);
  if (fields === undefined || fields.size === 0) return false;
  return blockedModel(model) === undefined || OPEN_ON_BLOCKED.has(model);
}
