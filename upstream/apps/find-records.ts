import type { OdooClient } from '../odoo/client.ts';
import { OdooError } from '../odoo/errors.ts';
import { parseRecords } from '../tools/records.ts';
import type { OwnSettings } from './own-settings.ts';

/** What to look for. */
export interface Search {
  readonly domain: readonly unknown[];
  readonly fields: readonly string[];
  readonly limit: number;
  readonly order?: string;
}

/** Records the caller may see, in its own language. Throws `OdooError`. */
export async function findRecords(
  client: OdooClient,
  model: string,
  search: Search,
  { context }: Pick<OwnSettings, 'context'>,
  signal: AbortSignal,
): Promise<Record<string, unknown>[]> {
  return parseRecords(
    await client.query(model, 'search_read', [], { ...search, ...context }, signal),
  );
}

/**
 * The one record of an id among those `domain` leaves. Throws class `missing` with one text for a record
 * that is not there and one the caller may not see: which of them must not be told.
 */
export async function findOne(
  client: OdooClient,
  model: string,
  id: number,
  { what, fields, domain = [] }: FindOne,
  settings: Pick<OwnSettings, 'context'>,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  const search = { domain: [['id', '=', id], ...domain], fields, limit: 1 };
  const [record] = await findRecords(client, model, search, settings, signal);
  if (record !== undefined) return record;
  throw new OdooError('missing', `${what} ${id} does not exist, or you may not see it.`);
}

export interface FindOne {
  /** What the record is called in the text that says it is missing. */
  readonly what: string;
  readonly fields: readonly string[];
  readonly domain?: readonly unknown[];
}
