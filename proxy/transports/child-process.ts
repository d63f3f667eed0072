import type { Buffer } from 'node:buffer';
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { createLineDecoder, type Line } from '../wire/lines.ts';
import { drainOf } from './drain.ts';

export interface ChildSettings {
  readonly command: string;
  readonly args: readonly string[];
  /** Variables of the child besides the few every program needs. Nothing else is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Most bytes of one line on standard output. */
  readonly maxLineBytes: number;
  /** Takes each line the child writes to standard output. */
  readonly onLine: (line: Line) => void;
  /** Takes each line the child writes to standard error. */
  readonly onStderr: (line: string) => void;
  /** Called once, when the child has gone or could not be started. */
  readonly onExit: (how: string) => void;
}

export interface Child {
  readonly pid: number | undefined;
  readonly alive: boolean;
  /** Writes one line. Resolves when the pipe can take more, at once when the child is gone. */
  send(line: string): Promise<void>;
  /** Bytes sent that it has yet to read. */
  readonly unread: number;
  /**
   * Ends the child and everything it started: end of input, then after the grace SIGTERM to its process
   * group, then after as long again SIGKILL. Resolves when it is gone.
   */
  stop(graceMs: number): Promise<void>;
}

/** What a program needs to run at all; secrets live in other variables. */
const INHERITED = [
  'PATH',
  'HOME',
  'LANG',
  'LC_ALL',
  'LC_CTYPE',
  'LOGNAME',
  // Whose certificates are trusted: paths of files that anybody may know.
  'NODE_EXTRA_CA_CERTS',
  'SHELL',
  'SSL_CERT_DIR',
  'SSL_CERT_FILE',
  'TERM',
  'TMPDIR',
  'TZ',
  'USER',
  // Windows programs do not start without these.
  'APPDATA',
  'ComSpec',
  'LOCALAPPDATA',
  'PATHEXT',
  'Path',
  'SystemDrive',
  'SystemRoot',
  'TEMP',
  'TMP',
  'USERPROFILE',
  'windir',
] as const;
const MAX_STDERR_LINE_BYTES = 64 * 1024;
/** How long a child that has ended may still have lines in its pipes. */
const LAST_WORDS_MS = 500;
const HAS_PROCESS_GROUPS = process.platform !== 'win32';

/** The environment a child gets: the allow-list of the guard's own, and what is configured for it. */
export function childEnvironment(
  configured: Readonly<Record<string, string>>,
  inherited: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const env: Record<string, string> = {};
  for (const name of INHERITED) {
    const value = inherited[name];
    if (value !== undefined) env[name] = value;
  }
  return { ...env, ...configured };
}

/**
 * Starts a program without a shell, as the leader of its own process group: what `npx` starts can be ended
 * with it, and a Ctrl-C at the guard's terminal does not reach it before the guard has said goodbye. When
 * the guard dies, however it dies, the child sees the end of its input.
 */
export function startChild(settings: ChildSettings): Child {
  const child: ChildProcess = spawn(settings.command, [...settings.args], {
    env: childEnvironment(settings.env),
    ...(settings.cwd === undefined ? {} : { cwd: settings.cwd }),
    shell: false,
    detached: HAS_PROCESS_GROUPS,
    windowsHide: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null)
    throw new Error('a child was started without pipes');
  let alive = true;
  let gone: () => void = () => {};
  const exited = new Promise<void>((resolve) => {
    gone = resolve;
  });

  let lastWords: NodeJS.Timeout | undefined;
  function onGone(how: string): void {
    if (!alive) return;
    alive = false;
    clearTimeout(lastWords);
    // What outlives the leader of the group would have nobody to end it.
    signalGroup(child.pid, 'SIGKILL');
    gone();
    settings.onExit(how);
  }
  // 'close' comes after the last line, but not while a grandchild holds the pipes open.
  child.once('close', (code, signal) => onGone(signal ?? `exit code ${code}`));
  child.once('exit', (code, signal) => {
    lastWords = setTimeout(() => onGone(signal ?? `exit code ${code}`), LAST_WORDS_MS);
  });
  child.once('error', (error) => onGone(whyNotStarted(settings.command, error)));
  stdin.on('error', () => {});
  const drained = drainOf(stdin);

  const decoder = createLineDecoder(settings.maxLineBytes);
  readInTurns(stdout, (chunk) => decoder.push(chunk).forEach(settings.onLine));
  stdout.once('end', () => decoder.end().forEach(settings.onLine));
  const errors = createLineDecoder(MAX_STDERR_LINE_BYTES);
  readInTurns(stderr, (chunk) => {
    for (const line of errors.push(chunk))
      settings.onStderr(line.kind === 'line' ? line.bytes.toString('utf8') : '(a very long line)');
  });

  return {
    get pid() {
      return child.pid;
    },
    get alive() {
      return alive;
    },
    get unread() {
      return stdin.writableLength;
    },
    send(line) {
      if (!alive || !stdin.writable) return Promise.resolve();
      if (stdin.write(`${line}\n`)) return Promise.resolve();
      return drained();
    },
    async stop(graceMs) {
      if (!alive) return exited;
      stdin.end();
      const term = setTimeout(() => signalGroup(child.pid, 'SIGTERM'), graceMs);
      const kill = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), graceMs * 2);
      await exited;
      clearTimeout(term);
      clearTimeout(kill);
    },
  };
}

/** Takes one chunk in a turn of the event loop: a child that floods the guard leaves the others theirs. */
function readInTurns(stream: Readable, take: (chunk: Buffer) => void): void {
  stream.on('data', (chunk: Buffer) => {
    stream.pause();
    setImmediate(() => stream.resume());
    take(chunk);
  });
}

/** Signals a process group. That fails where it has no members any more, which is what was wanted. */
function signalGroup(pid: number | undefined, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (pid === undefined) return;
  try {
    process.kill(HAS_PROCESS_GROUPS ? -pid : pid, signal);
  } catch {
    return;
  }
}

/** Why a program did not start, for whoever wrote its name. */
function whyNotStarted(command: string, error: Error): string {
  const name = JSON.stringify(command);
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT')
    return `there is no program ${name}: install it, or write its whole path (${code})`;
  if (code === 'EACCES') return `${name} may not be run by this account (${code})`;
  return error.message;
}
