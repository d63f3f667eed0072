import type { Writable } from 'node:stream';
import type { RpcMessage } from '../wire/message.ts';

export interface LineWriter {
  /** Writes one message as one line. Resolves when the pipe can take more, at once when it is broken. */
  write(message: RpcMessage): Promise<void>;
}

/**
 * Writes newline-delimited messages. `JSON.stringify` leaves no line end inside a message. A broken pipe
 * (EPIPE: the reader has gone) is reported once and swallows what is written after.
 */
export function createLineWriter(output: Writable, onBroken: () => void): LineWriter {
  let broken = false;
  const onEnd = (): void => {
    if (broken) return;
    broken = true;
    onBroken();
  };
  output.on('error', onEnd).on('close', onEnd);

  return {
    write(message) {
      if (broken || !output.writable) return Promise.resolve();
      if (output.write(`${JSON.stringify(message)}\n`)) return Promise.resolve();
      return new Promise((resolve) => {
        const settle = (): void => {
          output.off('drain', settle).off('error', settle).off('close', settle);
          resolve();
        };
        output.on('drain', settle).on('error', settle).on('close', settle);
      });
    },
  };
}
