import * as z from 'zod';
import type { OdooClient } from '../odoo/client.ts';
import { OdooError } from '../odoo/errors.ts';
import { type AccessOperation, hasModelAccess } from '../odoo/model-access.ts';
import { smartFields } from '../odoo/smart-fields.ts';
import { record } from './arguments.ts';

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

/** Makes sure the record is there for this user; throws class `missing` or `access`. */
export async function requireRecord(
  client: OdooClient,
  model: string,
  id: number,
  signal: AbortSignal,
  context: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  await requireRecords(client, model, [id], signal, context);
}

/** Makes sure all of the records are there for this user; throws class `missing` or `access`. */
export async function requireRecords(
  client: OdooClient,
  model: string,
  ids: readonly number[],
  signal: AbortSignal,
  context: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const kwargs = { fields: ['display_name'], ...context };
  const answer = parseRecords(await client.query(model, 'read', [ids], kwargs, signal));
  const found = new Set(answer.map((record) => record.id));
  const absent = ids.find((id) => !found.has(id));
  if (absent !== undefined) throw noSuchRecord(model, absent);
}

/** The record is not there, or this user may not see it: Odoo does not always tell which. */
export function noSuchRecord(model: string, id: number): OdooError {
  return new OdooError('missing', `Record ${id} of ${model} does not exist or has been deleted.`);
}

/** For dry runs: throws class `access` when the user's groups do not give the operation. */
export async function requireModelAccess(
  client: OdooClient,
  model: string,
  operation: AccessOperation,
  signal: AbortSignal,
): Promise<void> {
  if (await hasModelAccess(client, model, operation, signal)) return;
  throw new OdooError('access', `You do not have '${operation}' access to ${model}.`);
}
