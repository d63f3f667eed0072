import type { BoundCall, BoundTool } from '../../policies/bindings/binding.ts';
import { type Deny, deny } from '../../policies/decision.ts';
import { filterToolResult } from '../../policies/filter/tool-result.ts';
import type { JsonObject } from '../../policies/json.ts';
import { type Create, isChange, type Operation } from '../../policies/operation.ts';
import type { FactSource } from '../lookups/facts.ts';
import { factsOfChange } from '../lookups/facts-of-change.ts';
import { passedError } from '../upstream-error.ts';
import { RPC_ERROR } from '../wire/message.ts';
import { askMissing, broughtFields, notGiven, stateBrought, withGiven } from './ask-missing.ts';
import { type Answered, type Call, denied, type Prepared, type Refused } from './call.ts';
import {
  type Along,
  askToConfirm,
  type DecidedCall,
  declined,
  digestOf,
  rulesOf,
  type Said,
  saidBefore,
} from './confirm.ts';
import { accountOf, type HandlerContext } from './context.ts';
import { decideChanges } from './decide-operations.ts';
import { forwardedMeta, withMeta } from './envelope.ts';
import { taskCapability, taskParameter } from './handed-out.ts';
import { missingFields } from './missing-fields.ts';
import { refuseOracle } from './oracle-limit.ts';
import { ownIdentity } from './own-identity.ts';
import { progressOf } from './progress.ts';
import { holdBudgets, type Spending } from './spending.ts';
import { refuseRepeated, type ToolCall } from './unbound-tool.ts';
import { filterWithinReach } from './within-reach.ts';
import { writtenBack } from './written-back.ts';

/** A call of a bound tool on its way: what it asks, and what people behind the client said of it so far. */
interface Round {
  readonly call: Call;
  readonly tool: BoundTool;
  readonly bound: BoundCall;
  readonly context: HandlerContext;
  readonly along: Along;
  readonly said?: Said;
  /** Whether fields that the call turns out to lack can be asked for: of one new record, once. */
  readonly askable?: Create;
}

/**
 * A call of a bound tool: decoded, decided, confirmed where it has to be, written anew. A call that is made once
 * more with what a person said is decided anew, with what was given in its values as if it had been there from
 * the start.
 */
export async function prepareBound(
  call: Call,
  tool: BoundTool,
  asked: ToolCall,
  context: HandlerContext,
): Promise<Prepared | Answered | Refused> {
  const bound = tool.bind(asked.args);
  if ('effect' in bound) return denied(bound, { tool: tool.name });
  const facts = { tool: tool.name, operations: bound.operations };
  const create = askableCreate(bound);
  const round: Round = { call, tool, bound, context, along: {} };
  if (!asked.repeated) {
    return forward(create ? { ...round, askable: create } : round, bound.operations);
  }

  const said = saidBefore(call, asked.requestState, context);
  if (said) return confirmed({ ...round, said }, create);
  const asks = create !== undefined || context.policy.rbac.confirm.length > 0;
  const repeated = asks ? undefined : refuseRepeated(asked);
  if (repeated) return denied(repeated, facts);
  const brought = broughtFields(call, context);
  const name = asked.requestState;
  const state = create && brought && stateBrought(call, { tool, create, name }, context);
  if (!create || !brought || !state) {
    const reason =
      'inputResponses holds no answer to anything that was asked, or was asked lately. Call without it first.';
    return denied(deny('arguments_invalid', 'protocol', reason), facts);
  }
  if (brought.kind !== 'accepted') return denied(notGiven(brought), facts);
  const along = { given: brought.content, ...state };
  return forward({ ...round, along }, [await withGiven(call, create, brought.content, context)]);
}

/** A call that is repeated with the answer to the question whether it may be made. */
async function confirmed(
  round: Round & { readonly said: Said },
  create: Create | undefined,
): Promise<Prepared | Answered | Refused> {
  const { call, bound, context, said } = round;
  const { given, state } = said.pending;
  const along = { ...(given ? { given } : {}), ...(state === undefined ? {} : { state }) };
  if (!create) return forward({ ...round, along }, bound.operations);
  if (!given) return forward({ ...round, along, askable: create }, bound.operations);
  return forward({ ...round, along }, [await withGiven(call, create, given, context)]);
}

/** The one record a call is about to create: only such a call may ask for what it lacks. */
function askableCreate({ operations }: BoundCall): Create | undefined {
  const [only, ...others] = operations;
  if (only.kind !== 'create' || others.length > 0) return undefined;
  return only.values.length === 1 && !only.dryRun ? only : undefined;
}

/** A create that failed for want of fields, once somebody gave them. */
async function askAndGoOn(
  { askable: create, ...round }: Round & { readonly askable: Create },
  result: JsonObject,
  spending: Spending,
): Promise<Prepared | Answered | Refused | undefined> {
  const { call, tool, bound, context } = round;
  const facts = { tool: tool.name, operations: bound.operations };
  const missing = missingFields(result);
  if (!missing) return undefined;
  spending.giveBack();
  if ('effect' in missing) return denied(missing, facts);
  const said = await askMissing(call, { tool, create }, missing, context);
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
      return forward({ ...round, along: { given: said.content } }, [completed]);
    }
    default:
      return said satisfies never;
  }
}

async function decideCall(
  { call, tool, bound, context }: Round,
  asked: readonly Operation[],
): Promise<DecidedCall | Deny> {
  const decisions = await decideChanges(asked, call, context);
  if ('effect' in decisions) return decisions;
  const emitted = writtenBack(() => bound.emit(decisions.map(({ operation }) => operation)));
  if ('denial' in emitted) return emitted.denial;
  return { account: accountOf(call), tool, decisions, args: emitted.value };
}

/**
 * Decides and, where a rule wants it, has confirmed. A person takes their time: what they said yes to while the
 * call waited is decided anew, and must still be the same.
 */
async function decideAndConfirm(
  round: Round,
  asked: readonly Operation[],
): Promise<DecidedCall | Deny | Answered> {
  const { call, context, along, said } = round;
  const first = await decideCall(round, asked);
  if ('effect' in first) return first;
  const [rule] = rulesOf(first);
  if (rule === undefined) return first;
  const digest = digestOf(first);
  const refused = await askToConfirm(first, call, context, along, said);
  if (refused) return refused;
  if (said?.pending.digest === digest) return first;
  const again = await decideCall(round, asked);
  if ('effect' in again || digestOf(again) === digest) return again;
  return declined(rule, 'what was confirmed is no longer what the call would do.');
}

/** Decides the operations of a call, counts it, and writes it back as the arguments to forward. */
async function forward(
  round: Round,
  asked: readonly Operation[],
): Promise<Prepared | Answered | Refused> {
  const { call, tool, context, along, askable } = round;
  const facts = { tool: tool.name, operations: asked };
  const change = asked.some(isChange) ? factsOfChange(context.facts) : undefined;
  const decided = await decideAndConfirm(withFacts(round, change?.before), asked);
  if ('effect' in decided) return denied(decided, facts);
  if ('kind' in decided) return decided;
  const { decisions, args } = decided;
  const operations = decisions.map(({ operation }) => operation);

  const oracle = refuseOracle(asked, call, context);
  if (oracle) return denied(oracle, facts);
  const spending = await holdBudgets(call, tool, decisions, context);
  if ('effect' in spending) return denied(spending, facts);

  const notes = decisions.flatMap((allow) => allow.notes);
  const canAsk = askable !== undefined && context.elicitation.canAsk(call);
  const meta = forwardedMeta(call.request.params, call.era, {
    ...(canAsk ? { elicitation: { form: {} } } : {}),
    ...taskCapability(call, context),
  });
  const params = {
    name: tool.name,
    arguments: args,
    ...(along.state === undefined ? {} : { requestState: along.state }),
    ...taskParameter(call, context),
  };
  const { maxResponseBytes } = context.policy.access;
  const filtering = (answer: JsonObject, by: DecidedCall, at: Call) => {
    const result = ownIdentity(answer, tool, at, context);
    return filterWithinReach(
      by.decisions,
      (known) => filterToolResult(result, tool.result, known, { maxResponseBytes }, by.args),
      at,
      context,
    );
  };
  return {
    kind: 'prepared',
    params: withMeta(params, meta),
    withCredential: true,
    mayChange: operations.some(isChange),
    async filter(result) {
      const spent = await spending.settle(result);
      const filtered = await filtering(result, decided, call);
      if ('effect' in filtered) return filtered;
      return { ...filtered, notes: [...notes, ...filtered.notes, ...spent] };
    },
    ...(canAsk ? { goOn: (result) => askAndGoOn({ ...round, askable }, result, spending) } : {}),
    async anew(later) {
      const now = await decideCall(withFacts({ ...round, call: later }, change?.afterwards), asked);
      if (!('effect' in now)) return { filter: (result) => filtering(result, now, later) };
      return change ? { ...now, reason: `${now.reason} ${MAY_BE_DONE}` } : now;
    },
    onError(error) {
      if (NOT_CARRIED_OUT.has(error.code)) spending.giveBack();
      else spending.keep();
      return passedError(error);
    },
    onFailure(failure) {
      if (failure === 'unreachable') spending.giveBack();
      else if (failure === 'unanswered') spending.keep();
    },
    relay: progressOf(call),
    facts: { tool: tool.name, operations, rule: decisions.map((allow) => allow.rule).join(', ') },
  };
}

function withFacts(round: Round, facts: FactSource | undefined): Round {
  return facts ? { ...round, context: { ...round.context, facts } } : round;
}

/** What whoever may not see the result of a change any more has to know of it. */
const MAY_BE_DONE =
  'This is about the result: the call was allowed when it was made and may have been carried out.';

/**
 * JSON-RPC errors that say a request was not understood, and so not carried out (JSON-RPC 2.0, section 5.1). Invalid
 * parameters are none of them: servers of the reference SDK 1.x say that of a tool's result as well, when it is done.
 */
const NOT_CARRIED_OUT: ReadonlySet<number> = new Set([
  RPC_ERROR.methodNotFound,
  RPC_ERROR.invalidRequest,
]);
