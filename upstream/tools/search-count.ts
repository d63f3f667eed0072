import * as z from 'zod';
import { OdooError } from '../odoo/errors.ts';
import { domain, modelName } from './arguments.ts';
import { defineTool } from './tool.ts';

export const searchCount = defineTool({
  name: 'search_count',
  title: 'Count records',
  description: 'Count the records of an Odoo model that fit a domain, without reading them.',
  hints: { readOnly: true },
  input: z.strictObject({ model: modelName, domain: domain.optional() }),
  output: z.looseObject({ count: z.int(), model: z.string() }),
  async run(args, { caller, signal }) {
    const client = await caller.client(signal);
    const kwargs = { domain: args.domain ?? [] };
    const count = z
      .int()
      .safeParse(await client.query(args.model, 'search_count', [], kwargs, signal));
    if (!count.success) throw new OdooError('internal', 'Odoo answered no count.');
    return { count: count.data, model: args.model };
  },
});
