import * as z from 'zod';
import { OdooError } from '../odoo/errors.ts';
import { dryRun, modelName, record } from './arguments.ts';
import { callContext, contextArguments } from './call-context.ts';
import { requireModelAccess } from './records.ts';
import { defineTool } from './tool.ts';
import { requireWritable, values } from './write-values.ts';

export const createRecord = defineTool({
  name: 'create_record',
  title: 'Create a record',
  description:
    'Create one record of an Odoo model. get_model_fields tells which fields are required. With ' +
    'dry_run the values are checked and returned, and nothing is created.',
  hints: { readOnly: false },
  input: z.strictObject({ model: modelName, values, dry_run: dryRun, ...contextArguments }),
  output: z.looseObject({
    model: z.string(),
    id: z.int().optional().describe('Id of the new record.'),
    dry_run: z.boolean().optional(),
    action: z.string().optional(),
    validated_values: record.optional(),
    field_count: z.int().optional(),
  }),
  async run(args, { caller, signal }) {
    const client = await caller.client(signal);
    await requireWritable(client, args.model, args.values, signal);
    if (args.dry_run) {
      await requireModelAccess(client, args.model, 'create', signal);
      return {
        dry_run: true,
        model: args.model,
        action: 'create',
        validated_values: args.values,
        field_count: Object.keys(args.values).length,
      };
    }
    // Odoo looks at the first positional argument to tell one record from many.
    const answer = await client.call(
      args.model,
      'create',
      [args.values],
      { ...callContext(args) },
      signal,
    );
    const id = z.int().positive().safeParse(answer);
    if (!id.success) throw new OdooError('internal', 'Odoo answered no record id.', 'unknown');
    return { id: id.data, model: args.model };
  },
});
