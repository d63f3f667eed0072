import type { FieldSchema, ModelSchema, SchemaView } from '../../model-schema.ts';
import type { FieldName, ModelName } from '../../names.ts';
import type { Policy } from '../../policy.ts';
import type { Subject } from '../../subject.ts';
import { openInquiry } from '../inquiry.ts';
import { isDeny, isFinal } from '../refusal.ts';
import { refuseDelegation } from './delegation.ts';
import { grantFor, listed, refuseField, refuseName, refuseUngrantedCopy } from './field-rights.ts';
import { type SubjectRights, subjectRights } from './subject-rights.ts';

/** Whether a subject may read a field. False where the metadata to tell is not at hand. */
export function mayReadField(
  model: ModelName,
  field: FieldName,
  subject: Subject,
  policy: Policy,
  schemas: SchemaView,
): boolean {
  const schema = schemas.get(model);
  const known = schema === undefined || schema === 'absent' ? undefined : schema.fields.get(field);
  if (known === undefined) return false;
  return refuseField(openInquiry(subject, policy, schemas), model, known, 'read') === undefined;
}

const answered = new WeakMap<ModelSchema, WeakMap<SubjectRights, boolean>>();

/**
 * Whether a model has fields whose values the subject may not see. Properties count as none: they are closed
 * to everybody, on most models. True where the model's metadata is not at hand.
 */
export function hasHiddenFields(
  model: ModelName,
  subject: Subject,
  policy: Policy,
  schemas: SchemaView,
): boolean {
  const schema = schemas.get(model);
  if (schema === undefined || schema === 'absent') return true;
  const rights = subjectRights(subject, policy);
  const known = answered.get(schema)?.get(rights);
  if (known !== undefined) return known;
  const inquiry = openInquiry(subject, policy, schemas);
  const hidden = [...schema.fields.values()].some((field) => isHidden(field));
  if (inquiry.missing.size === 0) {
    const answers = answered.get(schema) ?? new WeakMap<SubjectRights, boolean>();
    answered.set(schema, answers.set(rights, hidden));
  }
  return hidden;

  function isHidden(field: FieldSchema): boolean {
    if (field.type === 'properties' || field.type === 'properties_definition') return false;
    const grant = grantFor(inquiry, model, 'read');
    if (isDeny(grant) || refuseName(inquiry, model, field.name, 'read')) return true;
    const listing = listed(grant, field.name, model, 'read');
    if (listing === 'unlisted') return true;
    if (listing !== 'named' && refuseUngrantedCopy(inquiry, model, field.name, 'read')) return true;
    return (
      field.related !== undefined &&
      isFinal(refuseDelegation(inquiry, model, field, 'read', listing === 'named') ?? 'open')
    );
  }
}
