import * as z from 'zod';
import type { OdooClient } from '../odoo/client.ts';
import { OdooError } from '../odoo/errors.ts';

/** How the caller's own account is set up in Odoo. */
export interface OwnSettings {
  /** Name of a time zone; UTC where the account has none. */
  readonly timezone: string;
  /** The company the account works in. */
  readonly companyId: number;
  /**
   * The `context` keyword of calls that answer as Odoo's own pages would: an external call that names no
   * language gets the texts of the source.
   */
  readonly context: { readonly context: Readonly<Record<string, unknown>> };
}

const text = z.union([z.string().min(1), z.literal(false)]);
const answer = z
  .array(z.looseObject({ lang: text, tz: text, company_id: z.tuple([z.int(), z.unknown()]) }))
  .length(1);

/** Reads the settings a user may read of itself in every release (`SELF_READABLE_FIELDS`). */
export async function ownSettings(client: OdooClient, signal: AbortSignal): Promise<OwnSettings> {
  const fields = ['lang', 'tz', 'company_id'];
  const read = await client.query('res.users', 'read', [[client.uid]], { fields }, signal);
  const user = answer.safeParse(read).data?.[0];
  if (user === undefined)
    throw new OdooError('internal', 'Odoo described the user in an unknown form.');
  const { lang, tz } = user;
  return {
    timezone: tz === false || !isTimezone(tz) ? 'UTC' : tz,
    companyId: user.company_id[0],
    context: { context: { ...(lang && { lang }), ...(tz && { tz }) } },
  };
}

/** Odoo knows a few zones by names that have since been dropped. */
function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
