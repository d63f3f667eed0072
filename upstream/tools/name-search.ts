import * as z from 'zod';
import { OdooError } from '../odoo/errors.ts';
import { VERSION_ADAPTERS } from '../odoo/version.ts';
import { domain, modelName } from './arguments.ts';
import { callContext, contextArguments } from './call-context.ts';
import { defineTool } from './tool.ts';

/** Most records one call returns. */
const MAX_NAMES = 100;

/** A record without a name has false for one. */
const label = z.union([z.string(), z.literal(false)]).transform((text) => text || '');
const labelled = z.array(z.tuple([z.int(), label]));

export const nameSearch = defineTool({
  name: 'name_search',
  title: 'Find records by name',
  description:
    'Find records of an Odoo model the way its search boxes do: by name, and by what else identifies ' +
    'such a record (a reference, a barcode, a code). Returns ids and display names, to be used in ' +
    'domains and as values of relations.',
  hints: { readOnly: true },
  input: z.strictObject({
    model: modelName,
    name: z
      .string()
      .max(256)
      .default('')
      .describe('Text to look for, in any case and place. Left out: the first records.'),
    domain: domain.optional(),
    limit: z
      .int()
      .positive()
      .default(MAX_NAMES)
      .describe(`How many records at most, 1 to ${MAX_NAMES}; more is lowered to ${MAX_NAMES}.`),
    ...contextArguments,
  }),
  output: z.looseObject({
    records: z.array(z.looseObject({ id: z.int(), display_name: z.string() })),
    count: z.int().describe('How many records are in this answer.'),
    model: z.string(),
  }),
  async run(args, { caller, signal }) {
    const client = await caller.client(signal);
    const { nameSearchDomain } = VERSION_ADAPTERS[(await client.version(signal)).major];
    const kwargs = {
      name: args.name,
      [nameSearchDomain]: args.domain ?? [],
      limit: Math.min(args.limit, MAX_NAMES),
      ...callContext(args),
    };
    const answer = await client.query(args.model, 'name_search', [], kwargs, signal);
    const found = labelled.safeParse(answer);
    if (!found.success) throw new OdooError('internal', 'Odoo answered no list of names.');
    const records = found.data.map(([id, display_name]) => ({ id, display_name }));
    return { records, count: records.length, model: args.model };
  },
});
