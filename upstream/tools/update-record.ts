import * as z from 'zod';
import { dryRun, modelName, record, recordId } from './arguments.ts';
import { callContext, contextArguments } from './call-context.ts';
import { requireModelAccess, requireRecord } from './records.ts';
import { defineTool } from './tool.ts';
import { requireWritable, values } from './write-values.ts';

export const updateRecord = defineTool({
  name: 'update_record',
  title: 'Update a record',
  description:
    'Change fields of one record of an Odoo model; fields that are not named stay as they are. ' +
    'With dry_run the record and the values are checked, and nothing is changed.',
  hints: { readOnly: false, idempotent: true },
  input: z.strictObject({
    model: modelName,
    record_id: recordId,
    values,
    dry_run: dryRun,
    ...contextArguments,
  }),
  output: z.looseObject({
    model: z.string(),
    id: z.int(),
    success: z.boolean().optional(),
    dry_run: z.boolean().optional(),
    action: z.string().optional(),
    validated_values: record.optional(),
    field_count: z.int().optional(),
  }),
  async run(args, { caller, signal }) {
    const client = await caller.client(signal);
    await requireWritable(client, args.model, args.values, signal);
    if (args.dry_run) {
      await requireModelAccess(client, args.model, 'write', signal);
      await requireRecord(client, args.model, args.record_id, signal, callContext(args));
      return {
        dry_run: true,
        model: args.model,
        action: 'update',
        id: args.record_id,
        validated_values: args.values,
        field_count: Object.keys(args.values).length,
      };
    }
    // By position: overrides call the parameter vals, values or data (Odoo 17 and 18).
    const written = [[args.record_id], args.values];
    await client.call(args.model, 'write', written, { ...callContext(args) }, signal);
    return { success: true, model: args.model, id: args.record_id };
  },
});
