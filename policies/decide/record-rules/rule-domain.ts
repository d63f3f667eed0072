import { type Deny, deny } from '../../decision.ts';
import type { FieldSchema } from '../../model-schema.ts';
import type { FieldName, ModelName } from '../../names.ts';
import { conjunction, type Domain, disjunction, negation } from '../domain/domain.ts';
import { readComparison } from '../domain/leaf-value.ts';
import { comodelOf } from '../domain/path.ts';
import { refuseUnsearchable } from '../domain/searchable.ts';
import { type Inquiry, schemaOf } from '../inquiry.ts';
import { isDeny, isFinal, PENDING } from '../refusal.ts';

/**
 * Reads a domain of the operator's against the metadata. It needs no rights, but every field must be there
 * and searchable: Odoo 17 and 18 take a condition on one that is not as true, and a rule would become none.
 * Gives it with its values in canonical form.
 */
export function readRule(
  inquiry: Inquiry,
  model: ModelName,
  domain: Domain,
  rule: string,
): Domain | Deny {
  switch (domain.kind) {
    case 'and':
    case 'or': {
      const nodes: Domain[] = [];
      let pending = false;
      for (const node of domain.nodes) {
        const read = readRule(inquiry, model, node, rule);
        if (read === PENDING) pending = true;
        else if (isDeny(read)) return read;
        else nodes.push(read);
      }
      if (pending) return PENDING;
      return domain.kind === 'and' ? conjunction(nodes) : disjunction(nodes);
    }
    case 'not': {
      const node = readRule(inquiry, model, domain.node, rule);
      return isDeny(node) ? node : negation(node);
    }
    case 'sub': {
      const field = fieldAt(inquiry, model, domain.path, rule);
      if (isDeny(field)) return field;
      const comodel = comodelOf(field);
      if (comodel === undefined) return unusable(model, domain.path, rule);
      const inner = readRule(inquiry, comodel, domain.domain, rule);
      return isDeny(inner) ? inner : { ...domain, domain: inner };
    }
    case 'leaf': {
      const field = fieldAt(inquiry, model, domain.path, rule);
      if (isDeny(field)) return field;
      const read = readComparison(field, false, domain.operator, domain.value);
      return read.kind === 'value'
        ? { ...domain, value: read.value }
        : unusable(model, domain.path, rule);
    }
    default:
      return domain satisfies never;
  }
}

function fieldAt(
  inquiry: Inquiry,
  model: ModelName,
  path: readonly FieldName[],
  rule: string,
): FieldSchema | Deny {
  let place = model;
  for (const [index, name] of path.entries()) {
    const schema = schemaOf(inquiry, place);
    if (isDeny(schema)) return schema;
    const field = schema.fields.get(name);
    if (field === undefined) return unusable(model, path, rule);
    const unsearchable = refuseUnsearchable(inquiry, place, field);
    if (unsearchable) return isFinal(unsearchable) ? unusable(model, path, rule) : unsearchable;
    if (index === path.length - 1) return field;
    const comodel = comodelOf(field);
    if (comodel === undefined) return unusable(model, path, rule);
    place = comodel;
  }
  return unusable(model, path, rule);
}

/** Not a silent rule: until the operator mends it, nothing of the model is reached. */
function unusable(model: ModelName, path: readonly FieldName[], rule: string): Deny {
  return deny(
    'record_not_allowed',
    rule,
    `the record rule on ${model} cannot be applied: its condition on ${path.join('.')} is none that Odoo can search by.`,
  );
}
