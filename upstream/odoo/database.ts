import * as z from 'zod';
import { unknownDatabase } from './classify.ts';
import type { OdooEndpoint } from './endpoint.ts';
import { OdooError } from './errors.ts';

/** The databases a caller may sign in to: the configured one, or the only one the server has. */
export interface DatabaseAllowList {
  /**
   * The database a login goes to. `requested` must be the allowed one or absent. Throws class
   * `database` when it is another, or when the server's single database cannot be found.
   */
  resolve(requested?: string, signal?: AbortSignal): Promise<string>;
}

/** Builds the allow-list; `configured` is ODOO_DB. Without it the server is asked once. */
export function createDatabaseAllowList(
  endpoint: OdooEndpoint,
  configured: string | undefined,
): DatabaseAllowList {
  let known = configured;
  return {
    async resolve(requested, signal) {
      known ??= await onlyDatabase(endpoint, signal);
      if (requested !== undefined && requested !== known) throw unknownDatabase();
      return known;
    },
  };
}

const NAME_IT = 'Set ODOO_DB to the database to use.';

async function onlyDatabase(endpoint: OdooEndpoint, signal?: AbortSignal): Promise<string> {
  const { result } = await endpoint
    .post('/web/database/list', {}, { signal, repeatable: true })
    .catch((error: unknown) => {
      if (error instanceof OdooError && error.class === 'connection') throw error;
      throw new OdooError('database', `This Odoo does not list its databases. ${NAME_IT}`);
    });
  const names = z.array(z.string()).safeParse(result);
  if (!names.success)
    throw new OdooError('database', `This Odoo does not list its databases. ${NAME_IT}`);
  const [only, ...others] = names.data;
  if (only === undefined)
    throw new OdooError(
      'database',
      'This Odoo has no database yet: create one, or set ODOO_URL to another server.',
    );
  if (others.length > 0)
    throw new OdooError('database', `This Odoo has several databases. ${NAME_IT}`);
  return only;
}
