import * as z from 'zod';
import type { OdooClient } from '../odoo/client.ts';
import { VERSION_ADAPTERS } from '../odoo/version.ts';
import { type Completion, MAX_COMPLETIONS } from './matching.ts';

const named = z.array(z.tuple([z.int(), z.unknown()]));
const records = z.array(z.looseObject({ id: z.int() }));

/**
 * Ids of records for what was typed: nothing gives the newest records, digits the record of that id
 * first, and any text the records that Odoo's search boxes would find by it.
 */
export async function recordIds(
  client: OdooClient,
  model: string,
  typed: string,
  signal: AbortSignal,
): Promise<Completion> {
  const found = new Set<number>();
  const isId = /^[1-9]\d{0,9}$/.test(typed);
  if (typed === '' || isId)
    for (const id of await search(
      client,
      model,
      typed === '' ? [] : [['id', '=', Number(typed)]],
      signal,
    ))
      found.add(id);
  if (typed !== '') for (const id of await byName(client, model, typed, signal)) found.add(id);
  const values = [...found].slice(0, MAX_COMPLETIONS).map(String);
  return { values, total: values.length };
}

async function search(
  client: OdooClient,
  model: string,
  domain: readonly unknown[],
  signal: AbortSignal,
): Promise<readonly number[]> {
  const kwargs = { domain, fields: ['id'], order: 'id desc', limit: MAX_COMPLETIONS };
  const answer = await client.query(model, 'search_read', [], kwargs, signal);
  return records.parse(answer).map(({ id }) => id);
}

async function byName(
  client: OdooClient,
  model: string,
  name: string,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const { nameSearchDomain } = VERSION_ADAPTERS[(await client.version(signal)).major];
  const kwargs = { name, [nameSearchDomain]: [], limit: MAX_COMPLETIONS };
  const answer = await client.query(model, 'name_search', [], kwargs, signal);
  return named.parse(answer).map(([id]) => id);
}
