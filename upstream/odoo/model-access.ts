import type { OdooClient } from './client.ts';

/** The operations Odoo's access rights know. */
export type AccessOperation = 'read' | 'write' | 'create' | 'unlink';

/**
 * Whether the user's groups give the operation on the model at all (record rules may still refuse a
 * record). `check_access_rights` is the one form that Odoo 17, 18 and 19 all answer remotely.
 */
export async function hasModelAccess(
  client: OdooClient,
  model: string,
  operation: AccessOperation,
  signal?: AbortSignal,
): Promise<boolean> {
  const kwargs = { operation, raise_exception: false };
  return (await client.query(model, 'check_access_rights', [], kwargs, signal)) === true;
}
