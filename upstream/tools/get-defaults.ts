import * as z from 'zod';
import type { OdooClient } from '../odoo/client.ts';
import { defaultsOf } from '../odoo/defaults.ts';
import { fieldNames, modelName, record } from './arguments.ts';
import { binaryFields } from './binary-fields.ts';
import { callContext, contextArguments } from './call-context.ts';
import { defineTool } from './tool.ts';

export const getDefaults = defineTool({
  name: 'get_defaults',
  title: 'Default values of a new record',
  description:
    'Tell which values a new record of an Odoo model would start with. Fields without a default are ' +
    'left out, and so are files and images. Call it before create_record, to know what need not be given.',
  hints: { readOnly: true },
  input: z.strictObject({
    model: modelName,
    fields: fieldNames
      .optional()
      .describe('Fields to ask about; every field that can be written when left out.'),
    ...contextArguments,
  }),
  output: z.looseObject({
    defaults: record.describe('Default values by field; relations as ids or x2many commands.'),
    model: z.string(),
  }),
  async run(args, { caller, signal }) {
    const client = await caller.client(signal);
    const named = args.fields ?? [];
    const fields = named.length > 0 ? named : await writableFields(client, args.model, signal);
    const found = await defaultsOf(client, args.model, fields, signal, callContext(args));
    // Some models answer more than they were asked for; files and images are no values to show.
    const binaries = await binaryFields(client, args.model, fields, signal);
    const shown = new Set(fields.filter((name) => !binaries.includes(name)));
    const defaults = Object.fromEntries(Object.entries(found).filter(([name]) => shown.has(name)));
    return { defaults, model: args.model };
  },
});

async function writableFields(
  client: OdooClient,
  model: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const fields = await client.fields(model, signal);
  return [...fields].flatMap(([name, { readonly }]) => (readonly === true ? [] : [name]));
}
