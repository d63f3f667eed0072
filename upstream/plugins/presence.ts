import type { OdooClient } from '../odoo/client.ts';
import { OdooError, UnknownModel } from '../odoo/errors.ts';
import { createTtlCache } from '../odoo/ttl-cache.ts';
import type { Requirements } from './plugin.ts';

/** Apps are installed more often while somebody waits for them than they are removed. */
const PRESENT_MS = 10 * 60_000;
const ABSENT_MS = 30_000;
const MAX_CACHED = 5_000;

/** Which models an Odoo has, as far as a user can tell. */
export interface ModelPresence {
  /** Those of `models` that are not there. Throws `OdooError` when Odoo cannot be asked. */
  missing(
    client: OdooClient,
    models: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly string[]>;
}

/**
 * Asks for each model of each database and user, and remembers the answer for a while. Installed modules
 * are not asked for: plain users may not read `ir.module.module`.
 */
export function createModelPresence(now: () => number): ModelPresence {
  const present = createTtlCache<true>(PRESENT_MS, MAX_CACHED, now);
  const absent = createTtlCache<true>(ABSENT_MS, MAX_CACHED, now);
  const isMissing = async (client: OdooClient, model: string, signal: AbortSignal) => {
    const key = JSON.stringify([client.database, client.uid, model]);
    if (present.get(key) !== undefined) return false;
    if (absent.get(key) !== undefined) return true;
    const found = await exists(client, model, signal);
    (found ? present : absent).put(key, true);
    return !found;
  };
  return {
    async missing(client, models, signal) {
      const answers = await Promise.all(models.map((model) => isMissing(client, model, signal)));
      return models.filter((_model, at) => answers[at]);
    },
  };
}

/** Any answer but "no such model" comes from the model, refusals included. */
async function exists(client: OdooClient, model: string, signal: AbortSignal): Promise<boolean> {
  try {
    const kwargs = { operation: 'read', raise_exception: false };
    await client.query(model, 'check_access_rights', [], kwargs, signal);
    return true;
  } catch (error) {
    if (error instanceof UnknownModel) return false;
    if (error instanceof OdooError && error.class === 'access') return true;
    throw error;
  }
}

/** Why a tool cannot work, and what would mend it. */
export function missingText(
  tool: string,
  { modules }: Requirements,
  models: readonly string[],
): string {
  const install =
    modules.length === 0
      ? ''
      : ` Ask an administrator to install ${modules.join(', ')} in Odoo, or use another tool.`;
  return `${tool} needs an app that this Odoo does not have: there is no model ${models.join(', ')}.${install}`;
}
