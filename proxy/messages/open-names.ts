import type { PromptCall } from '../../policies/bindings/bound-prompt.ts';
import { decide } from '../../policies/decide/decide.ts';
import { type Allow, type Deny, deny } from '../../policies/decision.ts';
import {
  type FieldName,
  type MethodName,
  type ModelName,
  parseRecordId,
} from '../../policies/names.ts';
import type { Call } from './call.ts';
import { accountOf, type HandlerContext } from './context.ts';
import { decideOperations } from './decide-operations.ts';

/**
 * Why a name in the arguments of a prompt is not open to the caller, or undefined: a model is when its fields
 * may be described, a field when it is one of those, a method when it may be called, of a model named beside
 * it. A field or method beside no model says nothing about any.
 */
export async function refuseClosedNames(
  call: Call,
  { models, fields, methods }: Pick<PromptCall, 'models' | 'fields' | 'methods'>,
  context: HandlerContext,
): Promise<Deny | undefined> {
  const described = await describedFields(call, models, context);
  if ('effect' in described) return described;
  if (models.length === 0) return undefined;
  const field = fields.find((name) => !described.some((mayDescribe) => mayDescribe(name)));
  if (field !== undefined) {
    const reason = `${field} is no field of ${models.join(', ')} that may be read.`;
    return deny('field_not_readable', 'model_access.yaml', reason);
  }
  const method = methods.find(
    (name) => !models.some((model) => mayCall(call, model, name, context)),
  );
  if (method === undefined) return undefined;
  const reason = `${method} is no method of ${models.join(', ')} that may be called.`;
  return deny('method_not_allowed', 'model_access.yaml:allowed_methods', reason);
}

/** Whether the caller may call a method of a model, on some record and without arguments. */
export function mayCall(
  call: Call,
  model: ModelName,
  method: MethodName,
  { policy, schemas }: HandlerContext,
): boolean {
  const asked = { kind: 'call', model, method, ids: ANY_ID, args: [], kwargs: {} } as const;
  const view = schemas.view(accountOf(call));
  const { effect } = decide({ ...asked, dryRun: true }, call.caller.subject, policy, view);
  // What is left to ask about are the records, and those are the matter of the call.
  return effect === 'allow' || effect === 'need_facts';
}

/** Which record it is makes no difference to whether a method may be called. */
const ANY_ID = [1].flatMap((id) => parseRecordId(id) ?? []);

/** For each model whether a field of it may be described, or why a model may not be. */
async function describedFields(
  call: Call,
  models: readonly ModelName[],
  context: HandlerContext,
): Promise<readonly ((field: FieldName) => boolean)[] | Deny> {
  const questions = models.map((model) => ({ kind: 'fields_get', model }) as const);
  const decided = await decideOperations(questions, call, context);
  return 'effect' in decided ? decided : decided.map(mayDescribe);
}

function mayDescribe({ obligation }: Allow): (field: FieldName) => boolean {
  return obligation.kind === 'fields' ? obligation.mayDescribe : () => false;
}
