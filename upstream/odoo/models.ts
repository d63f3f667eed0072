import * as z from 'zod';
import type { OdooClient } from './client.ts';
import { modelsOfCustomModules } from './custom-modules.ts';
import { OdooError } from './errors.ts';
import { hasModelAccess } from './model-access.ts';
import { unlessRefused } from './refusal.ts';

/** One model as a person would look for it. */
export interface ModelEntry {
  readonly model: string;
  readonly description: string;
  /** Made in this database (Studio, developer mode), or only by modules that are not Odoo's own. */
  readonly is_custom: boolean;
  /** True for wizards, left out otherwise. */
  readonly transient?: true;
}

export interface ModelList {
  /** Sorted by technical name. */
  readonly models: readonly ModelEntry[];
  /** False when Odoo would not give the list and only well-known models were tried. */
  readonly complete: boolean;
}

const modelRecord = z.looseObject({
  model: z.string(),
  name: z.string(),
  state: z.string().optional(),
  transient: z.boolean().optional(),
});
const availableModel = z.looseObject({ model: z.string(), display_name: z.string() });

/**
 * The models the user can know of. Administrators read `ir.model`; internal users, who may not
 * (Odoo 17 to 19), get the models they can read from the web client's own
 * `ir.model.get_available_models`; for everyone else a few well-known models are tried one by one.
 */
export async function listModels(client: OdooClient, signal?: AbortSignal): Promise<ModelList> {
  const models =
    (await unlessRefused(fromModelTable(client, signal))) ??
    (await unlessRefused(fromModelSelector(client, signal)));
  if (models !== undefined && models.length > 0)
    return { models: models.filter(isCallable).toSorted(byName), complete: true };
  return { models: (await fromProbes(client, signal)).toSorted(byName), complete: false };
}

async function fromModelTable(client: OdooClient, signal?: AbortSignal): Promise<ModelEntry[]> {
  const [answer, foreign] = await Promise.all([
    client.query(
      'ir.model',
      'search_read',
      [],
      { domain: [], fields: ['model', 'name', 'state', 'transient'] },
      signal,
    ),
    modelsOfCustomModules(client, signal),
  ]);
  return parse(z.array(modelRecord), answer).map((record) => ({
    model: record.model,
    description: record.name,
    is_custom: record.state === 'manual' || isCustomName(record.model) || foreign.has(record.model),
    ...(record.transient === true ? { transient: true as const } : {}),
  }));
}

async function fromModelSelector(client: OdooClient, signal?: AbortSignal): Promise<ModelEntry[]> {
  const answer = await client.query('ir.model', 'get_available_models', [], {}, signal);
  return parse(z.array(availableModel), answer).map(({ model, display_name }) => ({
    model,
    description: display_name,
    is_custom: isCustomName(model),
  }));
}

/** What customers and suppliers reach through the portal, with Odoo's English names. */
const PORTAL_MODELS: readonly (readonly [string, string])[] = [
  ['account.move', 'Journal Entry'],
  ['helpdesk.ticket', 'Helpdesk Ticket'],
  ['product.product', 'Product Variant'],
  ['product.template', 'Product'],
  ['project.project', 'Project'],
  ['project.task', 'Task'],
  ['purchase.order', 'Purchase Order'],
  ['res.company', 'Companies'],
  ['res.country', 'Country'],
  ['res.currency', 'Currency'],
  ['res.partner', 'Contact'],
  ['sale.order', 'Sales Order'],
  ['sale.order.line', 'Sales Order Line'],
  ['stock.picking', 'Transfer'],
];

const PROBES_AT_ONCE = 5;

async function fromProbes(client: OdooClient, signal?: AbortSignal): Promise<ModelEntry[]> {
  const readable: ModelEntry[] = [];
  for (let next = 0; next < PORTAL_MODELS.length; next += PROBES_AT_ONCE) {
    const tried = PORTAL_MODELS.slice(next, next + PROBES_AT_ONCE).map(
      async ([model, description]) =>
        (await unlessRefused(hasModelAccess(client, model, 'read', signal))) === true
          ? [{ model, description, is_custom: false }]
          : [],
    );
    readable.push(...(await Promise.all(tried)).flat());
  }
  return readable;
}

function parse<T>(schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (!parsed.success)
    throw new OdooError('internal', 'Odoo listed its models in an unknown form.');
  return parsed.data;
}

function isCustomName(model: string): boolean {
  return model.startsWith('x_');
}

/** Odoo keeps a model named `_unknown` for dangling references; it is no table. */
function isCallable(entry: ModelEntry): boolean {
  return !entry.model.startsWith('_');
}

function byName(a: ModelEntry, b: ModelEntry): number {
  return a.model < b.model ? -1 : a.model > b.model ? 1 : 0;
}
