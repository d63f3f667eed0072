import type { OdooClient } from '../odoo/client.ts';

/**
 * Those of the fields that a model has for this user: modules differ, and so do the rights of users. A
 * field that is not there would make Odoo refuse the whole search.
 */
export async function fieldsThere(
  client: OdooClient,
  model: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const fields = await client.fields(model, signal);
  return names.filter((name) => fields.has(name));
}
