import * as z from 'zod';
import type { OdooClient } from '../odoo/client.ts';
import { dryRun, modelName, record, recordId } from './arguments.ts';
import { callContext, contextArguments } from './call-context.ts';
import { chunkSize, chunksOf, eachChunk, MAX_BULK } from './chunks.ts';
import { parseRecords, requireModelAccess } from './records.ts';
import { ArgumentError, defineTool, PartialFailure } from './tool.ts';
import { requireWritable, values } from './write-values.ts';

export const bulkUpdate = defineTool({
  name: 'bulk_update',
  title: 'Update many records',
  description:
    `Write the same values to up to ${MAX_BULK} records of one Odoo model. Records and values are ` +
    'checked before the first is changed; then they go to Odoo in chunks, each changed as a whole or ' +
    'not at all. When a chunk fails, updated_count says how many records, in the order given, were ' +
    'changed before. With dry_run nothing is changed.',
  hints: { readOnly: false, idempotent: true },
  input: z.strictObject({
    model: modelName,
    record_ids: z
      .array(recordId)
      .min(1, 'name at least one record')
      .max(MAX_BULK)
      .describe('Ids of the records to change; one that comes twice counts once.'),
    values,
    chunk_size: chunkSize,
    dry_run: dryRun,
    ...contextArguments,
  }),
  output: z.looseObject({
    model: z.string(),
    updated_count: z.int().optional().describe('How many records were changed.'),
    chunks: z.int().optional().describe('How many chunks there are.'),
    dry_run: z.boolean().optional(),
    action: z.string().optional(),
    total_ids: z.int().optional(),
    chunk_size: z.int().optional(),
    validated_values: record.optional(),
    error: z.string().optional(),
    completed_chunks: z.int().optional(),
    total_chunks: z.int().optional(),
  }),
  async run(args, { caller, signal, progress }) {
    const { model } = args;
    const ids = [...new Set(args.record_ids)];
    const client = await caller.client(signal);
    await requireWritable(client, model, args.values, signal);
    await requireRecords(client, model, ids, callContext(args, { active_test: false }), signal);
    const chunks = chunksOf(ids, args.chunk_size);
    if (args.dry_run) {
      await requireModelAccess(client, model, 'write', signal);
      return {
        dry_run: true,
        model,
        action: 'update',
        total_ids: ids.length,
        chunks: chunks.length,
        chunk_size: args.chunk_size,
        validated_values: args.values,
      };
    }
    let updated = 0;
    let completed = 0;
    try {
      await eachChunk(chunks, { signal, progress }, async (chunk) => {
        // By position: overrides call the parameter vals, values or data (Odoo 17 and 18).
        await client.call(model, 'write', [chunk, args.values], { ...callContext(args) });
        updated += chunk.length;
        completed += 1;
      });
    } catch (error) {
      throw new PartialFailure(
        `${updated} of ${ids.length} records were changed before, the first ones given.`,
        error,
        { model, updated_count: updated, completed_chunks: completed, total_chunks: chunks.length },
      );
    }
    return { updated_count: updated, model, chunks: chunks.length };
  },
});

/** Odoo would only find a missing record when its chunk comes, with the chunks before it written. */
async function requireRecords(
  client: OdooClient,
  model: string,
  ids: readonly number[],
  context: ReturnType<typeof callContext>,
  signal: AbortSignal,
): Promise<void> {
  const kwargs = { domain: [['id', 'in', ids]], fields: ['id'], ...context };
  const answer = await client.query(model, 'search_read', [], kwargs, signal);
  const found = new Set(parseRecords(answer).map(({ id }) => id));
  const missing = ids.filter((id) => !found.has(id));
  if (missing.length > 0)
    throw new ArgumentError(
      `Nothing was written. record_ids: ${missing.slice(0, 20).join(', ')}${missing.length > 20 ? ', …' : ''} ` +
        `do not exist in ${model}, or you may not see them.`,
    );
}
