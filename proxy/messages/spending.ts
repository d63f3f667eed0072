import type { BoundTool } from '../../policies/bindings/binding.ts';
import type { BudgetRule } from '../../policies/budget-rule.ts';
import type { ConfirmedEffect } from '../../policies/confirm-rule.ts';
import { performedBy } from '../../policies/decide/orm/dispatch.ts';
import { mayReadField } from '../../policies/decide/rights/visible-field.ts';
import type { Deny, Note, Permission } from '../../policies/decision.ts';
import { partAt, structuredAnswer } from '../../policies/filter/structured-result.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../policies/json.ts';
import { type ModelName, parseRecordId, type RecordId } from '../../policies/names.ts';
import { isChange, type Operation } from '../../policies/operation.ts';
import type { Amount } from '../limits/budget-ledger.ts';
import type { Held } from '../limits/budgets.ts';
import type { Call } from './call.ts';
import { accountOf, type HandlerContext } from './context.ts';
import { type Changing, type Drawn, type Figure, figureOf } from './spent-figure.ts';

/** What a call under way holds of the budgets. Whatever is said first about its end counts. */
export interface Spending {
  /** There is a result: the call was carried out, failed, or nobody can tell. */
  settle(result: JsonObject): Promise<readonly Note[]>;
  /** Nothing was carried out: all is given back. */
  giveBack(): void;
  /** Nobody can tell: all that was reserved is spent. */
  keep(): void;
}

const NOTHING_HELD: Spending = {
  settle: async () => [],
  giveBack: () => {},
  keep: () => {},
};

/**
 * Holds what a decided call takes of the budgets that bind its subject, or says which has too little. What the
 * commands of x2many fields do to other records draws on the budgets of their models.
 */
export async function holdBudgets(
  call: Call,
  tool: BoundTool,
  decided: readonly Pick<Permission, 'operation' | 'implied'>[],
  context: HandlerContext,
): Promise<Spending | Deny> {
  const acting = decided.flatMap(({ operation, implied }) => {
    const change = changeOf(operation, context);
    return change === undefined ? [] : [{ change, implied }];
  });
  const changes = acting.map(({ change }) => change);
  const besides = acting.flatMap(({ implied }) => implied);
  const bound = context.limits.budgets.rules
    .filter((rule) => binds(rule, call))
    .map((rule) => ({
      rule,
      changes: changes.filter(({ kind, model }) => drawsOn(rule, kind, model)),
      implied: besides.filter(({ effect, model }) => drawsOn(rule, effect, model)),
    }))
    .filter(({ changes: own, implied }) => own.length + implied.length > 0);
  if (bound.length === 0) return NOTHING_HELD;

  const figures = await Promise.all(bound.map((drawn) => figureOf(drawn, call, tool, context)));
  const charges = bound.map((drawn, index) => ({
    rule: drawn.rule,
    amount: figures[index]?.reserve ?? 'rest',
    mayTell: mayTell(drawn, call, context),
  }));
  const held = context.limits.budgets.hold(call.caller.subject, charges);
  if ('effect' in held) {
    if (!call.shadow) return held;
    call.shadow.overruled(held);
    return NOTHING_HELD;
  }
  return spendingOf(held, figures, { tool, several: isSeveral(changes, decided) });
}

function spendingOf(
  held: Held,
  figures: readonly Figure[],
  { tool, several }: { readonly tool: BoundTool; readonly several: boolean },
): Spending {
  const end = (amounts: readonly Amount[]) => held.settle(amounts);
  const reserved = figures.map(({ reserve }) => reserve);
  return {
    async settle(result) {
      const outcome = outcomeOf(result, several);
      if (outcome !== 'done') return end(outcome === 'failed' ? figures.map(() => 0) : reserved);
      try {
        const ids = createdIds(tool, result);
        return end(await Promise.all(figures.map(({ settle }) => settle(ids))));
      } catch (error) {
        end(reserved);
        throw error;
      }
    },
    giveBack: () => void end(figures.map(() => 0)),
    keep: () => void end(reserved),
  };
}

/** The operation as it acts, where it changes anything. */
function changeOf(operation: Operation, { policy }: HandlerContext): Changing | undefined {
  const performed = performedBy(operation, policy.gateway.odoo.version);
  if (!isChange(operation) || !isChange(performed)) return undefined;
  switch (performed.kind) {
    case 'create':
    case 'write':
    case 'unlink':
    case 'call':
    case 'post_message':
      return performed;
    default:
      return undefined;
  }
}

function binds({ groups }: BudgetRule, { caller, shadow }: Call): boolean {
  const { subject } = shadow ?? caller;
  return groups === undefined || groups.some((group) => subject.groups.has(group));
}

function drawsOn(
  { models, effects }: BudgetRule,
  effect: ConfirmedEffect,
  model: ModelName,
): boolean {
  return effects.has(effect) && (models === undefined || models.matches(model));
}

/** Figures of a field are told to those who may read it. */
function mayTell(
  { rule: { measure }, changes, implied }: Drawn,
  call: Call,
  { schemas, policy }: HandlerContext,
): boolean {
  if (measure.kind !== 'sum') return true;
  const view = schemas.view(accountOf(call));
  return [...changes, ...implied].every(({ model }) =>
    mayReadField(model, measure.field, call.caller.subject, policy, view),
  );
}

/** Whether a failure of the call may have left a part of it done. */
function isSeveral(changes: readonly Changing[], decided: readonly unknown[]): boolean {
  return (
    decided.length > 1 ||
    changes.some((change) =>
      change.kind === 'create' ? change.values.length > 1 : change.ids.length > 1,
    )
  );
}

/** Classes of failures in which Odoo did not carry a call out, unless the server says that it may have. */
const REFUSALS: ReadonlySet<Json | undefined> = new Set([
  ...['access', 'missing', 'validation', 'user'],
  ...['auth', 'session_expired', 'database', 'version'],
]);

/**
 * Odoo undoes a call that it refuses. Any other failure may be one of the way back: of a connection, or of a server
 * that could not read what Odoo answered.
 */
function outcomeOf(result: JsonObject, several: boolean): 'done' | 'failed' | 'unknown' {
  if (result.resultType === 'input_required') return 'failed';
  if (result.isError !== true) return 'done';
  const meta = isObject(result._meta) ? result._meta['odoo-mcp/error'] : undefined;
  const refused = isObject(meta) && meta.outcome === undefined && REFUSALS.has(meta.class);
  return refused && !several ? 'failed' : 'unknown';
}

/** The ids of new records, where the tool's answer is these, or a method's answer that may be. */
function createdIds({ result: shape }: BoundTool, result: JsonObject): readonly RecordId[] {
  if (shape.kind !== 'ids' && shape.kind !== 'value') return [];
  const part = partAt(structuredAnswer(result), shape.at);
  const ids = (isArray(part) ? part : [part]).map(parseRecordId);
  return ids.every(isDefined) ? ids : [];
}

function isDefined<Value>(value: Value | undefined): value is Value {
  return value !== undefined;
}
