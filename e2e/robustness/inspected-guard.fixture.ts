import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { digestOf } from '../configured/configured-guard.fixture.ts';
import { GUARD_MAIN } from '../guard-process.fixture.ts';
import { connectInspector, type Inspector } from './inspector.fixture.ts';

/** What a process holds at one moment, after a full garbage collection. */
export interface Holdings {
  /** Bytes. */
  readonly heap: number;
  readonly rss: number;
  /** What keeps its event loop busy, by kind. */
  readonly active: Readonly<Record<string, number>>;
  /** Open files and sockets; undefined where the platform does not tell. */
  readonly descriptors: number | undefined;
  readonly children: number;
  /** Entries of every Map and Set there is, all together. */
  readonly entries: number;
  readonly aborts: number;
  readonly timers: number;
}

export interface InspectedGuard {
  /** Its MCP endpoint; undefined on stdio. */
  readonly url: string;
  readonly process: ChildProcess;
  holdings(): Promise<Holdings>;
  log(): string;
  /** Ends it as an operator does. Resolves with its exit code. */
  stop(): Promise<number | null>;
}

/**
 * Nobody of these tests is slowed down, and whoever comes may use what no binding describes: two principals
 * whose tokens are their names, and anybody.
 */
export const OPEN_GATEWAY = `
server: {log_level: info, max_concurrent_sessions: 10000}
rate_limit: {global_per_minute: 1000000, write_per_minute: 1000000}
limits: {concurrent: 1000}
upstream: {max_processes: 1000}
audit: {sink: 'off'}
identity:
  anonymous: {name: anybody, groups: [base.group_user]}
  tokens:
    - {name: one, sha256: ${digestOf('one')}, groups: [base.group_user]}
    - {name: two, sha256: ${digestOf('two')}, groups: [base.group_user]}
`;

export interface GuardCommand {
  /** What stands after the options of the guard: `--upstream URL`, or `-- COMMAND ARGS`. */
  readonly upstream: readonly string[];
  readonly gateway?: string;
}

/** Runs the compiled guard over HTTP with the inspector open, in front of that upstream. */
export async function startInspectedGuard(command: GuardCommand): Promise<InspectedGuard> {
  const folder = writePolicy(command.gateway ?? OPEN_GATEWAY);
  const options = ['--http', '--port', '0', '--config', folder, '--unbound-tools', 'allow'];
  const child = spawn(
    process.execPath,
    ['--inspect=127.0.0.1:0', GUARD_MAIN, ...options, ...command.upstream],
    { env: { PATH: process.env.PATH ?? '' }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const exited = new Promise<number | null>((resolve) => {
    child.once('exit', (code) => {
      rmSync(folder, { recursive: true, force: true });
      resolve(code);
    });
  });
  let log = '';
  let debuggerUrl = '';
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      log += `${line}\n`;
      debuggerUrl ||= /^Debugger listening on (ws:\S+)/.exec(line)?.[1] ?? '';
      const listening = /"url":"(http[^"]+)".*"msg":"listening"/.exec(line)?.[1];
      if (listening !== undefined) resolve(listening);
    });
    void exited.then(() => reject(new Error(`the guard ended before it was ready:\n${log}`)));
  });
  const inspector = await connectInspector(debuggerUrl);
  return {
    url,
    process: child,
    holdings: () => holdingsOf(inspector, child.pid ?? 0),
    log: () => log,
    async stop() {
      inspector.close();
      child.kill('SIGTERM');
      return exited;
    },
  };
}

function writePolicy(gateway: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'robustness-'));
  for (const name of ['restrictions', 'model_access', 'rbac'])
    writeFileSync(join(folder, `${name}.yaml`), '{}');
  writeFileSync(join(folder, 'gateway.yaml'), gateway);
  return folder;
}

async function holdingsOf(inspector: Inspector, pid: number): Promise<Holdings> {
  await inspector.collectGarbage();
  const resources = await inspector.evaluate('process.getActiveResourcesInfo()');
  const active: Record<string, number> = {};
  for (const kind of Array.isArray(resources) ? resources : [])
    active[String(kind)] = (active[String(kind)] ?? 0) + 1;
  const [maps, sets] = await Promise.all([
    inspector.sum('Map.prototype', 'size'),
    inspector.sum('Set.prototype', 'size'),
  ]);
  return {
    heap: Number(await inspector.evaluate('process.memoryUsage().heapUsed')),
    rss: Number(await inspector.evaluate('process.memoryUsage().rss')),
    active,
    descriptors: descriptorsOf(pid),
    children: childrenOf(pid).length,
    entries: maps + sets,
    aborts: await inspector.count('AbortSignal.prototype'),
    timers: await inspector.count(TIMER_PROTOTYPE),
  };
}

const TIMER_PROTOTYPE =
  '(() => { const made = setTimeout(() => {}, 0); clearTimeout(made); return Object.getPrototypeOf(made); })()';

function descriptorsOf(pid: number): number | undefined {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return undefined;
  }
}

/** The process ids of the children of a process. Linux; elsewhere there are none to see. */
export function childrenOf(pid: number): readonly number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
    return text === '' ? [] : text.split(' ').map(Number);
  } catch {
    return [];
  }
}

/** What a process keeps in memory. Linux; elsewhere nothing is to be seen. */
export function residentBytes(pid: number): number {
  try {
    const [, kilobytes = '0'] =
      /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) * 1024;
  } catch {
    return 0;
  }
}

/** One line about holdings, for people who watch a long run. */
export function describeHoldings(when: string, holdings: Holdings): string {
  const mb = (bytes: number) => `${(bytes / 1024 / 1024).toFixed(1)} MB`;
  const { heap, rss, descriptors, children, entries, aborts, timers, active } = holdings;
  const kinds = Object.entries(active).map(([kind, count]) => `${kind}=${count}`);
  return [
    `${when}: heap ${mb(heap)}, rss ${mb(rss)}, descriptors ${descriptors}, children ${children},`,
    `map and set entries ${entries}, abort signals ${aborts}, timers ${timers} (${kinds.join(' ')})`,
  ].join(' ');
}
