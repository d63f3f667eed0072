import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, describe, it } from 'vitest';
import { GUARD_MAIN } from '../guard-process.fixture.ts';
import { PLAIN_SERVER } from './conversation.fixture.ts';

/**
 * Every process of the upstream holds a connection to the test for as long as it lives, so that its end is an
 * event to wait for, whoever is its parent by then.
 */
interface Beacon {
  readonly port: number;
  /** Resolves when so many processes have connected. */
  lit(count: number): Promise<void>;
  /** Resolves when no process is connected. */
  dark(): Promise<void>;
  close(): void;
}

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup();
});

async function startBeacon(): Promise<Beacon> {
  let connected = 0;
  let seen = 0;
  let changed = (): void => {};
  const server: Server = createServer((socket) => {
    connected += 1;
    seen += 1;
    changed();
    socket.on('error', () => {}).resume();
    socket.on('close', () => {
      connected -= 1;
      changed();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const when = (holds: () => boolean) =>
    new Promise<void>((resolve) => {
      changed = () => {
        if (holds()) resolve();
      };
      changed();
    });
  const beacon = {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    lit: (count: number) => when(() => seen >= count),
    dark: () => when(() => connected === 0),
    close: () => server.close(),
  };
  cleanups.push(beacon.close);
  return beacon;
}

/** A program that starts another one, as npx does, and lights the beacon in both. `deaf`: signals do not end it. */
function launcher(port: number, deaf: boolean): string {
  const folder = mkdtempSync(join(tmpdir(), 'launcher-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  const light = `require('node:net').connect(${port}, '127.0.0.1').on('error', () => {})`;
  const hold = deaf ? `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);` : '';
  const inner = join(folder, 'inner.cjs');
  // The connection alone keeps nobody alive who would end with its standard input.
  const quiet = deaf ? light : `${light}.unref()`;
  writeFileSync(inner, `${quiet};${hold} import(${JSON.stringify(PLAIN_SERVER)});`);
  const outer = join(folder, 'outer.cjs');
  writeFileSync(
    outer,
    `${quiet};${hold} require('node:child_process').spawn(process.execPath, [${JSON.stringify(inner)}], { stdio: 'inherit' }).on('exit', () => process.exit());`,
  );
  return outer;
}

interface Running {
  readonly guard: ChildProcess;
  readonly beacon: Beacon;
  readonly exited: Promise<unknown>;
}

const INITIALIZE = {
  ...{ jsonrpc: '2.0', id: 1, method: 'initialize' },
  params: {
    protocolVersion: '2025-11-25',
    capabilities: {},
    clientInfo: { name: 'raw', version: '1' },
  },
};

/** A guard on stdio in front of a launcher, both processes of the upstream running. */
async function running({ deaf = false } = {}): Promise<Running> {
  const beacon = await startBeacon();
  const guard = spawn(
    process.execPath,
    [GUARD_MAIN, '--unbound-tools', 'allow', '--', process.execPath, launcher(beacon.port, deaf)],
    { env: { PATH: process.env.PATH ?? '' }, stdio: ['pipe', 'pipe', 'ignore'] },
  );
  cleanups.push(() => void guard.kill('SIGKILL'));
  const exited = once(guard, 'exit');
  const answered = once(createInterface({ input: guard.stdout }), 'line');
  guard.stdin.write(`${JSON.stringify(INITIALIZE)}\n`);
  await answered;
  await beacon.lit(2);
  return { guard, beacon, exited };
}

describe('an upstream that starts a process of its own, as npx does', () => {
  it.each<[string, (guard: ChildProcess) => void]>([
    ['the client closes its end', (guard) => void guard.stdin?.end()],
    ['the guard is told to end', (guard) => void guard.kill('SIGTERM')],
    ['the guard is killed', (guard) => void guard.kill('SIGKILL')],
    [
      'the client is killed',
      (guard) => {
        guard.stdin?.destroy();
        guard.stdout?.destroy();
      },
    ],
  ])('is gone altogether after %s', async (_, end) => {
    const { guard, beacon, exited } = await running();
    end(guard);
    await exited;
    await beacon.dark();
  });

  it.each<[string, (guard: ChildProcess) => void]>([
    ['the client closes its end', (guard) => void guard.stdin?.end()],
    ['the guard is told to end', (guard) => void guard.kill('SIGTERM')],
  ])('is gone after %s, though it heeds neither that nor a signal', async (_, end) => {
    const { guard, beacon, exited } = await running({ deaf: true });
    end(guard);
    await exited;
    await beacon.dark();
  });
});
