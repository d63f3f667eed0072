import type { CompletionKind } from '../../policies/bindings/completions.ts';
import { decide } from '../../policies/decide/decide.ts';
import type { Allow, Deny } from '../../policies/decision.ts';
import type { Offerable } from '../../policies/filter/completion.ts';
import { type ModelName, parseRecordId } from '../../policies/names.ts';
import type { Operation } from '../../policies/operation.ts';
import type { Call } from './call.ts';
import { accountOf, type HandlerContext, onBehalfOf } from './context.ts';
import { decideOperations } from './decide-operations.ts';

/** Completing an argument, as it may be done. */
export interface Offer {
  /** The beginning to complete, as it may be looked for. */
  readonly value: string;
  readonly may: Offerable;
  readonly operations: readonly Operation[];
}

/** What an argument may be completed to, or why it may not be: offering names is a way of reading them. */
export async function decideOffer(
  call: Call,
  kind: CompletionKind,
  value: string,
  model: ModelName | undefined,
  context: HandlerContext,
): Promise<Offer | Deny> {
  const decided = await decideOperations(
    [operationOf(kind, value, model)],
    call.caller.subject,
    context.policy,
    context.schemas,
    accountOf(call),
    onBehalfOf(call, true),
  );
  if ('effect' in decided) return decided;
  const operations = decided.map((allow) => allow.operation);
  const [operation] = operations;
  const name = operation?.kind === 'name_search' ? operation.name : undefined;
  return {
    value: typeof name === 'string' ? name : value,
    may: offerable(decided, call, model, context),
    operations,
  };
}

function offerable(
  decided: readonly Allow[],
  call: Call,
  model: ModelName | undefined,
  { policy, schemas }: HandlerContext,
): Offerable {
  const obligation = decided[0]?.obligation;
  const view = schemas.view(accountOf(call));
  return {
    model: (name) => obligation?.kind === 'models' && obligation.accessLevel(name) !== undefined,
    field: (name) => obligation?.kind === 'fields' && obligation.mayDescribe(name),
    method(method) {
      if (model === undefined) return false;
      const asked = { kind: 'call', model, method, ids: ANY_ID, args: [], kwargs: {} } as const;
      const decision = decide({ ...asked, dryRun: true }, call.caller.subject, policy, view);
      return decision.effect === 'allow';
    },
  };
}

/** Which record it is makes no difference to whether a method may be called. */
const ANY_ID = [1].flatMap((id) => parseRecordId(id) ?? []);

/** The question to Odoo that an offer of this kind answers. */
function operationOf(kind: CompletionKind, value: string, model: ModelName | undefined): Operation {
  if (kind === 'models' || model === undefined) return { kind: 'list_models' };
  switch (kind) {
    case 'fields':
    case 'methods':
      return { kind: 'fields_get', model };
    case 'ids':
      return { kind: 'name_search', model, name: value };
    default:
      return kind satisfies never;
  }
}
