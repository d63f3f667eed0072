import type { Deny, Obligation } from '../decision.ts';
import type { FieldName, ModelName } from '../names.ts';
import { type FieldUse, refuseField } from './field-rights.ts';
import { type Inquiry, schemaOf } from './inquiry.ts';
import { accessLevel } from './model-access.ts';
import { isPassable } from './passage.ts';
import { isDeny } from './refusal.ts';

const USES: readonly FieldUse[] = ['read', 'search', 'write', 'create'];

/** What `fields_get` may describe: the fields the subject may do something with, the models it may know of. */
export function describableFields(inquiry: Inquiry, model: ModelName): Obligation | Deny {
  const schema = schemaOf(inquiry, model);
  if (isDeny(schema)) return schema;
  const describable = new Set<FieldName>();
  for (const field of schema.fields.values()) {
    if (USES.some((use) => !refuseField(inquiry, model, field, use))) describable.add(field.name);
  }
  return {
    kind: 'fields',
    model,
    mayDescribe: (field) => describable.has(field),
    mayName: (other) =>
      accessLevel(other, inquiry.subject, inquiry.policy) !== undefined ||
      isPassable(inquiry, other),
  };
}

/** What `list_models` may name. */
export function nameableModels({ subject, policy }: Inquiry): Obligation {
  return { kind: 'models', accessLevel: (model) => accessLevel(model, subject, policy) };
}
