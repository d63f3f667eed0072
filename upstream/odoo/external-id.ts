import * as z from 'zod';
import type { OdooClient } from './client.ts';
import { OdooError } from './errors.ts';

const reference = z.tuple([z.string(), z.union([z.int(), z.literal(false)])]);

/**
 * The id of the record that `module.name` stands for, when it is one of `model`. Only administrators can
 * read ir.model.data, but every release lets any user ask `check_object_reference`, which answers the id
 * of a record the user may find. It searches, so archived records have to be asked for. An id that is
 * unknown, of another model or hidden from the user all throw class `missing` with one text.
 */
export async function recordOfExternalId(
  client: OdooClient,
  model: string,
  externalId: string,
  signal?: AbortSignal,
): Promise<number> {
  const dot = externalId.indexOf('.');
  const answer = await client
    .query(
      'ir.model.data',
      'check_object_reference',
      [externalId.slice(0, dot), externalId.slice(dot + 1)],
      { context: { active_test: false } },
      signal,
    )
    .catch((error: unknown) => {
      if (isRefusal(error)) throw unknownReference(model, externalId);
      throw error;
    });
  const found = reference.safeParse(answer);
  if (!found.success)
    throw new OdooError('internal', 'Odoo answered no record for the external id.');
  const [foundModel, id] = found.data;
  if (foundModel !== model || id === false) throw unknownReference(model, externalId);
  return id;
}

/** An id that does not exist is a ValueError of Odoo, a model the user may not read an AccessError. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof OdooError && ['validation', 'missing', 'user', 'access'].includes(error.class)
  );
}

function unknownReference(model: string, externalId: string): OdooError {
  return new OdooError(
    'missing',
    `No record of ${model} that you may read has the external id ${externalId}.`,
  );
}
