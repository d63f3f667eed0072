import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { pino } from 'pino';
import { readEnvironment } from './environment.ts';
import { CREDENTIAL_HEADER, createHttpServer, KEY_HEADER, MCP_PATH } from './http.ts';
import { Secret } from './odoo/secret.ts';
import { type Clock, openOdooAccess } from './odoo-access.ts';
import { openPlugins } from './plugins/open-plugins.ts';

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

/** What the process would find in its environment, beside the address of Odoo. */
type Variables = Readonly<Record<`${'ODOO' | 'UPSTREAM' | 'HELPDESK'}_${string}`, string>>;

/** Serves HTTP in this process, in front of the Odoo at `odooUrl`; it retries without pausing. */
export async function startUpstream(
  odooUrl: URL,
  database = '',
  variables: Variables = {},
  clock: Clock = {},
): Promise<RunningUpstream> {
  const key = randomBytes(32).toString('base64url');
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line) => lines.push(line) });
  const environment = readEnvironment({
    ODOO_URL: odooUrl.href,
    ODOO_DB: database,
    ...variables,
  });
  const odoo = openOdooAccess(environment, log, { pause: async () => undefined, ...clock });
  const { connections, databases } = odoo;
  const plugins = await openPlugins(environment, log);
  const server = createHttpServer({
    key: new Secret(key),
    connections,
    databases,
    log,
    maxBlobBytes: environment.maxBlobBytes,
    plugins,
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
      await plugins.close();
      await odoo.close();
    },
  };
}
