import type { OdooClient } from './odoo/client.ts';
import type { OdooConnections } from './odoo/connections.ts';
import type { OdooCredential } from './odoo/credential.ts';
import { isAuthFailure, OdooError } from './odoo/errors.ts';

/** Whose Odoo account the tools act as. */
export interface Caller {
  /** The caller's connection. Throws class `auth` when nobody is signed in. */
  client(signal: AbortSignal): Promise<OdooClient>;
  /** Proves a credential. Throws class `auth` when Odoo refuses it; nothing changes then. */
  signIn(credential: OdooCredential, signal: AbortSignal): Promise<OdooClient>;
}

function notSignedIn(): OdooError {
  return new OdooError(
    'auth',
    'Not signed in to Odoo. Call the login tool first, with method, credential and username.',
  );
}

/** The caller of one HTTP request: acts as the credential that came with it, and remembers nothing. */
export function requestCaller(
  connections: OdooConnections,
  credential: OdooCredential | undefined,
): Caller {
  return {
    async client(signal) {
      if (credential === undefined) throw notSignedIn();
      return connections.open(credential, signal);
    },
    signIn: (proposed, signal) => connections.open(proposed, signal),
  };
}

/**
 * The caller of a stdio process: one account for as long as the process lives. A successful sign-in
 * replaces it, a failed one leaves it as it was. `initial` gives the account of the environment;
 * it is asked for when it is first needed, so that the server starts without Odoo. An account that
 * Odoo has refused is not tried again before the next sign-in: Odoo locks out who keeps trying.
 */
export function processCaller(
  connections: OdooConnections,
  initial: (signal: AbortSignal) => Promise<OdooCredential | undefined>,
): Caller {
  let current: OdooCredential | undefined;
  let refusal: OdooError | undefined;
  return {
    async client(signal) {
      if (refusal !== undefined) throw refusal;
      current ??= await initial(signal);
      if (current === undefined) throw notSignedIn();
      const account = current;
      try {
        return await connections.open(account, signal);
      } catch (error) {
        if (isAuthFailure(error) && current === account) refusal = error;
        throw error;
      }
    },
    async signIn(proposed, signal) {
      const client = await connections.open(proposed, signal);
      current = proposed;
      refusal = undefined;
      return client;
    },
  };
}
