import type { PromptCall } from '../../policies/bindings/bound-prompt.ts';
import { type Allow, type Deny, deny } from '../../policies/decision.ts';
import type { FieldName, ModelName } from '../../policies/names.ts';
import type { Call } from './call.ts';
import { accountOf, type HandlerContext, onBehalfOf } from './context.ts';
import { decideOperations } from './decide-operations.ts';

/**
 * Why a name in the arguments of a prompt is not open to the caller, or undefined: a model is when its fields
 * may be described, a field is when it is one of those of a model named beside it. A field beside no model
 * says nothing about any.
 */
export async function refuseClosedNames(
  call: Call,
  { models, fields }: Pick<PromptCall, 'models' | 'fields'>,
  context: HandlerContext,
): Promise<Deny | undefined> {
  const described = await describedFields(call, models, context);
  if ('effect' in described) return described;
  if (models.length === 0) return undefined;
  const closed = fields.find((field) => !described.some((mayDescribe) => mayDescribe(field)));
  return closed === undefined
    ? undefined
    : deny(
        'field_not_readable',
        'model_access.yaml',
        `${closed} is no field of ${models.join(', ')} that may be read.`,
      );
}

/** For each model whether a field of it may be described, or why a model may not be. */
export async function describedFields(
  call: Call,
  models: readonly ModelName[],
  { policy, schemas }: HandlerContext,
): Promise<readonly ((field: FieldName) => boolean)[] | Deny> {
  const decided = await decideOperations(
    models.map((model) => ({ kind: 'fields_get', model })),
    call.caller.subject,
    policy,
    schemas,
    accountOf(call),
    onBehalfOf(call, true),
  );
  return 'effect' in decided ? decided : decided.map(mayDescribe);
}

function mayDescribe({ obligation }: Allow): (field: FieldName) => boolean {
  return obligation.kind === 'fields' ? obligation.mayDescribe : () => false;
}
