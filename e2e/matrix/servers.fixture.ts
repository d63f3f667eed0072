import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { startDemoOdoo } from '../../demo/server.ts';
import type { Target } from '../../upstream/mcp-clients.fixture.ts';
import { type Guarded, withGuard } from '../conformance/arrangements.fixture.ts';
import { GUARD_MAIN, startGuardProcess } from '../guard-process.fixture.ts';
import { npmProgram } from './npm-program.fixture.ts';

/** How a client reaches the guard. */
export type Side = 'HTTP' | 'stdio';

/** A server, bare and behind the guard. */
export interface MatrixServer {
  /** Where clients find the guard in front of it, for as long as `use` takes. */
  through<Result>(side: Side, use: (target: Target) => Promise<Result>): Promise<Result>;
  stop(): Promise<void>;
}

/** The server that ships with the guard, in front of the demo Odoo. */
export async function bundledServer(): Promise<MatrixServer> {
  const odoo = await startDemoOdoo({ version: 18 });
  const guard = await startGuardProcess({ MCP_LOG_LEVEL: 'warn' });
  const [token] = guard.tokens;
  if (!token) throw new Error('the demo names no token');
  const headers = { authorization: `Bearer ${token.token}` };
  const env = {
    PATH: process.env.PATH ?? '',
    ODOO_URL: odoo.url,
    ODOO_DB: 'demo',
    ODOO_USERNAME: 'admin',
    ODOO_PASSWORD: 'admin',
    MCP_LOG_LEVEL: 'warn',
  };
  return {
    through: (side, use) =>
      side === 'HTTP'
        ? use({ url: new URL(guard.url), headers })
        : use({ command: process.execPath, args: [GUARD_MAIN], env }),
    async stop() {
      await guard.stop();
      await odoo.close();
    },
  };
}

const EVERYTHING = ['@modelcontextprotocol/server-everything@2026.8.31', 'mcp-server-everything'];

/** The MCP project's own example of a server, with the guard on the given connection to it. */
export async function everythingServer(connection: Side): Promise<MatrixServer> {
  const [specifier = '', bin = ''] = EVERYTHING;
  const { node, script } = await npmProgram(specifier, bin, '24.21.0');
  if (connection === 'stdio') {
    const upstream = { command: node, args: [script, 'stdio'] };
    return {
      through: (side, use) => withGuard(arrangement(side, connection), upstream, use),
      stop: async () => undefined,
    };
  }
  const port = await freePort();
  const child = spawn(node, [script, 'streamableHttp'], {
    env: { ...process.env, PORT: String(port) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  // What it says later is read too, or it would fail at saying it.
  const said = child.stderr.setEncoding('utf8').iterator({ destroyOnReturn: false });
  for await (const text of said) if (/listening/i.test(text)) break;
  child.stderr.resume();
  const upstream = { url: `http://127.0.0.1:${port}/mcp` };
  return {
    through: (side, use) => withGuard(arrangement(side, connection), upstream, use),
    async stop() {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}

function arrangement(side: Side, connection: Side): Guarded {
  return `${side} to ${connection}`;
}

/** The server takes a port by number, and no other way. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  probe.close();
  await once(probe, 'close');
  return address.port;
}
