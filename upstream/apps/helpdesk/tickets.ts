import type { OdooClient } from '../../odoo/client.ts';

/** Priorities a ticket can have where Odoo does not say. */
export const PRIORITIES = ['0', '1', '2', '3'];

/** Those of the fields that this Odoo's tickets have: modules differ. */
export async function fieldsThere(
  client: OdooClient,
  model: string,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const fields = await client.fields(model, signal);
  return names.filter((name) => fields.has(name));
}
