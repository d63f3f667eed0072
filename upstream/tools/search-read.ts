import * as z from 'zod';
import type { OdooClient } from '../odoo/client.ts';
import { OdooError } from '../odoo/errors.ts';
import { smartFields } from '../odoo/smart-fields.ts';
import { domain, fieldNames, modelName, record } from './arguments.ts';
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
    const answer = await client.call(
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

/** The named fields, or the model's most telling ones: an empty list would mean all of them to Odoo. */
export async function fieldsToRead(
  client: OdooClient,
  model: string,
  named: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (named !== undefined && named.length > 0) return named;
  return smartFields(await client.fields(model, signal));
}

/** The records in an answer of Odoo; throws class `internal` when it is no list of records. */
export function parseRecords(answer: unknown): Record<string, unknown>[] {
  const parsed = z.array(record).safeParse(answer);
  if (!parsed.success) throw new OdooError('internal', 'Odoo answered no list of records.');
  return parsed.data;
}
