import type { OdooClient } from '../odoo/client.ts';
import { type ModelFields, parseModelFields } from '../odoo/fields.ts';

const ATTRIBUTES = [
  'type',
  'string',
  'required',
  'readonly',
  'relation',
  'help',
  'selection',
  'store',
] as const;

/** The fields of a model with what a person reads about them: labels, help, choices. */
export async function describedFields(
  client: OdooClient,
  model: string,
  signal: AbortSignal,
): Promise<ModelFields> {
  const kwargs = { attributes: ATTRIBUTES };
  return parseModelFields(await client.query(model, 'fields_get', [], kwargs, signal));
}
