import * as z from 'zod';
import { OdooError } from '../odoo/errors.ts';
import { dryRun, modelName, record } from './arguments.ts';
import { callContext, contextArguments } from './call-context.ts';
import { chunkSize, chunksOf, eachChunk, MAX_BULK } from './chunks.ts';
import { requireModelAccess } from './records.ts';
import { defineTool, PartialFailure } from './tool.ts';
import { requireWritableRecords } from './write-values.ts';

const newIds = z.array(z.int().positive());

export const bulkCreate = defineTool({
  name: 'bulk_create',
  title: 'Create many records',
  description:
    `Create up to ${MAX_BULK} records of one Odoo model. All of them are checked before the first is ` +
    'created; then they go to Odoo in chunks, each created as a whole or not at all. When a chunk ' +
    'fails, the ids of what was created before are in partial_ids. With dry_run nothing is created.',
  hints: { readOnly: false },
  input: z.strictObject({
    model: modelName,
    records: z
      .array(z.record(z.string(), z.unknown()))
      .min(1, 'give at least one record')
      .max(MAX_BULK)
      .describe('The values of each record, as create_record takes them.'),
    chunk_size: chunkSize,
    dry_run: dryRun,
    ...contextArguments,
  }),
  output: z.looseObject({
    model: z.string(),
    created_ids: z.array(z.int()).optional().describe('Ids of the new records, in their order.'),
    chunks: z.int().optional().describe('How many chunks there are.'),
    total: z.int().optional().describe('How many records were given.'),
    dry_run: z.boolean().optional(),
    action: z.string().optional(),
    chunk_size: z.int().optional(),
    first_record_preview: record.optional(),
    error: z.string().optional(),
    partial_ids: z.array(z.int()).optional().describe('Ids created before a chunk failed.'),
    completed_chunks: z.int().optional(),
    total_chunks: z.int().optional(),
  }),
  async run(args, { caller, signal, progress }) {
    const { model, records } = args;
    const client = await caller.client(signal);
    await requireWritableRecords(client, model, records, signal);
    const chunks = chunksOf(records, args.chunk_size);
    if (args.dry_run) {
      await requireModelAccess(client, model, 'create', signal);
      return {
        dry_run: true,
        model,
        action: 'create',
        total: records.length,
        chunks: chunks.length,
        chunk_size: args.chunk_size,
        first_record_preview: records[0] ?? {},
      };
    }
    const created: number[] = [];
    let completed = 0;
    try {
      await eachChunk(chunks, { signal, progress }, async (chunk) => {
        const answer = await client.call(model, 'create', [chunk], { ...callContext(args) });
        const ids = newIds.length(chunk.length).safeParse(answer);
        if (!ids.success)
          throw new OdooError('internal', 'Odoo answered no list of record ids.', 'unknown');
        created.push(...ids.data);
        completed += 1;
      });
    } catch (error) {
      throw new PartialFailure(
        `${created.length} of ${records.length} records were created before; their ids are in partial_ids.`,
        error,
        { model, partial_ids: created, completed_chunks: completed, total_chunks: chunks.length },
      );
    }
    return { created_ids: created, model, chunks: chunks.length, total: records.length };
  },
});
