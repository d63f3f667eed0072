import type { BoundCall, BoundTool } from '../../policies/bindings/binding.ts';
import { deny } from '../../policies/decision.ts';
import { filterToolResult } from '../../policies/filter/tool-result.ts';
import type { JsonObject } from '../../policies/json.ts';
import { type Create, isChange, type Operation } from '../../policies/operation.ts';
import { askMissing, broughtFields, notGiven, withGiven } from './ask-missing.ts';
import { type Answered, type Call, denied, type Prepared, type Refused } from './call.ts';
import type { HandlerContext } from './context.ts';
import { decideOperations } from './decide-operations.ts';
import { forwardedMeta, withMeta } from './envelope.ts';
import { missingFields } from './missing-fields.ts';
import { progressOf } from './progress.ts';
import { refuseRepeated, type ToolCall } from './unbound-tool.ts';
import { writtenBack } from './written-back.ts';

/**
 * A call of a bound tool: decoded, decided, written anew. A call that is made once more with what a person said
 * is decided with that in its values, as if it had been there from the start.
 */
export async function prepareBound(
  call: Call,
  tool: BoundTool,
  asked: ToolCall,
  context: HandlerContext,
): Promise<Prepared | Refused> {
  const bound = tool.bind(asked.args);
  if ('effect' in bound) return denied(bound, { tool: tool.name });
  const facts = { tool: tool.name, operations: bound.operations };
  const create = askableCreate(bound);
  if (!create) {
    const repeated = refuseRepeated(asked);
    return repeated
      ? denied(repeated, facts)
      : forward(call, tool, bound, bound.operations, context);
  }
  if (!asked.repeated) return forwardCreate(call, tool, bound, create, context);

  const brought = broughtFields(call, context);
  if (!brought) {
    const reason = 'inputResponses holds no answer to anything that was asked.';
    return denied(deny('arguments_invalid', 'protocol', reason), facts);
  }
  if (brought.kind !== 'accepted') return denied(notGiven(brought), facts);
  const completed = await withGiven(call, create, brought.content, context);
  return forward(call, tool, bound, [completed], context, asked.state);
}

/** The one record a call is about to create: only such a call may ask for what it lacks. */
function askableCreate({ operations }: BoundCall): Create | undefined {
  const [only, ...others] = operations;
  if (only.kind !== 'create' || others.length > 0) return undefined;
  return only.values.length === 1 && !only.dryRun ? only : undefined;
}

/** A create whose missing fields somebody can be asked for, once. */
async function forwardCreate(
  call: Call,
  tool: BoundTool,
  bound: BoundCall,
  create: Create,
  context: HandlerContext,
): Promise<Prepared | Refused> {
  const prepared = await forward(call, tool, bound, [create], context);
  if (prepared.kind === 'refused' || !context.elicitation.canAsk(call)) return prepared;
  const meta = forwardedMeta(call.request.params, call.era, { elicitation: { form: {} } });
  return {
    ...prepared,
    params: withMeta({ ...prepared.params }, meta),
    goOn: (result) => askAndGoOn(call, tool, bound, create, result, context),
  };
}

async function askAndGoOn(
  call: Call,
  tool: BoundTool,
  bound: BoundCall,
  create: Create,
  result: JsonObject,
  context: HandlerContext,
): Promise<Prepared | Answered | Refused | undefined> {
  const facts = { tool: tool.name, operations: bound.operations };
  const missing = missingFields(result);
  if (!missing) return undefined;
  if ('effect' in missing) return denied(missing, facts);
  const said = await askMissing(call, create, missing, context);
  if (!said) return undefined;
  if ('effect' in said) return denied(said, facts);
  switch (said.kind) {
    case 'unable':
      return undefined;
    case 'pending':
      return { kind: 'answered', result: said.result };
    case 'declined':
    case 'cancelled':
      return denied(notGiven(said), facts);
    case 'accepted': {
      const completed = await withGiven(call, create, said.content, context);
      return forward(call, tool, bound, [completed], context);
    }
    default:
      return said satisfies never;
  }
}

/** Decides the operations of a call and writes them back as the arguments to forward. */
async function forward(
  call: Call,
  tool: BoundTool,
  bound: BoundCall,
  asked: readonly Operation[],
  context: HandlerContext,
  state?: string,
): Promise<Prepared | Refused> {
  const { policy } = context;
  const facts = { tool: tool.name, operations: asked };
  const decided = await decideOperations(asked, call, context);
  if ('effect' in decided) return denied(decided, facts);

  const operations = decided.map((allow) => allow.operation);
  const notes = decided.flatMap((allow) => allow.notes);
  const emitted = writtenBack(() => bound.emit(operations));
  if ('denial' in emitted) return denied(emitted.denial, facts);
  const params = {
    name: tool.name,
    arguments: emitted.value,
    ...(state === undefined ? {} : { requestState: state }),
  };
  return {
    kind: 'prepared',
    params: withMeta(params, forwardedMeta(call.request.params, call.era)),
    withCredential: true,
    mayChange: operations.some(isChange),
    filter(result) {
      const { maxResponseBytes } = policy.access;
      const limits = { maxResponseBytes };
      const filtered = filterToolResult(result, tool.result, decided, limits, emitted.value);
      if ('effect' in filtered) return filtered;
      return { ...filtered, notes: [...notes, ...filtered.notes] };
    },
    relay: progressOf(call),
    facts: { tool: tool.name, operations, rule: decided.map((allow) => allow.rule).join(', ') },
  };
}
