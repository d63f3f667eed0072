import { createHmac, randomBytes } from 'node:crypto';
import { createClient, type OdooClient } from './client.ts';
import type { OdooCredential } from './credential.ts';
import type { DatabaseAllowList } from './database.ts';
import type { OdooEndpoint } from './endpoint.ts';
import { callCancelled, isAuthFailure } from './errors.ts';
import {
  chooseWay,
  dependsOnRelease,
  type OdooProtocol,
  openTransport,
} from './protocol-choice.ts';
import type { OdooTransport } from './transport.ts';
import { confirmVersion, discoverVersion, type OdooMajor, type OdooVersion } from './version.ts';

/**
 * How long an unused connection is kept. A used one stays: Odoo itself checks the session or the key
 * at every call, and a refusal removes the connection.
 */
export const CONNECTION_IDLE_MS = 10 * 60_000;
const MAX_CONNECTIONS = 500;

/** The authenticated connections of this process, found again by the credential that opened them. */
export interface OdooConnections {
  /**
   * The connection of a credential: the cached one, or a new login. Throws `OdooError`; a login
   * that failed leaves nothing behind. `signal` ends the waiting, not a login others wait for too.
   */
  open(credential: OdooCredential, signal?: AbortSignal): Promise<OdooClient>;
}

export interface ConnectionsOptions {
  readonly endpoint: OdooEndpoint;
  readonly databases: DatabaseAllowList;
  /** The release every login is to find, when it is configured; else the server is asked. */
  readonly version?: OdooMajor | undefined;
  /** The protocol every login is to use; `auto` when absent. */
  readonly protocol?: OdooProtocol;
  /** Milliseconds since the epoch; tests hand in their own clock. */
  readonly now?: () => number;
  readonly max?: number;
}

/**
 * Creates the cache. Keys are an HMAC of the credential under a key that only this process ever
 * had, so that a dump of the map gives neither secrets nor hashes to try passwords against.
 */
export function createConnections(options: ConnectionsOptions): OdooConnections {
  const { endpoint, databases, version: pinned, protocol = 'auto' } = options;
  const { now = Date.now, max = MAX_CONNECTIONS } = options;
  const macKey = randomBytes(32);
  const entries = new Map<
    string,
    { readonly client: Promise<OdooClient>; readonly until: number }
  >();

  const keyOf = (credential: OdooCredential): string =>
    createHmac('sha256', macKey)
      .update(
        JSON.stringify([
          credential.method,
          credential.database,
          credential.login,
          credential.secret.reveal(),
        ]),
      )
      .digest('base64');

  const releaseFor = async ({ method }: OdooCredential): Promise<OdooVersion | undefined> => {
    if (pinned !== undefined) return confirmVersion(endpoint, pinned);
    return dependsOnRelease(protocol, method) ? discoverVersion(endpoint) : undefined;
  };

  const connect = async (credential: OdooCredential, key: string): Promise<OdooClient> => {
    await databases.resolve(credential.database);
    const version = await releaseFor(credential);
    const way = chooseWay(protocol, credential.method, version?.major);
    const transport = await openTransport(endpoint, credential, way);
    const forgetWhenRefused = (error: unknown): never => {
      if (isAuthFailure(error)) entries.delete(key);
      throw error;
    };
    const { print } = transport;
    const watched: OdooTransport = {
      uid: transport.uid,
      login: transport.login,
      call: (call, signal) => transport.call(call, signal).catch(forgetWhenRefused),
      ...(print && { print: (job, signal) => print(job, signal).catch(forgetWhenRefused) }),
    };
    return createClient(endpoint, watched, credential, { version, now });
  };

  return {
    async open(credential, signal) {
      const key = keyOf(credential);
      const cached = entries.get(key);
      entries.delete(key);
      if (cached !== undefined && cached.until > now()) {
        entries.set(key, { client: cached.client, until: now() + CONNECTION_IDLE_MS });
        return abortable(cached.client, signal);
      }
      const leastUsed = entries.keys().next();
      if (entries.size >= max && !leastUsed.done) entries.delete(leastUsed.value);
      const client = connect(credential, key);
      entries.set(key, { client, until: now() + CONNECTION_IDLE_MS });
      client.catch(() => {
        if (entries.get(key)?.client === client) entries.delete(key);
      });
      return abortable(client, signal);
    },
  };
}

async function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  if (signal.aborted) throw callCancelled();
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(callCancelled());
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
