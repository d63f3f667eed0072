import * as z from 'zod';
import { domain, fieldNames, modelName, record } from './arguments.ts';
import { fieldsToRead, parseRecords } from './records.ts';
import { defineTool } from './tool.ts';

/** Most records one call returns. */
export const MAX_RECORDS = 500;

export const searchRead = defineTool({
  name: 'search_read',
  title: 'Search and read records',
  description:
    'Find records of an Odoo model and read their fields, with the rights of the signed-in user. ' +
    'Name the fields you need; without fields a short list of telling ones is returned. Relations ' +
    'come as [id, name]. Page with limit and offset; use search_count for totals.',
  hints: { readOnly: true },
  input: z.strictObject({
    model: modelName,
    domain: domain.optional(),
    fields: fieldNames.optional(),
    limit: z
      .int()
      .positive()
      .default(80)
      .describe(
        `How many records at most, 1 to ${MAX_RECORDS}; more is lowered to ${MAX_RECORDS}.`,
      ),
    offset: z.int().default(0).describe('How many records to skip; below 0 counts as 0.'),
    order: z
      .string()
      .max(512)
      .optional()
      .describe('Sort order, like "date_order desc, id". The model decides when left out.'),
  }),
  output: z.looseObject({
    records: z.array(record),
    count: z.int().describe('How many records are in this answer.'),
    model: z.string(),
    hint: z.string().optional(),
  }),
  async run(args, { caller, signal }) {
    const client = await caller.client(signal);
    const limit = Math.min(args.limit, MAX_RECORDS);
    const answer = await client.query(
      args.model,
      'search_read',
      [],
      {
        domain: args.domain ?? [],
        fields: await fieldsToRead(client, args.model, args.fields, signal),
        offset: Math.max(args.offset, 0),
        limit,
        ...(args.order === undefined || args.order.trim() === '' ? {} : { order: args.order }),
      },
      signal,
    );
    const records = parseRecords(answer);
    return {
      records,
      count: records.length,
      model: args.model,
      ...(limit < args.limit ? { hint: `limit was lowered to ${MAX_RECORDS}.` } : {}),
    };
  },
});
