import * as z from 'zod';
import type { OdooClient } from '../odoo/client.ts';
import { changedField } from '../odoo/version-hint.ts';
import { checkValues, type ExplainField, type RecordValues } from '../odoo/write-check.ts';
import { ArgumentError } from './tool.ts';

/** The `values` argument of the writing tools. */
export const values = z
  .record(z.string(), z.unknown())
  .describe(
    'Field values by technical name. many2one: the id; one2many and many2many: a list of x2many ' +
      'commands such as [[0, 0, {...}]] to add a line or [[6, 0, [ids]]] to set links; dates as ' +
      'YYYY-MM-DD, times as YYYY-MM-DD HH:MM:SS in UTC; false empties a field.',
  );

/** Refuses values that cannot be written, naming every problem; throws `ArgumentError`. */
export async function requireWritable(
  client: OdooClient,
  model: string,
  proposed: RecordValues,
  signal: AbortSignal,
  on: 'create' | 'write' = 'write',
): Promise<void> {
  if (Object.keys(proposed).length === 0)
    throw new ArgumentError('values: name at least one field');
  const fields = await client.fields(model, signal);
  await refuseProblems(client, model, signal, (explain) =>
    checkValues(proposed, fields, { explain, creating: on === 'create' }),
  );
}

/** As {@link requireWritable}, of many new records at once; problems name the record by its place. */
export async function requireWritableRecords(
  client: OdooClient,
  model: string,
  proposed: readonly RecordValues[],
  signal: AbortSignal,
): Promise<void> {
  const fields = await client.fields(model, signal);
  await refuseProblems(client, model, signal, (explain) =>
    proposed.flatMap((one, at) =>
      Object.keys(one).length === 0
        ? [`records.${at}: name at least one field`]
        : checkValues(one, fields, { explain, creating: true }).map(
            (problem) => `records.${at}.${problem}`,
          ),
    ),
  );
}

/** Throws for what the check finds. Odoo's release is asked for only then, to say what may have been meant. */
async function refuseProblems(
  client: OdooClient,
  model: string,
  signal: AbortSignal,
  check: (explain: ExplainField) => readonly string[],
): Promise<void> {
  if (check(() => undefined).length === 0) return;
  const problems = check(await explainer(client, model, signal));
  const more = problems.length > 10 ? ` And ${problems.length - 10} more.` : '';
  throw new ArgumentError(`Nothing was written. ${problems.slice(0, 10).join('. ')}.${more}`);
}

/** Knows what became of the fields that this release of Odoo gave up; nothing, where it tells none. */
export async function explainer(
  client: OdooClient,
  model: string,
  signal: AbortSignal,
): Promise<ExplainField> {
  const version = await client.version(signal).catch(() => undefined);
  return (name) =>
    version === undefined
      ? undefined
      : changedField(model, name, version.major)?.replace(/\.$/, '');
}
