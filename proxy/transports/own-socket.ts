import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  type Stats,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { buildConnector } from 'undici';
import { UpstreamFailure } from '../exchange.ts';

/** Accounts whose sockets are believed: the one this process runs as, and root, which can be anybody. */
type Trusted = ReadonlySet<number>;

const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;
/** Where a folder that is open can be gone into, whatever its path has come to mean. Linux has it. */
const OPEN_FOLDERS = '/proc/self/fd';

/**
 * Connects to a Unix socket that nobody else can have put there: its folder belongs to this account or root and is not for
 * others to write (or keeps them from each other's files, as `/tmp` does), and so does the socket. Whoever made the socket
 * is sent keys and accounts. Looked at for every connection, before anything is sent; fails with `unreachable`.
 */
export function ownSocketConnector(
  socketPath: string,
  timeoutMs: number,
  trusted: Trusted = ownAccounts(),
): buildConnector.connector {
  return (options, callback) => {
    let held: Held;
    try {
      held = hold(socketPath, trusted);
    } catch (error) {
      return callback(asUnreachable(error), null);
    }
    const connect = buildConnector({ socketPath: held.path, timeout: timeoutMs });
    connect(options, (...outcome) => {
      held.release();
      callback(...outcome);
    });
  };
}

/**
 * Why a socket at that path would not be connected to, with what to do; undefined where it would be, and where none is
 * there yet.
 */
export function socketProblem(
  socketPath: string,
  trusted: Trusted = ownAccounts(),
): string | undefined {
  try {
    hold(socketPath, trusted).release();
    return undefined;
  } catch (error) {
    if (error instanceof UpstreamFailure) return error.message;
    return codeOf(error) === 'ENOENT' ? undefined : `${socketPath} cannot be looked at: ${error}`;
  }
}

interface Held {
  /** A path to the socket through the folder that was looked at. */
  readonly path: string;
  release(): void;
}

/** Throws `UpstreamFailure` where somebody else may have a hand in it, and what the system says where it is not there. */
function hold(socketPath: string, trusted: Trusted): Held {
  const folder = dirname(socketPath);
  const descriptor = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    checkFolder(folder, fstatSync(descriptor), trusted);
    const path = existsSync(OPEN_FOLDERS)
      ? join(OPEN_FOLDERS, String(descriptor), basename(socketPath))
      : socketPath;
    checkSocket(socketPath, lstatSync(path), trusted);
    return { path, release: () => closeSync(descriptor) };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

function checkFolder(folder: string, { uid, mode }: Stats, trusted: Trusted): void {
  if (!trusted.has(uid)) {
    throw distrusted(
      `the folder ${folder} belongs to ${account(uid)}`,
      'Put the socket into a folder of the account the guard runs as.',
    );
  }
  if ((mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0) {
    throw distrusted(
      `others may write in the folder ${folder}, and could have put another socket there`,
      `Make it private (chmod 700 ${folder}), or put the socket into a folder that is.`,
    );
  }
}

function checkSocket(path: string, found: Stats, trusted: Trusted): void {
  if (!found.isSocket()) {
    throw distrusted(`${path} is no socket`, 'Name the socket itself, not a link to it.');
  }
  if (!trusted.has(found.uid)) {
    throw distrusted(
      `the socket ${path} belongs to ${account(found.uid)}`,
      'Run the server as the account the guard runs as.',
    );
  }
}

function distrusted(what: string, remedy: string): UpstreamFailure {
  return new UpstreamFailure('unreachable', `${what}: nothing is sent to it. ${remedy}`);
}

function account(uid: number): string {
  return `another account (uid ${uid})`;
}

function ownAccounts(): Trusted {
  const own = process.getuid?.();
  // Where nobody can say whose a file is, no socket is believed.
  return new Set(own === undefined ? [] : [0, own]);
}

function asUnreachable(error: unknown): UpstreamFailure {
  if (error instanceof UpstreamFailure) return error;
  const failure = `no connection (${codeOf(error)})`;
  return new UpstreamFailure('unreachable', failure, { cause: error });
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
