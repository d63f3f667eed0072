import * as z from 'zod';
import type { BudgetMeasure, BudgetRule } from '../budget-rule.ts';
import { CONFIRMED_EFFECTS } from '../confirm-rule.ts';
import { namePattern } from '../name-pattern.ts';
import type { ModelName } from '../names.ts';
import { fieldName, groups, modelPattern } from './names.ts';

const budget = z
  .strictObject({
    model: modelPattern.optional().describe('A model or glob. Absent: every model.'),
    operations: z
      .array(z.enum(CONFIRMED_EFFECTS))
      .min(1)
      .optional()
      .describe('What draws on it. Absent: every change.'),
    count: z
      .union([z.literal(true), z.enum(['records', 'calls'])])
      .optional()
      .describe('Counts the changed records (true, records), or the calls.'),
    sum: fieldName.optional().describe('Adds up this number field of the changed records instead.'),
    per: z.enum(['minute', 'hour', 'day']),
    max: z.number().positive().max(1_000_000_000_000),
    groups: groups.optional().describe('Whom it binds. Absent: everybody.'),
  })
  .refine(({ count, sum }) => (count === undefined) !== (sum === undefined), {
    error: 'says neither what it counts nor what it sums, or both',
    params: { hint: 'write "count: true", or "sum: <field>"' },
  })
  .refine(({ sum, model }) => sum === undefined || model !== undefined, {
    error: 'sums a field of no model',
    params: { hint: 'add the model that has the field' },
  })
  .refine(({ groups: bound }) => bound === undefined || !isEmpty(bound), {
    error: 'binds nobody',
    params: { hint: 'name a group, or leave "groups" out to bind everybody' },
  });

/** `limits.budgets`: how much a subject may change in a stretch of time. */
export const budgets = z
  .array(budget)
  .max(100)
  .default([])
  .describe('How much one subject may change in any minute, hour or day.');

/** The compiled form that calls are charged by. */
export function compileBudgets(written: z.output<typeof budgets>): readonly BudgetRule[] {
  return written.map(({ model, operations, count, sum, per, max, groups: bound }, index) => {
    const measure: BudgetMeasure =
      sum === undefined
        ? { kind: count === 'calls' ? 'calls' : 'records' }
        : { kind: 'sum', field: sum };
    return {
      models: model === undefined ? undefined : namePattern<ModelName>([model]),
      effects: new Set(operations ?? CONFIRMED_EFFECTS),
      groups: bound === undefined || Array.isArray(bound) ? bound : [bound],
      measure,
      per,
      max,
      rule: `gateway.yaml:limits.budgets[${index}]`,
    };
  });
}

function isEmpty(written: unknown): boolean {
  return Array.isArray(written) && written.length === 0;
}
