import * as z from 'zod';
import { namePattern } from '../name-pattern.ts';
import type { Restrictions } from '../policy.ts';
import { fieldName, methodName, modelPattern } from './names.ts';

/** `restrictions.yaml`: what no grant overrides. Every key only takes away. */
export const restrictionsFile = z.strictObject({
  always_blocked: z
    .array(modelPattern)
    .default([])
    .describe('Models (or globs) nobody reaches, beside those the guardrails block.'),
  admin_only: z
    .array(modelPattern)
    .default([])
    .describe('Models (or globs) only administrators reach.'),
  admin_write_only: z
    .array(modelPattern)
    .default([])
    .describe('Models (or globs) only administrators write. Reading still needs a grant.'),
  blocked_methods: z.array(methodName).default([]).describe('Methods nobody calls, on any model.'),
  blocked_write_fields: z
    .array(fieldName)
    .default([])
    .describe('Field names nobody writes, on any model.'),
});

export type RestrictionsFile = z.output<typeof restrictionsFile>;

/** The compiled form decisions look names up in. */
export function compileRestrictions(file: RestrictionsFile): Restrictions {
  return Object.freeze({
    alwaysBlocked: namePattern(file.always_blocked),
    adminOnly: namePattern(file.admin_only),
    adminWriteOnly: namePattern(file.admin_write_only),
    blockedMethods: new Set(file.blocked_methods),
    blockedWriteFields: new Set(file.blocked_write_fields),
  });
}
