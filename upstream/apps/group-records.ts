import type { OdooClient } from '../odoo/client.ts';
import { type Group, type Grouping, groupingCall, readGroups } from '../odoo/grouping.ts';
import { VERSION_ADAPTERS } from '../odoo/version.ts';
import type { OwnSettings } from './own-settings.ts';

/** Totals over records the caller may see, computed by Odoo. Throws `OdooError`. */
export async function groupRecords(
  client: OdooClient,
  model: string,
  wanted: Omit<Grouping, 'having' | 'offset'>,
  { context }: Pick<OwnSettings, 'context'>,
  signal: AbortSignal,
): Promise<readonly Group[]> {
  const grouping: Grouping = { ...wanted, having: [], offset: 0 };
  const adapter = VERSION_ADAPTERS[(await client.version(signal)).major];
  const { method, kwargs } = groupingCall(adapter, grouping);
  const answer = await client.query(model, method, [], { ...kwargs, ...context }, signal);
  return readGroups(adapter, grouping, answer);
}
