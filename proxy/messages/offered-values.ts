import type { CompletionKind } from '../../policies/bindings/completions.ts';
import { type Allow, type Deny, deny } from '../../policies/decision.ts';
import type { Offerable } from '../../policies/filter/completion.ts';
import { isArray, type Json } from '../../policies/json.ts';
import type { ModelName } from '../../policies/names.ts';
import type { Operation } from '../../policies/operation.ts';
import type { Call } from './call.ts';
import type { HandlerContext } from './context.ts';
import { decideOperations } from './decide-operations.ts';
import { mayCall } from './open-names.ts';
import { refuseOracle } from './oracle-limit.ts';

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
  const asked = [operationOf(kind, value, model)];
  const decided = await decideOperations(asked, call, context);
  if ('effect' in decided) return decided;
  const oracle = refuseOracle(asked, call, context);
  if (oracle) return oracle;
  const operations = decided.map((allow) => allow.operation);
  const [operation] = operations;
  if (operation?.kind === 'name_search' && isNarrowed(operation.domain)) {
    return cannotBeNarrowed(operation.model);
  }
  const name = operation?.kind === 'name_search' ? operation.name : undefined;
  return {
    value: typeof name === 'string' ? name : value,
    may: offerable(decided, call, model, context),
    operations,
  };
}

/** Whether rules narrow what the search may find: a completion itself asks under no condition. */
function isNarrowed(domain: Json | undefined): boolean {
  return domain !== undefined && !(isArray(domain) && domain.length === 0);
}

/** The server completes among all records, and what is left out of its list would tell of them too. */
function cannotBeNarrowed(model: ModelName): Deny {
  return deny(
    'record_not_allowed',
    'rbac.yaml:record_rules',
    `record rules narrow ${model}, and what is completed goes past them.`,
    { allowed: 'Search by name or with a domain instead.' },
  );
}

function offerable(
  decided: readonly Allow[],
  call: Call,
  model: ModelName | undefined,
  context: HandlerContext,
): Offerable {
  const obligation = decided[0]?.obligation;
  return {
    model: (name) => obligation?.kind === 'models' && obligation.accessLevel(name) !== undefined,
    field: (name) => obligation?.kind === 'fields' && obligation.mayDescribe(name),
    method: (name) => model !== undefined && mayCall(call, model, name, context),
  };
}

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
