import type { Deny, Note, Obligation } from '../../decision.ts';
import type { FieldName, ModelName } from '../../names.ts';
import type { CreateRequirements, FieldsGet, ListModels } from '../../operation.ts';
import { judgeContext, withContext } from '../context.ts';
import { type Inquiry, schemaOf } from '../inquiry.ts';
import type { Judged } from '../judged.ts';
import { isDeny } from '../refusal.ts';
import { type FieldUse, refuseField } from '../rights/field-rights.ts';
import { accessLevel } from '../rights/model-access.ts';
import { isPassable } from '../rights/passage.ts';
import { lacksGroup } from '../rights/required-groups.ts';

const USES: readonly FieldUse[] = ['read', 'search', 'write', 'create'];

/** Judges a question for a model's fields: those it may do something with, it may know of. */
export function judgeFieldsGet(
  inquiry: Inquiry,
  operation: FieldsGet,
  notes: Note[],
): Judged | Deny {
  return judgeDescription(inquiry, operation, 'read', notes);
}

/**
 * Judges the question what a create needs. It is for those who may create, whether or not they may read;
 * fields they may do nothing with are not described to them, required or not.
 */
export function judgeCreateRequirements(
  inquiry: Inquiry,
  operation: CreateRequirements,
  notes: Note[],
): Judged | Deny {
  return judgeDescription(inquiry, operation, 'create', notes);
}

function judgeDescription(
  inquiry: Inquiry,
  { kind, model, context: given }: FieldsGet | CreateRequirements,
  right: 'read' | 'create',
  notes: Note[],
): Judged | Deny {
  const granted = inquiry.rights.on(model)[right];
  if (isDeny(granted)) return granted;
  const context = judgeContext(given, inquiry.subject, notes);
  if (isDeny(context)) return context;
  const obligation = describableFields(inquiry, model);
  if (isDeny(obligation)) return obligation;
  return { operation: { kind, model, ...withContext(context) }, obligation, rule: granted.rule };
}

/** Judges a question for models: the answer names those the subject may do something with. */
export function judgeListModels(inquiry: Inquiry, operation: ListModels): Judged | Deny {
  const { subject, policy } = inquiry;
  return (
    lacksGroup(inquiry.rights, 'read') ?? {
      operation,
      obligation: { kind: 'models', accessLevel: (model) => accessLevel(model, subject, policy) },
      rule: 'model_access.yaml',
    }
  );
}

/** The fields the subject may do something with, and the models it may know of. */
function describableFields(inquiry: Inquiry, model: ModelName): Obligation | Deny {
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
