import * as z from 'zod';
import type { OdooClient } from '../odoo/client.ts';
import { OdooError } from '../odoo/errors.ts';

const MAX_NAMED = 10;
const reports = z.array(
  z.looseObject({ report_name: z.string(), model: z.string(), report_type: z.string() }),
);

/**
 * Makes sure that a report of this technical name prints this model, as a PDF. Odoo finds a report by
 * its name and renders it for whatever ids it is given, so that nothing else would. Reports can be read
 * by internal users in 17 to 19, not by portal users. Throws class `missing`, `validation` or `access`.
 */
export async function requireReportOf(
  client: OdooClient,
  model: string,
  report: string,
  signal: AbortSignal,
): Promise<void> {
  const answer = await client.query(
    'ir.actions.report',
    'search_read',
    [],
    {
      domain: ['|', ['report_name', '=', report], ['model', '=', model]],
      fields: ['report_name', 'model', 'report_type'],
      order: 'id',
      limit: 200,
    },
    signal,
  );
  const found = reports.safeParse(answer);
  if (!found.success) throw new OdooError('internal', 'Odoo answered no list of reports.');
  const named = found.data.filter(({ report_name }) => report_name === report);
  const others = found.data.filter((it) => it.model === model && it.report_type === 'qweb-pdf');
  const advice =
    others.length === 0
      ? `${model} has none.`
      : `${model} has ${[...new Set(others.map((it) => it.report_name))].slice(0, MAX_NAMED).join(', ')}.`;
  if (named.length === 0)
    throw new OdooError('missing', `Odoo has no report ${report}. Of PDF reports ${advice}`);
  if (named.some((it) => it.model !== model))
    throw new OdooError(
      'validation',
      `${report} is no report of ${model}. Of PDF reports ${advice}`,
    );
  if (named.some((it) => it.report_type !== 'qweb-pdf'))
    throw new OdooError('validation', `${report} is no PDF report. Of PDF reports ${advice}`);
}
