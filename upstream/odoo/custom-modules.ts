import * as z from 'zod';
import type { OdooClient } from './client.ts';
import { unlessRefused } from './refusal.ts';

const moduleRecord = z.looseObject({ name: z.string() });
const modelRecord = z.looseObject({ model: z.string(), modules: z.string() });

/** Installed, and neither by Odoo itself nor one of the country packages that partners write for it. */
const FOREIGN = [
  ['state', '=', 'installed'],
  ['author', 'not ilike', 'odoo'],
  ['author', 'not ilike', 'openerp'],
  ['name', 'not like', 'l10n_'],
];

/**
 * The models that exist only because of modules which are not part of Odoo: a customer's own and the
 * community's. Empty for users who may not read the list of modules (all but administrators).
 */
export async function modelsOfCustomModules(
  client: OdooClient,
  signal?: AbortSignal,
): Promise<ReadonlySet<string>> {
  const modules = z
    .array(moduleRecord)
    .safeParse(
      await unlessRefused(
        client.query(
          'ir.module.module',
          'search_read',
          [],
          { domain: FOREIGN, fields: ['name'] },
          signal,
        ),
      ),
    );
  const foreign = new Set(modules.data?.map(({ name }) => name));
  if (foreign.size === 0) return new Set();
  const models = z
    .array(modelRecord)
    .safeParse(
      await unlessRefused(
        client.query(
          'ir.model',
          'search_read',
          [],
          { domain: [['state', '=', 'base']], fields: ['model', 'modules'] },
          signal,
        ),
      ),
    );
  return new Set(
    models.data
      ?.filter(({ modules: names }) => names.split(', ').every((name) => foreign.has(name)))
      .map(({ model }) => model),
  );
}
