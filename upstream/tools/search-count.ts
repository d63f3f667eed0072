import * as z from 'zod';
import type { OdooClient } from '../odoo/client.ts';
import { OdooError } from '../odoo/errors.ts';
import { domain, modelName } from './arguments.ts';
import { callContext, contextArguments } from './call-context.ts';
import { defineTool } from './tool.ts';

export const searchCount = defineTool({
  name: 'search_count',
  title: 'Count records',
  description: 'Count the records of an Odoo model that fit a domain, without reading them.',
  hints: { readOnly: true },
  input: z.strictObject({ model: modelName, domain: domain.optional(), ...contextArguments }),
  output: z.looseObject({ count: z.int(), model: z.string() }),
  async run(args, { caller, signal }) {
    const client = await caller.client(signal);
    const wanted = args.domain ?? [];
    const count = await countOf(client, args.model, wanted, callContext(args), signal);
    return { count, model: args.model };
  },
});

/** How many records fit the domain; throws class `internal` when Odoo answers no number. */
export async function countOf(
  client: OdooClient,
  model: string,
  wanted: readonly unknown[],
  context: ReturnType<typeof callContext>,
  signal: AbortSignal,
): Promise<number> {
  const kwargs = { domain: wanted, ...context };
  const count = z.int().safeParse(await client.query(model, 'search_count', [], kwargs, signal));
  if (!count.success) throw new OdooError('internal', 'Odoo answered no count.');
  return count.data;
}
