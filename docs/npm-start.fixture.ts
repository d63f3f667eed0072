import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as z from 'zod';
import { ROOT } from './readme.fixture.ts';

const configuration = z.object({
  mcpServers: z.object({
    odoo: z.object({
      type: z.literal('http'),
      url: z.url(),
      headers: z.record(z.string(), z.string()).default({}),
    }),
  }),
});
export type HttpClientConfiguration = z.output<typeof configuration>;

/** Reads a client configuration as a client of Streamable HTTP does. */
export function httpConfiguration(text: string): HttpClientConfiguration {
  return configuration.parse(JSON.parse(text));
}

export interface Started {
  /** All it printed to standard output. */
  readonly greeting: string;
  /** The client configuration among it. */
  readonly configuration: HttpClientConfiguration;
  /** Everything that runs because of it. */
  processes(): readonly number[];
  /** What Ctrl-C in a terminal does: the signal goes to the whole process group. Answers the exit code. */
  ctrlC(): Promise<number | null>;
}

/** Runs the script of `npm start` as a terminal would, on a free port, until it has printed its greeting. */
export async function npmStart(env: Readonly<Record<string, string>> = {}): Promise<Started> {
  const child = launch({ MCP_PORT: '0', ...env });
  const exited = once(child, 'exit');
  let greeting = '';
  let problems = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    problems += text;
  });
  await Promise.race([
    new Promise<void>((resolve) => {
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        greeting += text;
        if (greeting.includes('Ctrl-C')) resolve();
      });
    }),
    exited.then(() => {
      throw new Error(`it ended before it was ready:\n${problems}`);
    }),
  ]);
  return {
    greeting,
    configuration: httpConfiguration(/^\{\n[\s\S]*?^\}$/m.exec(greeting)?.[0] ?? ''),
    processes: () => groupOf(child.pid),
    async ctrlC() {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
      await exited;
      return child.exitCode;
    },
  };
}

/** Runs the script of `npm start` where it cannot start: its exit code, and what a person reads. */
export async function npmStartFails(env: Readonly<Record<string, string>>) {
  const child = launch(env);
  let problems = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    problems += text;
  });
  await once(child, 'close');
  return { code: child.exitCode, problems, left: groupOf(child.pid) };
}

function launch(env: Readonly<Record<string, string>>) {
  return spawn(process.execPath, [join(ROOT, 'scripts', 'start.mjs')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', ...env },
    detached: true,
  });
}

/** The live processes below one, itself included. */
function groupOf(pid: number | undefined): readonly number[] {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/).map(Number));
  const below = (parent: number): number[] =>
    rows.flatMap(([id, above]) => (id !== undefined && above === parent ? [id, ...below(id)] : []));
  if (pid === undefined) return [];
  return rows.some(([id]) => id === pid) ? [pid, ...below(pid)] : [];
}
