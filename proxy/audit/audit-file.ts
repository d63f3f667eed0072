import {
  accessSync,
  type BigIntStats,
  closeSync,
  constants,
  fstatSync,
  openSync,
  readSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';

/** A file that records are appended to, line by line. */
export interface AuditFile {
  /**
   * Appends one line, which is with the operating system when this returns. A file that was moved or removed meanwhile
   * (rotation) is made anew under its name. Throws what the operating system says; the line is then not there, or not
   * whole, and the next one begins on a line of its own.
   */
  append(line: string): void;
  close(): void;
}

/** Not waiting for a reader: a named pipe would stop the guard, and is refused when it is looked at. */
const HOW = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;
/** For its owner alone. */
const MODE = 0o600;
const NEW_LINE = 0x0a;

/** Opens the file, making it where there is none. Throws with what to do where records cannot be kept there. */
export function openAuditFile(file: string): AuditFile {
  const path = resolve(file);
  let opened: Opened | undefined;
  try {
    opened = open(path);
  } catch (error) {
    throw new Error(cannotBeWritten(path, codeOf(error)), { cause: error });
  }

  function current(): Opened {
    if (opened === undefined) throw new Error('closed');
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (found && isSame(found, opened.is)) {
      opened.torn &&= found.size > 0n;
      return opened;
    }
    const anew = open(path);
    closeSync(opened.descriptor);
    opened = anew;
    return anew;
  }

  return {
    append(line) {
      const into = current();
      const bytes = Buffer.from(into.torn ? `\n${line}\n` : `${line}\n`, 'utf8');
      let written = 0;
      try {
        while (written < bytes.length) written += writeSync(into.descriptor, bytes, written);
        into.torn = false;
      } catch (error) {
        into.torn ||= written > 0;
        throw error;
      }
    },
    close() {
      if (opened !== undefined) closeSync(opened.descriptor);
      opened = undefined;
    },
  };
}

/**
 * What would keep a guard from writing its records there, with what to do; undefined where nothing would. Nothing is
 * made and nothing written.
 */
export function auditFileProblem(file: string): string | undefined {
  const path = resolve(file);
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found && !found.isFile()) return cannotBeWritten(path, NO_FILE);
    if (found) accessSync(path, constants.W_OK);
    else if (!statSync(dirname(path)).isDirectory()) return cannotBeWritten(path, 'ENOTDIR');
    else accessSync(dirname(path), constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return cannotBeWritten(path, codeOf(error));
  }
}

/** What went wrong, as the operating system calls it. */
export function codeOf(error: unknown): string {
  if (error instanceof Error) {
    return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
  }
  return 'unknown';
}

interface Opened {
  readonly descriptor: number;
  readonly is: BigIntStats;
  /** Whether the last line in it lacks its end: the disk was full, or a process ended in the middle of it. */
  torn: boolean;
}

/** A device, a pipe or a folder: what is written there is not kept, or is not a file's. */
const NO_FILE = 'it is no regular file';

function open(path: string): Opened {
  const descriptor = openSync(path, HOW, MODE);
  try {
    const is = fstatSync(descriptor, { bigint: true });
    if (!is.isFile()) throw new Error(NO_FILE);
    return { descriptor, is, torn: is.size > 0n && !endsWithNewLine(path, is.size) };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** A file that may be written and not read counts as torn: an empty line costs less than two records in one. */
function endsWithNewLine(path: string, size: bigint): boolean {
  const last = Buffer.alloc(1);
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    readSync(descriptor, last, 0, 1, size - 1n);
    return last[0] === NEW_LINE;
  } catch {
    return false;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function isSame(one: BigIntStats, other: BigIntStats): boolean {
  return one.ino === other.ino && one.dev === other.dev;
}

function cannotBeWritten(path: string, code: string): string {
  return `gateway.yaml:audit.file: ${path} cannot be opened for writing (${code}). ${adviceFor(code)}`;
}

function adviceFor(code: string): string {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'Make the folder, or name a file in one that exists.';
    case 'EACCES':
    case 'EPERM':
      return 'Give the account the guard runs as the right to write there, or name another file.';
    case 'EROFS':
      return 'That file system is read-only: name a file on another, or use "sink: log".';
    case NO_FILE:
    case 'EISDIR':
    case 'ENXIO':
      return 'Name a file of its own; for standard error use "sink: log".';
    default:
      return 'Name a file in a folder that exists and is writable.';
  }
}
