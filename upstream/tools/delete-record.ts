import * as z from 'zod';
import { dryRun, modelName, recordId } from './arguments.ts';
import { callContext, contextArguments } from './call-context.ts';
import { requireModelAccess, requireRecord } from './records.ts';
import { defineTool } from './tool.ts';

export const deleteRecord = defineTool({
  name: 'delete_record',
  title: 'Delete a record',
  description:
    'Delete one record of an Odoo model for good. Where the model has an active field, archiving ' +
    'it with update_record and active: false is usually what people want. With dry_run nothing is deleted.',
  hints: { readOnly: false, destructive: true, idempotent: true },
  input: z.strictObject({
    model: modelName,
    record_id: recordId,
    dry_run: dryRun,
    ...contextArguments,
  }),
  output: z.looseObject({
    model: z.string(),
    id: z.int(),
    success: z.boolean().optional(),
    dry_run: z.boolean().optional(),
    action: z.string().optional(),
  }),
  async run(args, { caller, signal }) {
    const client = await caller.client(signal);
    // Odoo deletes a missing record without a word, so existence is asked for first.
    await requireRecord(client, args.model, args.record_id, signal, callContext(args));
    if (args.dry_run) {
      await requireModelAccess(client, args.model, 'unlink', signal);
      return { dry_run: true, model: args.model, action: 'delete', id: args.record_id };
    }
    await client.call(args.model, 'unlink', [[args.record_id]], { ...callContext(args) }, signal);
    return { success: true, model: args.model, id: args.record_id };
  },
});
