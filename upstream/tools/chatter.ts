import type { OdooClient } from '../odoo/client.ts';
import { OdooError } from '../odoo/errors.ts';
import { requireRecord } from './records.ts';

/**
 * Makes sure that the record is there for this user and has a message thread, which `message_ids` marks
 * in 17 to 19. Throws class `missing`, `access` or `validation`.
 */
export async function requireChatter(
  client: OdooClient,
  model: string,
  id: number,
  signal: AbortSignal,
): Promise<void> {
  const thread = (await client.fields(model, signal)).get('message_ids');
  if (thread?.type !== 'one2many' || thread.relation !== 'mail.message')
    throw new OdooError('validation', `Records of ${model} have no messages in Odoo.`);
  await requireRecord(client, model, id, signal);
}
