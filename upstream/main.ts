import { once } from 'node:events';
import type { Server } from 'node:http';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { destination, type Logger, pino } from 'pino';
import { type Environment, EnvironmentError, readEnvironment } from './environment.ts';
import { createHttpServer } from './http.ts';
import { openOdooAccess } from './odoo-access.ts';
import { packageVersion } from './package-version.ts';
import { openPlugins } from './plugins/open-plugins.ts';
import { clearStaleSocket, makeFolderOf } from './socket-place.ts';
import { startStdio } from './stdio.ts';

interface Arguments {
  readonly socket?: string;
  readonly port?: number;
  readonly host?: string;
  readonly standalone?: true;
}

function readArguments(argv: readonly string[]): Arguments {
  return new Command('odoo-mcp-upstream')
    .description(
      'A generic Odoo MCP server. Without options it speaks MCP on stdio; with --socket or --port ' +
        'it serves HTTP to a guard that knows UPSTREAM_KEY.',
    )
    .version(packageVersion())
    .addOption(new Option('--socket <path>', 'serve HTTP on this Unix socket').conflicts('port'))
    .addOption(
      new Option('--port <number>', 'serve HTTP on this port of 127.0.0.1, 0 for any').argParser(
        readPort,
      ),
    )
    .option('--host <address>', 'serve HTTP on --port of this address instead of 127.0.0.1')
    .option(
      '--standalone',
      'go on when standard input ends: for a server that no guard has started',
    )
    .allowExcessArguments(false)
    .exitOverride()
    .parse([...argv], { from: 'user' })
    .opts<Arguments>();
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('write a number from 0 to 65535');
  return port;
}

async function main(): Promise<void> {
  const { socket, port, host, standalone } = readArguments(process.argv.slice(2));
  if (host !== undefined && port === undefined)
    throw new EnvironmentError('--host needs --port, the port to serve HTTP on.');
  const environment = readEnvironment(process.env);
  const log = pino(
    { level: environment.logLevel, base: null },
    destination({ dest: 2, sync: true }),
  );
  const odoo = openOdooAccess(environment, log);
  const { connections, databases } = odoo;
  const { account, maxBlobBytes } = environment;
  const plugins = await openPlugins(environment, log);

  if (socket === undefined && port === undefined) {
    const served = startStdio({ account, connections, databases, log, maxBlobBytes, plugins });
    await ended();
    await served.close();
  } else {
    const key = requireKey(environment);
    const server = createHttpServer({ key, connections, databases, log, maxBlobBytes, plugins });
    if (socket !== undefined && standalone) {
      await makeFolderOf(socket);
      await clearStaleSocket(socket);
    }
    await listen(server, socket ?? { port: port ?? 0, host: host ?? '127.0.0.1' }, log);
    process.stdin.resume();
    await (standalone ? signalled() : ended());
    server.close();
    server.closeAllConnections();
  }
  await plugins.close();
  await odoo.close();
  log.debug('stopped');
}

function requireKey(environment: Environment) {
  if (environment.upstreamKey === undefined)
    throw new EnvironmentError(
      'UPSTREAM_KEY is not set. Serving HTTP needs a random start-up secret that the guard knows too.',
    );
  return environment.upstreamKey;
}

/** Path of a Unix socket, or a port of an address. */
type Place = string | { readonly port: number; readonly host: string };

/** Starts listening, then says so on stdout in one line; with `--port 0` the line holds the port. */
async function listen(server: Server, where: Place, log: Logger): Promise<void> {
  // A socket is for the user who runs this process, whatever the umask was.
  process.umask(0o077);
  server.listen(typeof where === 'string' ? { path: where } : where);
  await once(server, 'listening');
  const address = server.address();
  const asked = typeof where === 'string' ? undefined : where.port;
  const chosen = asked === 0 && typeof address === 'object' ? address?.port : undefined;
  log.debug('listening');
  process.stdout.write(
    `${JSON.stringify({ ready: true, ...(chosen === undefined ? {} : { port: chosen }) })}\n`,
  );
}

/** Resolves when the parent is gone (stdin ended) or asks this process to stop. */
function ended(): Promise<unknown> {
  return Promise.race([once(process.stdin, 'end'), once(process.stdin, 'close'), signalled()]);
}

function signalled(): Promise<unknown> {
  return Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
}

try {
  await main();
  process.exit(0);
} catch (error) {
  if (error instanceof CommanderError) process.exit(error.exitCode);
  const text = error instanceof EnvironmentError ? error.message : startFailure(error);
  process.stderr.write(`odoo-mcp-upstream: ${text}\n`);
  process.exit(1);
}

function startFailure(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? ` (${String(error.code)})` : '';
  return `could not start${code}`;
}
