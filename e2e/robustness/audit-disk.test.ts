import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { GUARD_MAIN } from '../guard-process.fixture.ts';
import { PLAIN_SERVER } from './conversation.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'audit-disk-'));
const file = join(folder, 'audit.jsonl');
const logFile = join(folder, 'log.jsonl');
const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
  for (const each of [file, logFile]) rmSync(each, { force: true });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const INITIALIZE = {
  method: 'initialize',
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'raw', version: '1' },
  },
};

/**
 * A guard on stdio whose files may grow to a few KiB: writing beyond that fails half-way, as on a full disk. Its log is
 * one of them.
 */
function startGuard(audit: string) {
  writeFileSync(
    join(folder, 'gateway.yaml'),
    [
      `upstream: {command: "${process.execPath}", args: ["${PLAIN_SERVER}"], unbound: {tools: allow}}`,
      'identity: {stdio: {name: me}}',
      `audit: ${audit}`,
    ].join('\n'),
  );
  const line = 'ulimit -f 4 && exec "$@" 2>>"$0"';
  const args = ['-c', line, logFile, process.execPath, GUARD_MAIN, '--config', folder];
  const guard = spawn('sh', args, {
    env: { PATH: process.env.PATH ?? '' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  cleanups.push(() => void guard.kill('SIGKILL'));
  const lines = createInterface({ input: guard.stdout });
  const ask = async (message: object): Promise<{ result?: object; error?: { data?: object } }> => {
    guard.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, ...message })}\n`);
    const [answer] = await once(lines, 'line');
    return JSON.parse(String(answer));
  };
  return { ask, guard };
}

/** The methods of the records in the file; undefined for a line that is none. */
const recorded = () =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => (line.endsWith('}') ? JSON.parse(line).method : undefined));

describe.skipIf(process.platform === 'win32')('a disk without room for audit records', () => {
  it('lets nothing through until there is room again, and then holds every record', async () => {
    const { ask, guard } = startGuard(`{sink: file, file: "${file}"}`);
    expect((await ask(INITIALIZE)).result).toBeDefined();
    const ping = () => ask({ method: 'ping' });
    let made = 0;
    let answer = await ping();
    while (answer.error === undefined && made < 100) {
      made += 1;
      answer = await ping();
    }
    expect(answer.error?.data).toMatchObject({ code: 'audit_unavailable', effect: 'deny' });
    expect((await ask({ method: 'tools/list' })).error?.data).toMatchObject({
      code: 'audit_unavailable',
    });
    expect(recorded().at(-1)).toBeUndefined();

    const before = recorded().filter((method) => method === 'ping').length;
    truncateSync(file);
    expect((await ask({ method: 'tools/list' })).result).toBeDefined();
    const exited = once(guard, 'exit');
    guard.stdin.end();
    await exited;
    const after = recorded();
    // The pings that were made, one that was refused, and both lists of tools.
    expect(before + after.filter((method) => method === 'ping').length).toBe(made + 1);
    expect(after.slice(-2)).toEqual(['tools/list', 'tools/list']);
  });

  it('lets nothing through either where the log is what they are in', async () => {
    const { ask } = startGuard('{sink: log}');
    let answer = await ask(INITIALIZE);
    for (let pings = 0; answer.error === undefined && pings < 100; pings += 1)
      answer = await ask({ method: 'ping' });
    expect(answer.error?.data).toMatchObject({ code: 'audit_unavailable' });
    truncateSync(logFile);
    expect((await ask({ method: 'ping' })).result).toBeDefined();
  });
});
