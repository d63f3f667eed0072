import * as z from 'zod';
import { OdooError } from '../odoo/errors.ts';
import { modelName, recordId } from './arguments.ts';
import { requireRecords } from './records.ts';
import { requireReportOf } from './reports.ts';
import { defineTool } from './tool.ts';

const MAX_RECORDS = 20;

export const getReport = defineTool({
  name: 'get_report',
  title: 'Print a report',
  description:
    'Print records with one of the PDF reports of their model, such as sale.report_saleorder for ' +
    'sale.order, and get the PDF as an embedded resource. Works when signed in to Odoo with a password ' +
    'or a session; Odoo does not print for API keys.',
  hints: { readOnly: true },
  input: z.strictObject({
    model: modelName,
    record_ids: z
      .array(recordId)
      .min(1, 'name at least one record')
      .max(MAX_RECORDS)
      .describe(`Ids of the records to print, up to ${MAX_RECORDS}, into one PDF.`),
    report: z
      .string()
      .max(192)
      .regex(/^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$/, 'write module.name, like sale.report_saleorder')
      .describe('Technical name of the report, like sale.report_saleorder.'),
  }),
  output: z.looseObject({
    report: z.string(),
    mimetype: z.string(),
    size: z.int().describe('Bytes.'),
    model: z.string(),
  }),
  async run({ model, record_ids, report }, context) {
    const { caller, embed, maxBlobBytes, progress, signal } = context;
    const client = await caller.client(signal);
    if (client.print === undefined)
      throw new OdooError(
        'user',
        'Odoo prints reports only for a web session, and this connection has none: sign in with ' +
          'method "password" or "session", with ODOO_PROTOCOL set to auto or jsonrpc.',
      );
    const ids = [...new Set(record_ids)];
    await requireReportOf(client, model, report, signal);
    await requireRecords(client, model, ids, signal);
    await progress(1, 2);
    const bytes = await client.print({ report, ids, maxBytes: maxBlobBytes }, signal);
    await progress(2, 2);
    const mimetype = 'application/pdf';
    embed({ uri: `odoo://report/${report}/${ids.join(',')}`, mimeType: mimetype, bytes });
    return { report, mimetype, size: bytes.length, model };
  },
});
