import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { loadPolicy } from '../../policies/load.ts';
import { createLog } from '../../proxy/log.ts';
import { type RunningGuard, runGuard } from '../../proxy/running.ts';
import { startHttpSide } from '../../proxy/transports/http-server.ts';
import { chooseUpstream } from '../../proxy/upstream-choice.ts';
import { withFolder } from '../configured/configured-guard.fixture.ts';

export type Side = 'HTTP' | 'stdio';

/** A server's script, and where it stands. */
export interface Behind {
  readonly side: Side;
  readonly script: string;
  /** Lines of `protocol:` in gateway.yaml. */
  readonly protocol?: string;
  /** Takes what the server writes to standard error, over HTTP. On stdio it comes through the log. */
  readonly onStderr?: (line: string) => void;
  readonly onLog?: (line: string) => void;
}

/** A guard that lets everything of that server pass, to everybody, for as long as `use` takes. */
export async function withGuardedServer<Result>(
  { side, script, protocol = '{}', onStderr = () => {}, onLog = () => {} }: Behind,
  use: (guard: RunningGuard, target: readonly string[]) => Promise<Result>,
): Promise<Result> {
  const served = side === 'HTTP' ? await serveHttp(script, onStderr) : undefined;
  const upstream = served
    ? `url: ${JSON.stringify(served.url)}`
    : `command: ${JSON.stringify(process.execPath)}, args: [${JSON.stringify(script)}]`;
  const gateway = [
    `upstream: {${upstream}, unbound: {tools: allow, resources: allow, prompts: allow, completions: allow}}`,
    `protocol: ${protocol}`,
    'identity: {stdio: {name: me}, anonymous: {groups: [everybody]}}',
    'server: {transport: http, port: 0, log_level: info}',
  ].join('\n');
  try {
    return await withFolder({ gateway }, async (folder) => {
      const policy = loadPolicy({ directory: folder, env: {} });
      const log = createLog({ level: 'info', readable: false, to: { write: onLog } });
      const guard = runGuard(policy, await chooseUpstream(policy, log, []), log);
      try {
        return await use(
          guard,
          served ? ['--upstream', served.url] : ['--', process.execPath, script],
        );
      } finally {
        await guard.close();
      }
    });
  } finally {
    served?.child.kill();
  }
}

async function serveHttp(
  script: string,
  onStderr: (line: string) => void,
): Promise<{ readonly url: string; readonly child: ChildProcess }> {
  const child = spawn(process.execPath, [script, '--http'], { stdio: ['ignore', 'pipe', 'pipe'] });
  createInterface({ input: child.stderr }).on('line', onStderr);
  const [url] = await once(createInterface({ input: child.stdout }), 'line');
  return { url: String(url), child };
}

/** The same behind an HTTP address, and what a guard's command line says to reach the server itself. */
export interface Served {
  readonly url: string;
  readonly target: readonly string[];
}

export async function withServer<Result>(
  side: Side,
  script: string,
  use: (served: Served) => Promise<Result>,
): Promise<Result> {
  return withGuardedServer({ side, script }, async ({ handle, handleSession }, target) => {
    const http = await startHttpSide({ port: 0, handle, handleSession });
    try {
      return await use({ url: http.url, target });
    } finally {
      await http.close();
    }
  });
}
