import * as z from 'zod';
import { CONFIRMED_EFFECTS, type ConfirmRule } from '../confirm-rule.ts';
import { namePattern } from '../name-pattern.ts';
import type { ModelName } from '../names.ts';
import { methodName, modelPattern } from './names.ts';

const confirmRule = z
  .strictObject({
    operations: z.array(z.enum(CONFIRMED_EFFECTS)).min(1).optional(),
    models: z.array(modelPattern).min(1).optional(),
    methods: z.array(methodName).min(1).optional(),
    min_records: z.int().min(1).max(10_000).optional(),
  })
  .refine((rule) => Object.values(rule).some((condition) => condition !== undefined), {
    error: 'names no change',
    params: { hint: 'name operations, models, methods or min_records' },
  });

/** `confirm`: changes a person has to confirm before they are made. */
export const confirm = z
  .array(confirmRule)
  .default([])
  .describe('Changes that wait for a person to confirm them. An entry needs all it names.');

/** The compiled form decisions go through. */
export function compileConfirm(written: z.output<typeof confirm>): readonly ConfirmRule[] {
  return written.map(({ operations, models, methods, min_records: minRecords }, index) => ({
    effects: operations && new Set(operations),
    models: models && namePattern<ModelName>(models),
    methods: methods && new Set(methods),
    minRecords,
    rule: `rbac.yaml:confirm[${index}]`,
  }));
}
