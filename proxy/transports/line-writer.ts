import type { Writable } from 'node:stream';
import type { RpcMessage } from '../wire/message.ts';
import { drainOf } from './drain.ts';

export interface LineWriter {
  /** Writes one message as one line. Resolves when the pipe can take more, at once when it is broken. */
  write(message: RpcMessage): Promise<void>;
  /** Bytes, or what the stream counts instead, that the reader has yet to take. */
  readonly unread: number;
}

/**
 * Writes newline-delimited messages. `JSON.stringify` leaves no line end inside a message. A broken pipe
 * (EPIPE: the reader has gone) is reported once and swallows what is written after.
 */
export function createLineWriter(output: Writable, onBroken: () => void): LineWriter {
  const drained = drainOf(output);
  let broken = false;
  const onEnd = (): void => {
    if (broken) return;
    broken = true;
    onBroken();
  };
  output.on('error', onEnd).on('close', onEnd);

  return {
    get unread() {
      return broken ? 0 : output.writableLength;
    },
    write(message) {
      if (broken || !output.writable) return Promise.resolve();
      if (output.write(`${JSON.stringify(message)}\n`)) return Promise.resolve();
      return drained();
    },
  };
}
