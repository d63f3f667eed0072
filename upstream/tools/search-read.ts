import * as z from 'zod';
import { domain, fieldNames, modelName, record } from './arguments.ts';
import { binaryFields, linkBinaries, sizesOnly } from './binary-fields.ts';
import { callContext, contextArguments } from './call-context.ts';
import { fieldsToRead, parseRecords } from './records.ts';
import { countOf } from './search-count.ts';
import { defineTool } from './tool.ts';

/** Most records one call returns. */
export const MAX_RECORDS = 500;

export const searchRead = defineTool({
  name: 'search_read',
  title: 'Search and read records',
  description:
    'Find records of an Odoo model and read their fields, with the rights of the signed-in user. ' +
    'Name the fields you need; without fields a short list of telling ones is returned. Relations ' +
    'come as [id, name], files and images as their size and a link. Page with limit and offset: has_more says whether there is more, next_offset ' +
    'where it starts.',
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
    count_total: z
      .boolean()
      .default(false)
      .describe('Also count all records that fit the domain, as total; costs a second query.'),
    ...contextArguments,
  }),
  output: z.looseObject({
    records: z.array(record),
    count: z.int().describe('How many records are in this answer.'),
    model: z.string(),
    has_more: z.boolean().describe('Whether records after these fit the domain.'),
    next_offset: z.int().optional().describe('Offset of the next page, when there is one.'),
    total: z.int().optional().describe('How many records fit the domain, with count_total.'),
    hint: z.string().optional(),
  }),
  async run(args, { caller, signal }) {
    const client = await caller.client(signal);
    const limit = Math.min(args.limit, MAX_RECORDS);
    const offset = Math.max(args.offset, 0);
    const wanted = args.domain ?? [];
    const fields = await fieldsToRead(client, args.model, args.fields, signal);
    const binaries = await binaryFields(client, args.model, fields, signal);
    const answer = await client.query(
      args.model,
      'search_read',
      [],
      {
        domain: wanted,
        fields,
        offset,
        // One more than is returned tells whether there are more.
        limit: limit + 1,
        ...(args.order === undefined || args.order.trim() === '' ? {} : { order: args.order }),
        ...callContext(args, sizesOnly(binaries)),
      },
      signal,
    );
    const found = parseRecords(answer);
    const records = found
      .slice(0, limit)
      .map((record) => linkBinaries(record, args.model, binaries));
    const hasMore = found.length > limit;
    return {
      records,
      count: records.length,
      model: args.model,
      has_more: hasMore,
      ...(hasMore ? { next_offset: offset + limit } : {}),
      ...(args.count_total
        ? { total: await countOf(client, args.model, wanted, callContext(args), signal) }
        : {}),
      ...(limit < args.limit ? { hint: `limit was lowered to ${MAX_RECORDS}.` } : {}),
    };
  },
});
