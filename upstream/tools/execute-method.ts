import * as z from 'zod';
import { ARGUMENTS_LIMITS, exceeds } from '../odoo/json-limits.ts';
import { dryRun, methodName, modelName, record, recordId } from './arguments.ts';
import { callContext, contextArguments } from './call-context.ts';
import { ArgumentError, defineTool } from './tool.ts';

/** Most records one call works on. */
const MAX_RECORD_IDS = 500;

export const executeMethod = defineTool({
  name: 'execute_method',
  title: 'Call a method',
  description:
    'Call a public method of an Odoo model, such as action_confirm on sale.order. record_ids are ' +
    'the records it works on; leave them out only for methods of the model as a whole. Prefer the ' +
    'other tools for reading and writing.',
  hints: { readOnly: false, destructive: true },
  input: z.strictObject({
    model: modelName,
    method: methodName,
    record_ids: z
      .array(recordId)
      .min(1, 'name at least one record, or leave record_ids out')
      .max(MAX_RECORD_IDS)
      .optional()
      .describe('Ids of the records the method works on.'),
    args: z
      .array(z.unknown())
      .max(50)
      .optional()
      .describe('Further positional arguments, after the records.'),
    kwargs: z.record(z.string(), z.unknown()).optional().describe('Arguments by name.'),
    dry_run: dryRun,
    ...contextArguments,
  }),
  output: z.looseObject({
    model: z.string(),
    method: z.string(),
    result: z.unknown().optional().describe('What the method returned; records as their ids.'),
    dry_run: z.boolean().optional(),
    record_ids: z.array(z.int()).optional(),
    args_count: z.int().optional(),
    sanitized_kwargs: record.optional(),
  }),
  async run(args, { caller, signal }) {
    const positional = args.args ?? [];
    const kwargs = withContext(args.kwargs ?? {}, args);
    const tooLarge = exceeds([positional, kwargs], ARGUMENTS_LIMITS);
    if (tooLarge !== undefined) throw new ArgumentError(`args and kwargs: ${tooLarge}`);
    const ids = args.record_ids === undefined ? undefined : [...new Set(args.record_ids)];

    const client = await caller.client(signal);
    if (args.dry_run)
      return {
        dry_run: true,
        model: args.model,
        method: args.method,
        ...(ids === undefined ? {} : { record_ids: ids }),
        args_count: positional.length,
        sanitized_kwargs: kwargs,
      };
    const result = await client.call(
      args.model,
      args.method,
      ids === undefined ? positional : [ids, ...positional],
      kwargs,
      signal,
    );
    return { result: result ?? null, model: args.model, method: args.method };
  },
});

/** The language and the companies go into a context the caller wrote, if there is one. */
function withContext(
  kwargs: Readonly<Record<string, unknown>>,
  settings: Parameters<typeof callContext>[0],
): Readonly<Record<string, unknown>> {
  const { context } = callContext(settings);
  if (context === undefined) return kwargs;
  const written = record.safeParse(kwargs.context ?? {});
  if (!written.success) throw new ArgumentError('kwargs.context: write an object.');
  return { ...kwargs, context: { ...written.data, ...context } };
}
