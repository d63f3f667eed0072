import * as z from 'zod';
import type { OdooClient } from './client.ts';
import { OdooError } from './errors.ts';
import { VERSION_ADAPTERS } from './version.ts';

const values = z.record(z.string(), z.unknown());

/**
 * The values a new record would start with, of the named fields that have one. Up to 18 some models
 * redefine `default_get` without `@api.model` (sale.order.line, res.partner.bank), so that Odoo takes the
 * first argument for record ids: it then fails before it does anything, and is asked again with no ids.
 */
export async function defaultsOf(
  client: OdooClient,
  model: string,
  fields: readonly string[],
  signal?: AbortSignal,
  context: { readonly context?: Readonly<Record<string, unknown>> } = {},
): Promise<Readonly<Record<string, unknown>>> {
  const ask = (args: readonly unknown[], kwargs: Readonly<Record<string, unknown>> = {}) =>
    client.query(model, 'default_get', args, { ...kwargs, ...context }, signal);
  const { defaultGetIsUniform } = VERSION_ADAPTERS[(await client.version(signal)).major];
  if (defaultGetIsUniform) return parse(await ask([], { fields }));
  try {
    return parse(await ask([fields]));
  } catch (error) {
    if (!(error instanceof OdooError) || error.class !== 'validation') throw error;
    const again = await ask([[], fields]).catch(() => {
      throw error;
    });
    return parse(again);
  }
}

function parse(answer: unknown): Readonly<Record<string, unknown>> {
  const parsed = values.safeParse(answer);
  if (!parsed.success)
    throw new OdooError('internal', 'Odoo answered default values in an unknown form.');
  return parsed.data;
}
