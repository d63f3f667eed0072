import * as z from 'zod';
import type { OdooClient } from '../odoo/client.ts';
import type { AccessOperation } from '../odoo/model-access.ts';
import { requireModelAccess } from '../tools/records.ts';

/** What the answer of a dry run says beside what the real one would. */
export const dryRunOutput = {
  dry_run: z.boolean().optional(),
  model: z.string().optional(),
  action: z.string().optional().describe('What would be done: create, update, or a method.'),
};

/** The start of a dry run's answer. Throws class `access` when the caller's groups do not give the operation. */
export async function tried(
  client: OdooClient,
  model: string,
  operation: AccessOperation,
  action: string,
  signal: AbortSignal,
): Promise<{ readonly dry_run: true; readonly model: string; readonly action: string }> {
  await requireModelAccess(client, model, operation, signal);
  return { dry_run: true, model, action };
}
