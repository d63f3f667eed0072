import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { pino } from 'pino';
import { CREDENTIAL_HEADER, createHttpServer, KEY_HEADER, MCP_PATH } from './http.ts';
import { createConnections } from './odoo/connections.ts';
import { createDatabaseAllowList } from './odoo/database.ts';
import { createEndpoint } from './odoo/endpoint.ts';
import { Secret } from './odoo/secret.ts';

/** An account as it goes into the credential header. */
export interface TestAccount {
  readonly method: string;
  readonly database: string;
  readonly login: string;
  readonly secret: string;
}

export interface RunningUpstream {
  readonly url: URL;
  /** The headers of a request that acts as `account`. */
  headers(account?: TestAccount): Record<string, string>;
  /** Every log line so far, as one text. */
  log(): string;
  close(): Promise<void>;
}

/** Serves HTTP in this process, in front of the Odoo at `odooUrl`. */
export async function startUpstream(odooUrl: URL, database?: string): Promise<RunningUpstream> {
  const key = randomBytes(32).toString('base64url');
  const lines: string[] = [];
  const endpoint = createEndpoint(odooUrl);
  const databases = createDatabaseAllowList(endpoint, database);
  const server = createHttpServer({
    key: new Secret(key),
    connections: createConnections({ endpoint, databases }),
    databases,
    log: pino({ level: 'trace' }, { write: (line) => lines.push(line) }),
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return {
    url: new URL(`http://127.0.0.1:${address.port}${MCP_PATH}`),
    headers: (account) => ({
      [KEY_HEADER]: key,
      ...(account === undefined
        ? {}
        : { [CREDENTIAL_HEADER]: Buffer.from(JSON.stringify(account)).toString('base64url') }),
    }),
    log: () => lines.join(''),
    async close() {
      server.closeAllConnections();
      server.close();
      await endpoint.close();
    },
  };
}
