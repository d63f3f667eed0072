import type { OdooCredential } from './credential.ts';
import type { OdooEndpoint } from './endpoint.ts';
import { isAuthFailure, loginRefused } from './errors.ts';
import type { OdooCall, OdooTransport } from './transport.ts';

/**
 * Signs in through `/jsonrpc`, the external API that takes an API key (or a password) with every
 * call. Throws class `auth` when Odoo does not accept the key for this login.
 */
export async function openJsonRpcTransport(
  endpoint: OdooEndpoint,
  credential: OdooCredential,
): Promise<OdooTransport> {
  const { database, login, secret } = credential;
  const { result: uid } = await endpoint
    .post('/jsonrpc', {
      service: 'common',
      method: 'authenticate',
      args: [database, login, secret.reveal(), {}],
    })
    .catch((error: unknown) => {
      throw isAuthFailure(error) ? loginRefused() : error;
    });
  if (typeof uid !== 'number' || !Number.isInteger(uid) || uid <= 0) throw loginRefused();

  const account = { database, uid, secret };
  return {
    uid,
    login,
    call: (call, signal) => executeOverJsonRpc(endpoint, account, call, signal),
  };
}

/** Makes one call through `/jsonrpc` as a user whose id is known; throws `OdooError`. */
export async function executeOverJsonRpc(
  endpoint: OdooEndpoint,
  { database, uid, secret }: Pick<OdooCredential, 'database' | 'secret'> & { readonly uid: number },
  { model, method, args, kwargs, repeatable }: OdooCall,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const { result } = await endpoint.post(
    '/jsonrpc',
    {
      service: 'object',
      method: 'execute_kw',
      args: [database, uid, secret.reveal(), model, method, args, kwargs],
    },
    { signal, model, repeatable },
  );
  return result;
}
