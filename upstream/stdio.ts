import { serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Logger } from 'pino';
import { processCaller } from './caller.ts';
import type { EnvironmentAccount } from './environment.ts';
import type { OdooConnections } from './odoo/connections.ts';
import type { DatabaseAllowList } from './odoo/database.ts';
import type { PluginSet } from './plugins/install-plugins.ts';
import { buildServer } from './server.ts';

export interface StdioOptions {
  /** The account of the environment, if it names one. */
  readonly account: EnvironmentAccount | undefined;
  readonly connections: OdooConnections;
  readonly databases: DatabaseAllowList;
  readonly log: Logger;
  /** Most bytes a tool puts into one result as a blob. */
  readonly maxBlobBytes: number;
  /** The tools of this process. */
  readonly plugins: PluginSet;
}

/** MCP on this process's stdin and stdout, in both protocol eras, for one Odoo account at a time. */
export function startStdio(options: StdioOptions): { close(): Promise<void> } {
  const { account, connections, databases, log, maxBlobBytes, plugins } = options;
  const caller = processCaller(connections, async (signal) =>
    account === undefined
      ? undefined
      : { ...account, database: await databases.resolve(undefined, signal) },
  );
  return serveStdio(() => buildServer({ caller, databases, log, maxBlobBytes, plugins }), {
    onerror: (error) => log.warn({ reason: error.name }, 'message rejected'),
  });
}
