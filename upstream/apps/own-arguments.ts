import * as z from 'zod';
import type { OdooClient } from '../odoo/client.ts';
import { unlessRefused } from '../odoo/refusal.ts';
import { ArgumentError } from '../tools/tool.ts';

const MOST_ROWS = 100;

/** The `limit` argument of the tools that list the caller's own records. */
export const rowLimit = (usual: number) =>
  z
    .int()
    .default(usual)
    .describe(`How many records at most, 1 to ${MOST_ROWS}; others are brought into that range.`);

/** A limit brought into the range that is served. */
export const clampRows = (limit: number): number => Math.min(Math.max(limit, 1), MOST_ROWS);

/**
 * Makes sure a value is one the selection field knows: by what Odoo says of the field for this user, or by
 * `otherwise` where it says nothing. Throws `ArgumentError` with the values there are.
 */
export async function requireSelected(
  client: OdooClient,
  model: string,
  field: string,
  value: string | undefined,
  otherwise: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if (value === undefined) return;
  const fields = await unlessRefused(client.fields(model, signal));
  const live = fields?.get(field)?.selection?.map(([key]) => String(key)) ?? [];
  const known = live.length > 0 ? live : otherwise;
  if (!known.includes(value))
    throw new ArgumentError(`${field}: write one of ${known.join(', ')}, or leave it out.`);
}
