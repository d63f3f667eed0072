import { type Deny, deny } from '../../decision.ts';
import type { FieldSchema } from '../../model-schema.ts';
import { type ModelName, parseFieldName } from '../../names.ts';
import { type Inquiry, schemaOf } from '../inquiry.ts';
import { isDeny } from '../refusal.ts';

/** Related fields of related fields: longer chains than this are a loop. */
const MOST_LINKS = 6;

/**
 * Odoo 17 and 18 take a condition on a field that is neither stored nor searchable as true, so that a filter would
 * silently become none. So they do where such a field is on the way: a relation that a path follows, or a part of the
 * path of a related field, which Odoo calls searchable whatever that leads through.
 */
export function refuseUnsearchable(
  inquiry: Inquiry,
  model: ModelName,
  field: FieldSchema,
): Deny | undefined {
  const answer = isSearched(inquiry, model, field, 0);
  if (isDeny(answer)) return answer;
  return answer
    ? undefined
    : deny(
        'field_not_searchable',
        'built-in:searchable',
        `${model}.${field.name} is computed, and Odoo cannot search it.`,
      );
}

function isSearched(
  inquiry: Inquiry,
  model: ModelName,
  { searchable, store, related }: FieldSchema,
  links: number,
): boolean | Deny {
  if (!searchable || store || related === undefined) return searchable;
  if (links >= MOST_LINKS) return false;
  let place: ModelName | undefined = model;
  for (const step of related.split('.')) {
    const name = parseFieldName(step);
    if (place === undefined || name === undefined) return false;
    const schema = schemaOf(inquiry, place);
    if (isDeny(schema)) return schema;
    const hop = schema.fields.get(name);
    const answer = hop === undefined ? false : isSearched(inquiry, place, hop, links + 1);
    if (answer !== true) return answer;
    place = hop?.relation;
  }
  return true;
}
