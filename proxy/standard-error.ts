import { writeSync } from 'node:fs';
import type { DestinationStream } from 'pino';

/** Standard error, which may be a file on a full disk or a pipe that nobody reads any more. */
export interface StandardError extends DestinationStream {
  /** Whether what came last was written. */
  readonly isWritten: boolean;
}

const DESCRIPTOR = 2;
/** How long a line waits for a pipe to be read that takes nothing just now. */
const PIPE_TRIES = 20;
const PAUSE_MS = 10;

/**
 * Writes each line before it returns, and never throws: a guard does not end for want of a log. What cannot be written is
 * lost here, and the next line begins on a line of its own. (pino's own destination ends the process, or says nothing.)
 */
export function standardError(write: (bytes: Buffer) => number = writeOut): StandardError {
  let torn = false;
  let isWritten = true;
  return {
    get isWritten() {
      return isWritten;
    },
    write(line) {
      let left = Buffer.from(torn ? `\n${line}` : line, 'utf8');
      const { length } = left;
      try {
        while (left.length > 0) left = left.subarray(write(left));
        torn = false;
        isWritten = true;
      } catch {
        torn ||= left.length < length;
        isWritten = false;
      }
    },
  };
}

/** How many bytes standard error took. Throws what the operating system says. */
function writeOut(bytes: Buffer): number {
  for (let tries = 1; ; tries += 1) {
    try {
      return writeSync(DESCRIPTOR, bytes);
    } catch (error) {
      const isBusy = error instanceof Error && 'code' in error && error.code === 'EAGAIN';
      if (!isBusy || tries >= PIPE_TRIES) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
}
