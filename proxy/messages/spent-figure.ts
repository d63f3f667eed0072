import type { BoundTool } from '../../policies/bindings/binding.ts';
import type { BudgetRule } from '../../policies/budget-rule.ts';
import type { Change } from '../../policies/change.ts';
import type { Json } from '../../policies/json.ts';
import type { ModelSchema } from '../../policies/model-schema.ts';
import type { FieldName, ModelName, RecordId } from '../../policies/names.ts';
import type { CallMethod, Create, PostMessage, Unlink, Write } from '../../policies/operation.ts';
import type { Amount } from '../limits/budget-ledger.ts';
import type { Call } from './call.ts';
import { accountOf, type HandlerContext, onBehalfOf } from './context.ts';
import { isToldByExample } from './told-by-example.ts';

/** An operation that changes data, as it acts. */
export type Changing = Create | Write | Unlink | CallMethod | PostMessage;

/** What of a call draws on one budget. */
export interface Drawn {
  readonly rule: BudgetRule;
  readonly changes: readonly Changing[];
  /** What the commands of x2many fields do to other records. */
  readonly implied: readonly Change[];
}

/** What a call takes of one budget: what is reserved for it, and what it came to. */
export interface Figure {
  readonly reserve: Amount;
  /** Once it was carried out. `created`: the ids of new records, where they are known. */
  settle(created: readonly RecordId[]): Promise<Amount>;
}

/** Works out what the changes of a call take of a budget. Amounts have no sign: lowering a sum is a change too. */
export async function figureOf(
  { rule: { measure }, changes, implied }: Drawn,
  call: Call,
  tool: BoundTool,
  context: HandlerContext,
): Promise<Figure> {
  switch (measure.kind) {
    case 'calls':
      return known(1);
    case 'records':
      return known(
        counted(sum([...changes.map(recordsOf), ...implied.map(({ records }) => records)])),
      );
    case 'sum': {
      // Which records commands reach is known only where each is named, and what they come to only to Odoo.
      if (implied.length > 0) return known('rest');
      const { field } = measure;
      const exact = !isToldByExample(tool) && changes.length === 1;
      const figures = await Promise.all(
        changes.map((change) => sumOf(change, field, exact, call, context)),
      );
      return {
        reserve: total(figures.map(({ reserve }) => reserve)),
        settle: async (ids) => total(await Promise.all(figures.map(({ settle }) => settle(ids)))),
      };
    }
    default:
      return measure satisfies never;
  }
}

function recordsOf(change: Changing): number {
  return change.kind === 'create' ? change.values.length : Math.max(1, new Set(change.ids).size);
}

/**
 * What a change takes of a sum over a field. A new record takes its value; a written one what the value
 * changes by; one that is deleted, called on or written to takes the value it has.
 */
async function sumOf(
  change: Changing,
  field: FieldName,
  exact: boolean,
  call: Call,
  context: HandlerContext,
): Promise<Figure> {
  const schema = await schemaOf(change.model, call, context);
  const read = async (ids: readonly RecordId[]) => {
    if (!exact || schema === undefined) return undefined;
    const asked = { schema, field, ids, context: change.context };
    return context.figures.read(asked, onBehalfOf(call, true));
  };
  switch (change.kind) {
    case 'create': {
      const given = exact
        ? change.values.map((values) => givenIn(values, field, schema))
        : [undefined];
      if (given.every((value) => value !== undefined)) return known(absolute(given));
      return {
        reserve: 'rest',
        settle: async (ids) => {
          const figures = ids.length === change.values.length ? await read(ids) : undefined;
          return figures === undefined ? 'rest' : absolute(figures);
        },
      };
    }
    case 'write': {
      const before = await read(change.ids);
      const value = exact ? givenIn(change.values, field, schema) : undefined;
      const changed = (after: readonly number[]) =>
        absolute(after.map((figure, index) => figure - (before?.[index] ?? 0)));
      const ids = [...new Set(change.ids)];
      if (value !== undefined) return known(changed(ids.map(() => value)));
      return {
        reserve: 'rest',
        settle: async () => {
          const after = await read(ids);
          return after === undefined ? 'rest' : changed(after);
        },
      };
    }
    case 'unlink':
    case 'call':
    case 'post_message': {
      const figures = await read(change.ids);
      return known(figures === undefined ? 'rest' : absolute(figures));
    }
    default:
      return change satisfies never;
  }
}

/** A value that the call itself gives the field, and that Odoo takes: it computes what is read-only. */
function givenIn(
  values: { readonly [key: string]: Json },
  field: FieldName,
  schema: ModelSchema | undefined,
): number | undefined {
  const value = values[field];
  const known = schema?.fields.get(field);
  if (known === undefined || known.readonly || known.related !== undefined) return undefined;
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

async function schemaOf(
  model: ModelName,
  call: Call,
  { schemas }: HandlerContext,
): Promise<ModelSchema | undefined> {
  const account = accountOf(call);
  const view = schemas.view(account);
  if (view.get(model) === undefined) await schemas.load([model], account, onBehalfOf(call, true));
  const schema = view.get(model);
  return schema === 'absent' ? undefined : schema;
}

function counted(records: number): Amount {
  return Number.isFinite(records) ? records : 'rest';
}

function known(amount: Amount): Figure {
  return { reserve: amount, settle: async () => amount };
}

function total(amounts: readonly Amount[]): Amount {
  return amounts.every((amount) => amount !== 'rest') ? sum(amounts) : 'rest';
}

function absolute(figures: readonly number[]): number {
  return sum(figures.map(Math.abs));
}

function sum(figures: readonly number[]): number {
  return figures.reduce((before, figure) => before + figure, 0);
}
