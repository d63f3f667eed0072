import type { Writable } from 'node:stream';

/**
 * Waiting for a stream that was written to: resolves when it can take more, and when it never will again. All
 * who wait share one listener, however many they are.
 */
export function drainOf(output: Writable): () => Promise<void> {
  let waiting: Promise<void> | undefined;
  return () => {
    waiting ??= new Promise((resolve) => {
      const settle = (): void => {
        output.off('drain', settle).off('error', settle).off('close', settle);
        waiting = undefined;
        resolve();
      };
      output.on('drain', settle).on('error', settle).on('close', settle);
    });
    return waiting;
  };
}
