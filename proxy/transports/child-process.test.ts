import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Child, childEnvironment, startChild } from './child-process.ts';

const script = fileURLToPath(new URL('scripted-child.fixture.mjs', import.meta.url));

interface Started {
  readonly child: Child;
  readonly exit: Promise<string>;
  /** Resolves with the first line of standard error that matches. */
  said(pattern: RegExp): Promise<string>;
}

function start(args: readonly string[], command: string = process.execPath): Started {
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  let exited: (how: string) => void = () => {};
  const exit = new Promise<string>((resolve) => {
    exited = resolve;
  });
  const child = startChild({
    command,
    args,
    env: {},
    maxLineBytes: 1_000,
    onLine: () => {},
    onStderr: (line) => {
      lines.push(line);
      for (const check of waiting) check();
    },
    onExit: exited,
  });
  return {
    child,
    exit,
    said: (pattern) =>
      new Promise((resolve) => {
        const check = (): void => {
          const line = lines.find((each) => pattern.test(each));
          if (line === undefined) return;
          waiting.delete(check);
          resolve(line);
        };
        waiting.add(check);
        check();
      }),
  };
}

interface Beacon {
  readonly port: string;
  /** Resolves when a process has connected. */
  readonly lit: Promise<unknown>;
  /** Resolves when that process has ended, and with it its connection. */
  readonly out: Promise<unknown>;
}

/** Tells from outside when a process that is not ours has ended. */
async function beacon(): Promise<Beacon> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const lit = once(server, 'connection');
  const out = lit.then(async ([socket]: Socket[]) => {
    server.close();
    if (socket !== undefined) await once(socket.on('error', () => {}).resume(), 'close');
  });
  return {
    port: String(typeof address === 'object' && address !== null ? address.port : 0),
    lit,
    out,
  };
}

describe('stopping', () => {
  it('a child that heeds the end of its input: without a signal', async () => {
    const { child, exit, said } = start([script]);
    await said(/ready/);
    await child.stop(10_000);
    expect(await exit).toBe('exit code 0');
    expect(child.alive).toBe(false);
    await child.stop(10_000);
  });

  it('a child that heeds nothing: with SIGKILL', async () => {
    const { child, exit, said } = start([script, '--deaf']);
    await said(/ready/);
    await child.stop(20);
    expect(await exit).toBe('SIGKILL');
  });

  it('takes along what the child has started, as npx starts servers', async () => {
    const { port, lit, out } = await beacon();
    const { child } = start([script, '--grandchild', port]);
    await lit;
    await child.stop(20);
    await out;
  });

  it('a child that dies by itself takes its own along too', async () => {
    const { port, lit, out } = await beacon();
    const { child, exit } = start([script, '--grandchild', port]);
    await lit;
    await child.send('{"method":"die"}');
    expect(await exit).toBe('exit code 3');
    await out;
  });
});

describe('a program that cannot be started', () => {
  it('is a child that has gone', async () => {
    const { child, exit } = start([], '/no/such/program');
    expect(await exit).toBe(
      'there is no program "/no/such/program": install it, or write its whole path (ENOENT)',
    );
    await child.send('{}');
    await child.stop(10);
  });
});

it('a command is never read by a shell', async () => {
  const { exit } = start([
    '-e',
    'process.exit(process.argv.length === 2 ? 7 : 8)',
    '; $(exit 9) && "',
  ]);
  expect(await exit).toBe('exit code 7');
});

it('the environment is an allow-list, and what is configured wins', () => {
  const env = childEnvironment(
    { HOME: '/srv', KEY: 'k' },
    {
      ...{ PATH: '/bin', HOME: '/root', AWS_SECRET: 's', NODE_OPTIONS: '--inspect' },
      ...{ LD_PRELOAD: '/x.so', ODOO_API_KEY: 's', NODE_EXTRA_CA_CERTS: '/ca.pem' },
    },
  );
  expect(env).toEqual({
    ...{ PATH: '/bin', HOME: '/srv', KEY: 'k', NODE_EXTRA_CA_CERTS: '/ca.pem' },
  });
});

it('writing waits for a child that does not read, and no longer when it is gone', async () => {
  const { child } = start(['-e', 'setInterval(() => {}, 1000)']);
  const write = child.send('x'.repeat(10_000_000));
  process.kill(child.pid ?? 0, 'SIGKILL');
  await write;
  await child.send('after');
});

it('a guard that is killed leaves no child behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'guard-'));
  const guard = join(folder, 'guard.mjs');
  // The compiled file: the guard in question is a process of its own, on any supported Node.
  const compiled = new URL('../../dist/proxy/transports/child-process.js', import.meta.url);
  const { port, lit, out } = await beacon();
  const childScript = `require('node:net').connect(${port}, '127.0.0.1').on('error', () => {});
    process.stdin.on('end', () => process.exit()).resume();`;
  await writeFile(
    guard,
    `import { startChild } from ${JSON.stringify(compiled.href)};
     startChild({
       command: process.execPath, args: ['-e', ${JSON.stringify(childScript)}], env: {},
       maxLineBytes: 10, onLine() {}, onStderr() {}, onExit() {},
     });`,
  );
  const parent = start([guard]);
  await lit;
  process.kill(parent.child.pid ?? 0, 'SIGKILL');
  await parent.exit;
  await out;
  await rm(folder, { recursive: true });
});

it('lines come whole, the last one without its end too', async () => {
  const lines: string[] = [];
  let exited: () => void = () => {};
  const exit = new Promise<void>((resolve) => {
    exited = resolve;
  });
  startChild({
    command: process.execPath,
    args: ['-e', "process.stdout.write('é\\n\\r\\nlong line\\nlast')"],
    env: {},
    maxLineBytes: 5,
    onLine: (line) => lines.push(line.kind === 'line' ? line.bytes.toString() : line.kind),
    onStderr: () => {},
    onExit: exited,
  });
  await exit;
  expect(lines).toEqual(['é', 'too_long', 'last']);
});

it('a child that floods the guard takes one chunk of its turn, and loses no line', async () => {
  const COUNT = 200_000;
  let [taken, inTurn, most, over] = [0, 0, 0, false];
  const turn = (): void => {
    most = Math.max(most, inTurn);
    inTurn = 0;
    if (!over) setImmediate(turn);
  };
  setImmediate(turn);
  await new Promise<string>((resolve) => {
    startChild({
      command: process.execPath,
      args: ['-e', `process.stdout.write('garbage\\n'.repeat(${COUNT}))`],
      env: {},
      maxLineBytes: 1_000,
      onLine: () => {
        taken += 1;
        inTurn += 1;
      },
      onStderr: () => {},
      onExit: resolve,
    });
  });
  over = true;
  expect(taken).toBe(COUNT);
  // 64 KiB are 8 192 of these lines, and one that was begun before.
  expect(most).toBeLessThanOrEqual(2 * 8_193);
});
