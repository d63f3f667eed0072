import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parse, stringify } from 'yaml';
import type { Target } from '../../upstream/mcp-clients.fixture.ts';
import { withFolder } from '../configured/configured-guard.fixture.ts';
import { withServed } from '../configured/served-guard.fixture.ts';
import { GUARD_MAIN } from '../guard-process.fixture.ts';

const FIXTURE = join(import.meta.dirname, 'fixture-server.mjs');
const ALLOW_ALL: Readonly<Record<string, object>> = parse(
  readFileSync(join(import.meta.dirname, 'allow-all', 'gateway.yaml'), 'utf8'),
);
const env = { PATH: process.env.PATH ?? '' };

/** The server that tries out every message, over HTTP. */
export interface FixtureServer {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startFixtureServer(): Promise<FixtureServer> {
  const child = spawn(process.execPath, [FIXTURE, '--http'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [url] = await once(createInterface({ input: child.stdout }), 'line');
  return {
    url: String(url),
    async stop() {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}

/** Where a client connects to: the server itself, or a guard in front of it, on either kind of connection. */
export const GUARDED = [
  'HTTP to HTTP',
  'HTTP to stdio',
  'stdio to HTTP',
  'stdio to stdio',
] as const;
export type Guarded = (typeof GUARDED)[number];

/** Hands out where a client finds the guard, which lets everything pass, for as long as `use` takes. */
export function withGuard<Result>(
  arrangement: Guarded,
  server: FixtureServer,
  use: (target: Target) => Promise<Result>,
): Promise<Result> {
  const upstream = arrangement.endsWith('HTTP')
    ? { url: server.url }
    : { command: process.execPath, args: [FIXTURE] };
  const isHttp = arrangement.startsWith('HTTP');
  const gateway = stringify({
    ...ALLOW_ALL,
    upstream: { ...ALLOW_ALL.upstream, ...upstream },
    server: { transport: isHttp ? 'http' : 'stdio', port: 0, log_level: 'silent' },
  });
  if (isHttp) return withServed({ gateway }, (url) => use({ url: new URL(url), headers: {} }));
  return withFolder({ gateway }, (folder) =>
    use({ command: process.execPath, args: [GUARD_MAIN, '--config', folder], env }),
  );
}
