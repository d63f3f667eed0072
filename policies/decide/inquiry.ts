import { type Deny, deny } from '../decision.ts';
import type { ModelSchema, SchemaView } from '../model-schema.ts';
import type { ModelName } from '../names.ts';
import type { Policy } from '../policy.ts';
import type { Subject } from '../subject.ts';
import { PENDING } from './refusal.ts';
import { type SubjectRights, subjectRights } from './subject-rights.ts';

/** One decision under way: who asks, under which policy, and which field metadata turned out to be missing. */
export interface Inquiry {
  readonly subject: Subject;
  readonly policy: Policy;
  readonly rights: SubjectRights;
  readonly schemas: SchemaView;
  /** Models whose metadata was needed and not at hand. Not empty: nothing may be allowed. */
  readonly missing: Set<ModelName>;
}

export function openInquiry(subject: Subject, policy: Policy, schemas: SchemaView): Inquiry {
  return {
    subject,
    policy,
    rights: subjectRights(subject, policy),
    schemas,
    missing: new Set(),
  };
}

/** The metadata of a model. Not at hand: noted as missing. Not to be had: denied. */
export function schemaOf(inquiry: Inquiry, model: ModelName): ModelSchema | Deny {
  const schema = inquiry.schemas.get(model);
  if (schema === undefined) {
    inquiry.missing.add(model);
    return PENDING;
  }
  if (schema === 'absent') {
    return deny(
      'schema_unavailable',
      'built-in:schema',
      `the fields of ${model} are not known, so what this call would reach on it cannot be judged.`,
    );
  }
  return schema;
}
