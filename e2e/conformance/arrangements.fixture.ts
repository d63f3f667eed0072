import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll } from 'vitest';
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
  /** Where it listens. Only while tests run. */
  readonly url: string;
}

/** Runs that server for all tests of a file. */
export function fixtureServer(): FixtureServer {
  let url: string | undefined;
  let child: ChildProcess | undefined;
  beforeAll(async () => {
    const started = spawn(process.execPath, [FIXTURE, '--http'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child = started;
    [url] = (await once(createInterface({ input: started.stdout }), 'line')).map(String);
  });
  afterAll(async () => {
    if (child === undefined) return;
    const exited = once(child, 'exit');
    child.kill();
    await exited;
  });
  return {
    get url() {
      if (url === undefined) throw new Error('the fixture server does not run yet');
      return url;
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
  server: FixtureServer,
  use: (target: Target) => Promise<Result>,
): Promise<Result> {
  const onStdio = { command: process.execPath, args: [FIXTURE] };
  return withGuard(arrangement, arrangement.endsWith('HTTP') ? { url: server.url } : onStdio, use);
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
