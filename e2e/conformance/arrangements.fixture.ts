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
  readFileSync(
    join(import.meta.dirname, '..', '..', 'policies', 'examples', 'pass-through', 'gateway.yaml'),
    'utf8',
  ),
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

/** A server behind a guard: its address, or the command that starts it. */
export type Upstream =
  | { readonly url: string }
  | { readonly command: string; readonly args: readonly string[] };

/** On which connections a guard stands: from the client, to the server. */
export const GUARDED = [
  'HTTP to HTTP',
  'HTTP to stdio',
  'stdio to HTTP',
  'stdio to stdio',
] as const;
export type Guarded = (typeof GUARDED)[number];

/** The same server behind a guard. */
export function withGuardedFixture<Result>(
  arrangement: Guarded,
  { url }: FixtureServer,
  use: (target: Target) => Promise<Result>,
): Promise<Result> {
  const onStdio = { command: process.execPath, args: [FIXTURE] };
  return withGuard(arrangement, arrangement.endsWith('HTTP') ? { url } : onStdio, use);
}

/** Hands out where a client finds the guard, which lets everything pass, for as long as `use` takes. */
export function withGuard<Result>(
  arrangement: Guarded,
  upstream: Upstream,
  use: (target: Target) => Promise<Result>,
): Promise<Result> {
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
