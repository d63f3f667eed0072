import * as z from 'zod';
import { type FormAnswer, valuesOfForm } from '../elicitation/form-answer.ts';
import { type CreateAttempt, missingFields } from '../elicitation/missing-fields.ts';
import { MissingValues } from '../elicitation/missing-values.ts';
import type { OdooClient } from '../odoo/client.ts';
import { OdooError } from '../odoo/errors.ts';
import type { RecordValues } from '../odoo/write-check.ts';
import { dryRun, modelName, record } from './arguments.ts';
import { callContext, contextArguments } from './call-context.ts';
import { requireModelAccess } from './records.ts';
import { ArgumentError, defineTool } from './tool.ts';
import { requireWritable, values } from './write-values.ts';

export const createRecord = defineTool({
  name: 'create_record',
  title: 'Create a record',
  description:
    'Create one record of an Odoo model. get_model_fields tells which fields are required; when ' +
    'some are missing, the person at the client is asked for them, or the failure lists them. With ' +
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
  async run(args, { caller, signal, formAnswer }) {
    const client = await caller.client(signal);
    if (args.dry_run) {
      await requireWritable(client, args.model, args.values, signal, 'create');
      await requireModelAccess(client, args.model, 'create', signal);
      return {
        dry_run: true,
        model: args.model,
        action: 'create',
        validated_values: args.values,
        field_count: Object.keys(args.values).length,
      };
    }
    const { model } = args;
    const context = callContext(args);
    const given = await completed(client, model, args.values, formAnswer, signal);
    const attempt = (refusal?: string) => ({ model, values: given, context, refusal });
    if (Object.keys(given).length === 0) await tellMissing(client, attempt(), signal);
    await requireWritable(client, model, given, signal, 'create');
    // Odoo looks at the first positional argument to tell one record from many.
    const answer = await client
      .call(model, 'create', [given], { ...context }, signal)
      .catch(async (error: unknown) => {
        if (mayLackValues(error)) await tellMissing(client, attempt(error.message), signal);
        throw error;
      });
    const id = z.int().positive().safeParse(answer);
    if (!id.success) throw new OdooError('internal', 'Odoo answered no record id.', 'unknown');
    return { id: id.data, model };
  },
});

/** The caller's values over what a person filled in. Throws `ArgumentError` when the person declined. */
async function completed(
  client: OdooClient,
  model: string,
  own: RecordValues,
  answer: FormAnswer | undefined,
  signal: AbortSignal,
): Promise<RecordValues> {
  if (answer === undefined) return own;
  if (answer.kind === 'declined')
    throw new ArgumentError(
      'Nothing was created: whoever was asked for the missing values gave none. Give them in values.',
    );
  return { ...valuesOfForm(answer.content, await client.fields(model, signal)), ...own };
}

function mayLackValues(error: unknown): error is OdooError {
  return error instanceof OdooError && error.outcome === 'refused' && error.class === 'validation';
}

/** Throws `MissingValues` when the create lacked required fields. */
async function tellMissing(
  client: OdooClient,
  attempt: CreateAttempt,
  signal: AbortSignal,
): Promise<void> {
  const fields = await missingFields(client, attempt, signal);
  if (fields.length > 0) throw new MissingValues(attempt.model, fields);
}
